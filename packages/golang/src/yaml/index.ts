export * from './convert';
export { decodeYaml, isUtf16 } from './decode';
export { nodeToJson } from './node-to-json';
export * from './emit';
export * from './emit-node';
export * from './error';
export * from './node';
export * from './read';
export * from './resolve';

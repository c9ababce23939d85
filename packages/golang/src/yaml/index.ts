export * from './convert';
export { decodeYaml, isUtf16 } from './decode';
export { nodeToJson } from './node-to-json';
export * from './edit';
export * from './emit';
export * from './emit-node';
export * from './error';
export * from './node';
export {
  type YamlLimits,
  type YamlReadOptions,
  parseYamlDocument,
  parseYamlDocuments,
  parseYamlLayout,
} from './read';
export * from './resolve';
export { compareKeys } from './key-order';

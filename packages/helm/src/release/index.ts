export * from './encode';
export * from './history';
export { metadataJson } from './chart-json';
export * from './names';
export * from './release';
export * from './storage';

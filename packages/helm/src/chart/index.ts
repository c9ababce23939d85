export { readArchive } from './archive';
export * from './chart';
export * from './disk-tree';
export {
  ChartError,
  ChartLimitError,
  ChartValidationError,
  UntakenChartError,
} from './error';
export * from './file';
export * from './ignore';
export * from './limits';
export * from './load';
export { loadDirectory, readDirectory } from './load-directory';
export { type LoadOptions, loadFiles } from './load-files';
export {
  goMapOf,
  goValueOf,
  loadValues,
  mergeMaps,
  parseYamlMap,
} from './load-values';
export * from './metadata';
export * from './read-metadata';
export * from './tar-archive';
export * from './tree';
export * from './validate';

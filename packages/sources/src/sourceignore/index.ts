export * from './ignoreRules';
export { IgnorePattern } from './pattern';
export type { IgnoreVerdict } from './pattern';

export * from './augment';
export * from './cel/expression';
export * from './customHealthChecks';
export * from './podControllers';
export { type Status, type StatusCondition, type StatusResult } from './result';
export * from './status';

export * from './check-chart';
export * from './render-chart';
export * from './template';

export * from './check-chart';
export * from './lint';
export * from './list-dependencies';
export * from './render-chart';
export * from './show';
export * from './template';

export * from './hook';
export * from './kind-order';
export * from './post-render';
export * from './sort';
export * from './split';

export * from './entry';
export * from './parse';
export * from './stringify';
export * from './value';

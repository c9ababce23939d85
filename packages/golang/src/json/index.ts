export * from './stringify';
export * from './value';

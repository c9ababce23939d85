export * from './float';
export * from './quote';
export * from './value';

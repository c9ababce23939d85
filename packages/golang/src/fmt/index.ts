export * from './float';
export * from './quote';

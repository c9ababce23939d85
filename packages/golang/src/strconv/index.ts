export * from './float';
export * from './integer';

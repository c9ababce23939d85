export * from './index-file';
export * from './urls';
export * from './resolve';

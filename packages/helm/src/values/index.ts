export * from '../warn';
export * from './coalesce';
export * from './options';
export * from './table';
export * from './validate-schema';

export * from './regexp';

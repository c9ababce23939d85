export * from './readModel';

export * from './type';
export * from './value';

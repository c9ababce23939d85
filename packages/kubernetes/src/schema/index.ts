export * from './builtin';
export * from './fieldTypes';
export * from './zeroFields';

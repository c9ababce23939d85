export * from './readModel';
export * from './explain';
export * from './ownership';
export * from './permissions';

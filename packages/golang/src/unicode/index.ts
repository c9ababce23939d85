export * from './case';
export * from './classes';

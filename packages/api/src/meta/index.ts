export * from './artifact';
export * from './conditions';
export * from './references';
export * from './status';

export * from './artifact';
export * from './git';
export * from './remote';
export * from './sourceignore';
export * from './storage';

export * from './artifact';
export * from './git';
export * from './sourceignore';
export * from './storage';

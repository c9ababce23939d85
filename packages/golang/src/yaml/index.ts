export * from './convert';
export * from './emit';
export * from './error';
export * from './node';
export * from './read';
export * from './resolve';

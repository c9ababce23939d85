export * from './objects';
export * from './client';

export * from './gitopsApi';
export * from './gitopsClient';
export * from './liveUpdates';

export * from './errors';
export * from './serveRequests';
export * from './workerPool';

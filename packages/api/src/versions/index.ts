export * from './raisedVersion';

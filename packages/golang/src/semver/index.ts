export { Constraint } from './constraint';
export * from './constraints';
export { SemverError } from './error';
export { validateMetadata, validatePrerelease } from './identifiers';
export * from './version';

export * from './certificate';
export * from './der';
export * from './der-reader';
export * from './extensions';
export { objectIdentifiers } from './object-identifiers';
export * from './pem';

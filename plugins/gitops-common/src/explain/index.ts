export { explain } from './explain';
export * from './situation';
export { locationOf, ownerName, shortRevision } from './text';

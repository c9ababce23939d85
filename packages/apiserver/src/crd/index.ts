export * from './crdController';
export { crdBehaviours } from './crdKind';

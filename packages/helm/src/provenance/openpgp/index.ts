export { Bytes } from './byte-source';
export { checkDetachedSignature } from './detached';
export { PgpError } from './error';
export { type Entity, readKeyRing } from './key-ring';

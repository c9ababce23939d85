export type { CreateOptions, StorageDriver } from './driver';
export * from './errors';
export { MemoryDriver } from './memory-driver';
export {
  ConfigMapDriver,
  MAX_STORED_SIZE,
  type ObjectDriverOptions,
  SecretDriver,
} from './object-driver';
export { ReleaseStorage } from './release-storage';

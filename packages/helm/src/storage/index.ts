export type { CreateOptions, StorageDriver } from './driver';
export * from './errors';
export { MemoryDriver } from './memoryDriver';
export {
  ConfigMapDriver,
  MAX_STORED_SIZE,
  type ObjectDriverOptions,
  SecretDriver,
} from './objectDriver';
export { ReleaseStorage } from './releaseStorage';

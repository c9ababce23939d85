export { NoObjectsVisitedError, forEachInBatches } from './batches';
export { HelmError, JoinedError, isAlreadyExists } from './errors';
export {
  type CreateResourcesOptions,
  type DeleteResult,
  KubeClient,
  type KubeClientOptions,
} from './kube-client';
export { Resource } from './resource';
export { UpdateError, type UpdateOptions, type UpdateResult } from './update';
export type { DeletionPropagation, FieldValidation } from './write-resource';

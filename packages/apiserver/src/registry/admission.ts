import type { KubernetesObject } from '@sluice/kubernetes';
import type { UserInfo } from '../auth/user';
import type { RegisteredResource } from './registeredResource';

/** A write that is about to happen. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  resource: RegisteredResource;
  subresource: string;
  namespace: string;
  name: string;
  /** The new state; of a deletion the stored one. */
  object: KubernetesObject;
  /** The state before; undefined for a create. */
  old: KubernetesObject | undefined;
  user: UserInfo | undefined;
}

/** Refuses a write by throwing an ApiFailure. */
export type AdmissionCheck = (request: AdmissionRequest) => void;

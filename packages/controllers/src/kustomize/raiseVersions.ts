import { raisedVersion } from '@sluice/api';
import {
  type KubernetesObject,
  parseApiVersion,
} from '@sluice/kubernetes/objects';

/**
 * The current API version of an object that uses one which is gone; undefined when nothing is to be raised. Repositories hold such
 * manifests for years.
 */
export function raisedApiVersion(object: KubernetesObject): string | undefined {
  const { group, version } = parseApiVersion(object.apiVersion);
  const raised = raisedVersion(group, version, object.kind);
  return raised && `${group}/${raised}`;
}

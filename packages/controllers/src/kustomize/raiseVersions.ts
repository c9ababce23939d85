import {
  type KubernetesObject,
  parseApiVersion,
} from '@sluice/kubernetes/objects';

/** Versions of Flux's groups that are not served any more, and the version that replaced them. */
const removed: Readonly<
  Record<string, { versions: readonly string[]; current: string }>
> = {
  'source.toolkit.fluxcd.io': {
    versions: ['v1beta1', 'v1beta2'],
    current: 'v1',
  },
  'kustomize.toolkit.fluxcd.io': {
    versions: ['v1beta1', 'v1beta2'],
    current: 'v1',
  },
  'helm.toolkit.fluxcd.io': { versions: ['v2beta1', 'v2beta2'], current: 'v2' },
  'image.toolkit.fluxcd.io': {
    versions: ['v1beta1', 'v1beta2'],
    current: 'v1',
  },
};

/** Kinds of the notification group differ in what they were raised to. */
const notification = 'notification.toolkit.fluxcd.io';

/**
 * The current API version of an object that uses one which is gone; undefined when nothing is to be raised. Repositories hold such
 * manifests for years.
 */
export function raisedApiVersion(object: KubernetesObject): string | undefined {
  const { group, version } = parseApiVersion(object.apiVersion);
  if (group === notification && /^v1beta[12]$/.test(version)) {
    return `${group}/${object.kind === 'Receiver' ? 'v1' : 'v1beta3'}`;
  }
  const change = Object.hasOwn(removed, group) ? removed[group] : undefined;
  return change?.versions.includes(version)
    ? `${group}/${change.current}`
    : undefined;
}

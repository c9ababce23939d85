import { type Kustomization, kustomizeGroup } from '@sluice/api';
import {
  type ApplyOptions,
  type FormerManager,
  anyInMetadata,
} from '@sluice/kubernetes/apply';
import type { KubernetesObject, ObjectRef } from '@sluice/kubernetes/objects';
import { controllerName } from './options';

export const ownerNameLabel = `${kustomizeGroup}/name`;
export const ownerNamespaceLabel = `${kustomizeGroup}/namespace`;

/** The labels that say whose an applied object is. */
export function ownerLabels(owner: {
  namespace: string;
  name: string;
}): Record<string, string> {
  return {
    [ownerNameLabel]: owner.name,
    [ownerNamespaceLabel]: owner.namespace,
  };
}

/** Objects that prune leaves alone, by label or annotation. */
export const pruneExclusions = {
  [`${kustomizeGroup}/prune`]: 'disabled',
  [`${kustomizeGroup}/reconcile`]: 'disabled',
  [`${kustomizeGroup}/ssa`]: 'ignore',
};

/** Objects that are not taken away from their other managers. */
export const mergeSelector = { [`${kustomizeGroup}/ssa`]: 'merge' };

const exclusionSelector = {
  [`${kustomizeGroup}/reconcile`]: 'disabled',
  [`${kustomizeGroup}/ssa`]: 'ignore',
};
const ifNotPresentSelector = { [`${kustomizeGroup}/ssa`]: 'ifnotpresent' };
const forceSelector = { [`${kustomizeGroup}/force`]: 'enabled' };

/** Managers whose fields become ours: kubectl, what was there before server-side apply, and those that the user names. */
export function formerManagers(
  overrideManagers: readonly string[],
): FormerManager[] {
  return [
    { prefix: 'kubectl', operation: 'Apply' },
    { prefix: 'kubectl', operation: 'Update' },
    { prefix: 'before-first-apply', operation: 'Update' },
    { prefix: controllerName, operation: 'Update' },
    ...overrideManagers.flatMap((prefix): FormerManager[] => [
      { prefix, operation: 'Apply' },
      { prefix, operation: 'Update' },
    ]),
  ];
}

/** How the objects of a Kustomization are applied (kustomize-controller `apply`). */
export function applyOptionsFor(
  object: Kustomization,
  overrideManagers: readonly string[],
): ApplyOptions {
  return {
    force: object.spec.force ?? false,
    forceSelector,
    exclusionSelector,
    ifNotPresentSelector,
    cleanup: {
      annotations: [
        'kubectl.kubernetes.io/last-applied-configuration',
        'kustomize.toolkit.fluxcd.io/checksum',
        'fluxcd.io/sync-checksum',
      ],
      labels: ['fluxcd.io/sync-gc-mark'],
      managers: formerManagers(overrideManagers),
    },
    cleanupExclusions: mergeSelector,
  };
}

/** How fast drift of an object is undone. */
export type DriftMode = 'watch' | 'interval' | 'warn';

/** The object's own wish, else that of its Kustomization, else at once. */
export function driftModeOf(
  object: KubernetesObject | undefined,
  owner: KubernetesObject,
): DriftMode {
  for (const candidate of [object, owner]) {
    for (const mode of ['watch', 'interval', 'warn'] as const) {
      if (anyInMetadata(candidate, { 'sluice.dev/drift': mode })) return mode;
    }
  }
  return 'watch';
}

/** `namespace/name` of the Kustomization that an object's labels name; undefined when they name none. */
export function ownerOf(object: KubernetesObject): string | undefined {
  const labels = object.metadata.labels ?? {};
  return Object.hasOwn(labels, ownerNameLabel)
    ? `${labels[ownerNamespaceLabel] ?? ''}/${labels[ownerNameLabel]}`
    : undefined;
}

/** `namespace/name` */
export function keyOf(ref: Pick<ObjectRef, 'namespace' | 'name'>): string {
  return `${ref.namespace ?? ''}/${ref.name}`;
}

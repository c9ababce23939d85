import type { Kustomization } from '@sluice/api';
import {
  type ChangeSetEntry,
  formatObjectId,
  objectId,
  refOfId,
  waitForHealth,
} from '@sluice/kubernetes/apply';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import { timeoutOf } from './durations';
import { healthReaderOf } from './healthExpressions';
import type { Run } from './run';

/** What is checked, and what helps to check it. */
export interface HealthPlan {
  refs: ObjectRef[];
  jobsWithTtl: ReadonlySet<string>;
  known: ReadonlyMap<string, UnstructuredObject>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Ids of the Jobs that delete themselves when they have finished. */
export function jobsWithTtl(
  objects: readonly KubernetesObject[],
): ReadonlySet<string> {
  return new Set(
    objects
      .filter(
        object =>
          object.kind === 'Job' &&
          object.apiVersion.startsWith('batch/') &&
          'spec' in object &&
          isRecord(object.spec) &&
          Number.isInteger(object.spec.ttlSecondsAfterFinished),
      )
      .map(object => formatObjectId(objectId(object))),
  );
}

/**
 * What the health of a Kustomization depends on: everything that it applied (`wait`), or the objects that it names, but never itself and
 * nothing that was skipped. Undefined when nothing is to be checked.
 */
export function healthTargets(
  object: Kustomization,
  changes: readonly ChangeSetEntry[],
): ObjectRef[] | undefined {
  const { wait, healthChecks = [] } = object.spec;
  if (!wait && healthChecks.length === 0) return undefined;
  const refs = wait
    ? changes
        .filter(c => c.action !== 'skipped')
        .map(c => refOfId(c.id, c.version))
    : healthChecks.map(check => ({
        apiVersion: check.apiVersion || 'apps/v1',
        kind: check.kind,
        name: check.name,
        ...(check.namespace ? { namespace: check.namespace } : {}),
      }));
  if (refs.length === 0) return undefined;
  return refs.filter(
    ref =>
      !(
        ref.kind === 'Kustomization' &&
        ref.name === object.metadata.name &&
        ref.namespace === object.metadata.namespace
      ),
  );
}

/**
 * Waits for health, without holding a worker. Resolves with the resource versions at which the objects were seen healthy; rejects with
 * a HealthError.
 */
export async function awaitHealth(
  run: Run,
  client: KubernetesClient,
  plan: HealthPlan,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { clock, options, watches } = run.deps;
  const versions = new Map<string, string>();
  const remember = (object: KubernetesObject) =>
    versions.set(
      formatObjectId(objectId(object)),
      object.metadata.resourceVersion ?? '',
    );
  for (const object of plan.known.values()) remember(object);
  await waitForHealth(client, plan.refs, {
    clock,
    notifier: watches,
    signal,
    timeout: timeoutOf(run.object, options.minimumTimeout),
    failFast: options.failFast,
    jobsWithTtl: plan.jobsWithTtl,
    known: plan.known,
    read: healthReaderOf(run.object),
    observed: remember,
  });
  return versions;
}

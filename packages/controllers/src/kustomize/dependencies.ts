import { type Kustomization, kustomizationType } from '@sluice/api';
import { isNotFound } from '@sluice/kubernetes/client';
import type { ObjectRef } from '@sluice/kubernetes/objects';
import { isConditionTrue } from '@sluice/runtime';
import { goDuration } from './durations';
import { StepError, messageOf } from './failure';
import { sourceKey, sourceRefOf } from './source';

/** The Kustomizations that one depends on. */
export function dependenciesOf(object: Kustomization): ObjectRef[] {
  return (object.spec.dependsOn ?? []).map(dependency => ({
    ...kustomizationType,
    name: dependency.name,
    namespace: dependency.namespace || object.metadata.namespace,
  }));
}

/** Whether something that depends on the object may go ahead, apart from the revision. */
export function isDependencyReady(dependency: Kustomization): boolean {
  return (
    (dependency.status?.conditions ?? []).length > 0 &&
    dependency.metadata.generation === dependency.status?.observedGeneration &&
    isConditionTrue(dependency, 'Ready')
  );
}

/**
 * Whether a change of a Kustomization may be what others wait for: it became ready, or reached another revision while ready.
 */
export function mayReleaseDependents(
  before: Kustomization | undefined,
  after: Kustomization,
): boolean {
  return (
    isDependencyReady(after) &&
    (!before ||
      !isDependencyReady(before) ||
      before.status?.lastAppliedRevision !== after.status?.lastAppliedRevision)
  );
}

/** Throws a StepError when a dependency is missing, not ready, or behind on the same source. */
export async function checkDependencies(
  object: Kustomization,
  revision: string,
  read: (ref: ObjectRef) => Promise<Kustomization>,
  requeueDependency: number,
): Promise<void> {
  const notReady = (message: string, cause?: unknown) =>
    new StepError('DependencyNotReady', message, {
      cause,
      outcome: {
        kind: 'waiting',
        delay: requeueDependency,
        event: `Dependencies do not meet ready condition, retrying in ${goDuration(
          requeueDependency,
        )}`,
      },
    });
  const expressions = (object.spec.dependsOn ?? []).map(d => d.readyExpr);
  for (const [index, ref] of dependenciesOf(object).entries()) {
    const named = `'${ref.namespace}/${ref.name}'`;
    let dependency: Kustomization;
    try {
      dependency = await read(ref);
    } catch (error) {
      if (!isNotFound(error)) {
        throw notReady(
          `dependency ${named} not found: ${messageOf(error)}`,
          error,
        );
      }
      throw notReady(`dependency ${named} not found: ${error.message}`, error);
    }
    if (expressions[index]) {
      throw new StepError(
        'InvalidCELExpression',
        `dependency ${named} has a readyExpr, which is not supported yet`,
        { outcome: { kind: 'stalled', observed: true } },
      );
    }
    if (!isDependencyReady(dependency)) {
      throw notReady(`dependency ${named} is not ready`);
    }
    if (
      sourceKey(sourceRefOf(dependency)) === sourceKey(sourceRefOf(object)) &&
      dependency.status?.lastAppliedRevision !== revision
    ) {
      throw notReady(`dependency ${named} revision is not up to date`);
    }
  }
}

/**
 * Those of some Kustomizations that do not wait for each other in a circle. Waking the others would only have them say again that
 * they wait; Flux wakes none of the set then.
 */
export function withoutCycles(
  objects: readonly Kustomization[],
): Kustomization[] {
  const edges = new Map(
    objects.map(object => [
      `${object.metadata.namespace}/${object.metadata.name}`,
      dependenciesOf(object).map(ref => `${ref.namespace}/${ref.name}`),
    ]),
  );
  const reachesItself = (start: string): boolean => {
    const seen = new Set<string>();
    const open = [...(edges.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === start) return true;
      if (!seen.has(next)) {
        seen.add(next);
        open.push(...(edges.get(next) ?? []));
      }
    }
    return false;
  };
  return objects.filter(
    object =>
      dependenciesOf(object).length === 0 ||
      !reachesItself(`${object.metadata.namespace}/${object.metadata.name}`),
  );
}

import { type Kustomization, kustomizationType } from '@sluice/api';
import { isNotFound } from '@sluice/kubernetes/client';
import {
  type CelExpression,
  compileExpression,
} from '@sluice/kubernetes/kstatus';
import { isJsonObject } from '@sluice/kubernetes/smd';
import type { ObjectRef } from '@sluice/kubernetes/objects';
import { isConditionTrue } from '@sluice/runtime';
import { goDuration } from './durations';
import { StepError, messageOf } from './failure';
import type { KustomizeOptions } from './options';
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

/** Whether an object waits for one of its dependencies, and an expression decides when it need not wait any more. */
export function awaitsExpression(
  object: Kustomization,
  dependency: Kustomization,
): boolean {
  const ready = object.status?.conditions?.find(c => c.type === 'Ready');
  return (
    ready?.reason === 'DependencyNotReady' &&
    (object.spec.dependsOn ?? []).some(
      ({ name, namespace, readyExpr }) =>
        readyExpr &&
        name === dependency.metadata.name &&
        (namespace || object.metadata.namespace) ===
          dependency.metadata.namespace,
    )
  );
}

/** Evaluates `readyExpr` over `self` and `dep`. Throws a StepError that stalls when it does not compile, an Error when it has no value. */
function isReadyBy(
  expression: string,
  self: Kustomization,
  dep: Kustomization,
): boolean {
  let compiled: CelExpression;
  try {
    compiled = compileExpression(expression, {
      compile: true,
      outputType: 'bool',
      structVariables: ['self', 'dep'],
    });
  } catch (error) {
    throw new StepError(
      'InvalidCELExpression',
      `failed to evaluate dependency ${dep.metadata.name}: ${messageOf(error)}`,
      { cause: error, outcome: { kind: 'stalled', observed: true } },
    );
  }
  const variables: unknown = { self, dep };
  return compiled.evaluateBoolean(isJsonObject(variables) ? variables : {});
}

/** Throws a StepError when a dependency is missing, not ready, or behind on the same source. */
export async function checkDependencies(
  object: Kustomization,
  revision: string,
  read: (ref: ObjectRef) => Promise<Kustomization>,
  {
    requeueDependency,
    additiveReadyExpressions,
  }: Pick<KustomizeOptions, 'requeueDependency' | 'additiveReadyExpressions'>,
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
    const expression = expressions[index];
    if (expression) {
      let ready: boolean;
      try {
        ready = isReadyBy(expression, object, dependency);
      } catch (error) {
        if (error instanceof StepError) throw error;
        throw notReady(messageOf(error), error);
      }
      if (!ready) {
        throw notReady(
          `dependency ${named} is not ready according to readyExpr eval`,
        );
      }
      // An expression takes the place of the check below.
      if (!additiveReadyExpressions) continue;
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

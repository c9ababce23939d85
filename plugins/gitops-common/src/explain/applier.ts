import { explainApply } from './apply';
import { explainBuild } from './build';
import type { Finding } from './finding';
import { explainHealthCheck } from './health';
import type { Situation, SituationApplier } from './situation';
import { enumerate, excerpt, shortRevision } from './text';

const nameOf = ({ kind, namespace, name }: SituationApplier) =>
  `${kind} ${namespace}/${name}`;

/** States of the applier that say why nothing happens, before its Ready condition counts. */
export function explainApplierState(situation: Situation): Finding | undefined {
  const { applier, component } = situation;
  if (!applier) {
    return {
      situation: 'not-delivered',
      severity: 'info',
      fact: `Nothing delivers ${component} here`,
      cause: `no Kustomization of the cluster has an object of it in its inventory`,
      owner: situation.componentOwner,
      nextStep: 'add it to Git, or name its objects in the catalog entity',
    };
  }
  if (applier.deleting) {
    return {
      situation: 'deleting',
      severity: 'warning',
      fact: `${nameOf(applier)} is being deleted, and what it delivers with it`,
      owner: applier.owner,
    };
  }
  if (applier.suspended) {
    return {
      situation: 'suspended',
      severity: 'warning',
      fact: `Delivery is paused`,
      cause: `${nameOf(
        applier,
      )} is suspended, so commits are not applied and changes in the cluster stay`,
      owner: applier.owner,
      nextStep: 'resume it to deliver again',
    };
  }
  return undefined;
}

/** The Ready condition of the applier, when it is not True. */
export function explainNotReady(situation: Situation): Finding | undefined {
  const { applier } = situation;
  const ready = applier?.conditions.find(({ type }) => type === 'Ready');
  if (!applier || !ready || ready.status !== 'False') {
    return undefined;
  }
  const { reason, message } = ready;
  switch (reason) {
    case 'DependencyNotReady':
      return dependencies(applier, message);
    case 'ArtifactFailed':
      return /kustomization path not found/.test(message)
        ? explainBuild(situation, applier, message)
        : {
            situation: 'artifact-failed',
            severity: 'warning',
            fact: `There is nothing to apply yet`,
            cause: excerpt(message),
            owner: situation.source?.owner ?? applier.owner,
            nextStep: 'wait for the source, or look at it',
            raw: message,
          };
    case 'BuildFailed':
      return explainBuild(situation, applier, message);
    case 'ReconciliationFailed':
      return explainApply(situation, applier, message);
    case 'PruneFailed':
      return {
        situation: 'prune-failed',
        severity: 'error',
        fact: 'Something that Git no longer has could not be deleted',
        cause: excerpt(message),
        owner: applier.owner,
        nextStep:
          'check the rights of the account and the finalizers of the object',
        raw: message,
      };
    case 'HealthCheckFailed':
    case 'HealthCheckCanceled':
      return explainHealthCheck(situation, message);
    case 'AccessDenied':
      return {
        situation: 'access-denied',
        severity: 'error',
        fact: `${nameOf(applier)} may not use what it refers to`,
        cause: excerpt(message),
        owner: applier.owner,
        nextStep: 'refer to objects of the same namespace',
        raw: message,
      };
    case 'InvalidCELExpression':
      return {
        situation: 'invalid-expression',
        severity: 'error',
        fact: `An expression of ${nameOf(applier)} is not valid`,
        cause: excerpt(message),
        owner: applier.owner,
        nextStep: 'correct the expression',
        raw: message,
      };
    default:
      return {
        situation: 'failed',
        severity: 'error',
        fact: `${nameOf(applier)} failed (${reason})`,
        cause: excerpt(message),
        owner: applier.owner,
        nextStep: 'read its message',
        raw: message,
      };
  }
}

function dependencies(applier: SituationApplier, message: string): Finding {
  const [, id, missing] =
    /dependency '([^']+)' (not found)?/.exec(message) ?? [];
  const owner = applier.dependsOn?.find(
    dependency => dependency.id === id,
  )?.owner;
  if (id && id === `${applier.namespace}/${applier.name}`) {
    return {
      situation: 'dependency-cycle',
      severity: 'error',
      fact: `${nameOf(applier)} waits for itself`,
      owner: applier.owner,
      nextStep: 'remove it from spec.dependsOn',
      raw: message,
    };
  }
  if (missing) {
    return {
      situation: 'dependency-missing',
      severity: 'error',
      fact: `Delivery waits for ${id}, which does not exist`,
      owner: applier.owner,
      nextStep: 'create it or remove it from spec.dependsOn',
      raw: message,
    };
  }
  if (/CEL expression/.test(message)) {
    return {
      situation: 'dependency-expression',
      severity: 'warning',
      fact: 'Delivery waits for a dependency whose expression does not hold',
      cause: excerpt(message),
      owner: applier.owner,
      nextStep: 'look at the dependency, or correct the expression',
      raw: message,
    };
  }
  return {
    situation: 'dependency-not-ready',
    severity: 'warning',
    fact: `Delivery waits for ${
      id ?? enumerate(applier.dependsOn?.map(d => d.id) ?? ['a dependency'])
    }`,
    cause: 'it is not ready',
    owner: owner ?? applier.owner,
    nextStep: 'look at what keeps it from being ready',
    raw: message,
  };
}

/** A run is under way. */
export function explainProgress(situation: Situation): Finding | undefined {
  const { applier, source, component } = situation;
  if (!applier) {
    return undefined;
  }
  if (
    applier.requestedAt &&
    applier.requestedAt !== applier.lastHandledReconcileAt
  ) {
    return {
      situation: 'requested',
      severity: 'info',
      fact: 'A reconcile was asked for and has not been handled yet',
    };
  }
  const reconciling = applier.conditions.find(
    ({ type, status }) => type === 'Reconciling' && status === 'True',
  );
  const ready = applier.conditions.find(({ type }) => type === 'Ready');
  if (!ready || (reconciling && ready.status === 'Unknown')) {
    const revision = source?.revision ?? applier.lastAttemptedRevision;
    return {
      situation: 'progressing',
      severity: 'info',
      fact: revision
        ? `${shortRevision(revision)} is being delivered`
        : `${component} is being delivered`,
      cause:
        reconciling && /health checks/i.test(reconciling.message)
          ? 'waiting for its objects to become ready'
          : undefined,
      raw: reconciling?.message,
    };
  }
  if (ready.status === 'Unknown') {
    return {
      situation: 'unknown',
      severity: 'info',
      fact: `The state of ${nameOf(applier)} is not known yet`,
      raw: ready.message,
    };
  }
  return undefined;
}

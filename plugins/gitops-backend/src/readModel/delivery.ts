import type { Kustomization } from '@sluice/api';
import {
  ActionState,
  ActionVerb,
  ClusterStatus,
  ComponentDelivery,
  Explanation,
  Health,
  Situation,
  SituationCondition,
  SituationDrift,
  StateWord,
  SyncState,
  explain,
} from '@sluice/plugin-gitops-common';
import type { Condition } from '@sluice/kubernetes';
import type { Source } from '../cluster/kinds';
import type { ClusterModel } from './clusterModel';
import type { EntityClaim } from './entityClaim';
import {
  deliveredObjects,
  neighboursOf,
  runningImages,
  situationPart,
  splitInventory,
  worstHealth,
} from './parts';
import { CommitDetails, parseRevision, withoutCredentials } from './revision';

const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

export interface DeliveryContext {
  model: ClusterModel;
  cluster: ClusterStatus;
  claim: EntityClaim;
  /** Entity ref of a component by the name of a neighbour, when the reader may see it. */
  componentOf(name: string): { entityRef: string; title: string } | undefined;
  actions: Record<ActionVerb, ActionState>;
  commitOf(revision: string): CommitDetails | undefined;
  driftOf(applier: Kustomization): SituationDrift | undefined;
  /** Whether the reader may read the source too. */
  mayReadSource: boolean;
}

function toConditions(
  conditions: readonly Condition[] | undefined,
): SituationCondition[] {
  return (conditions ?? []).map(
    ({ type, status, reason, message, observedGeneration }) => ({
      type,
      status,
      reason,
      message,
      observedGeneration,
    }),
  );
}

const ready = (applier: Kustomization) =>
  applier.status?.conditions?.find(({ type }) => type === 'Ready');

/** Is what runs what Git says? */
export function syncStateOf(
  applier: Kustomization,
  source: Source | undefined,
): SyncState {
  const { status, spec } = applier;
  if (spec.suspend) return 'paused';
  const condition = ready(applier);
  if (condition?.status === 'False') return 'blocked';
  const newest = source?.status?.artifact?.revision;
  if (newest && status?.lastAppliedRevision !== newest) return 'behind';
  return condition?.status === 'True' ? 'synced' : 'unknown';
}

const waiting = new Set([
  'dependency-not-ready',
  'dependency-missing',
  'dependency-expression',
  'artifact-failed',
  'blocked-by-neighbour',
  'controllers-waiting',
]);

/** The word for a delivery as a whole. */
export function stateWordOf(
  sync: SyncState,
  health: Health,
  explanation: Explanation,
  progressing: boolean,
): StateWord {
  if (sync === 'paused') return 'Suspended';
  if (waiting.has(explanation.situation)) return 'Waiting';
  if (progressing) return 'Progressing';
  if (sync === 'blocked' && explanation.severity === 'warning')
    return 'Waiting';
  if (sync === 'blocked' || health === 'degraded') return 'Failed';
  if (explanation.severity === 'error') return 'Unknown';
  if (sync === 'behind' || health === 'progressing') return 'Progressing';
  return sync === 'synced' ? 'Ready' : 'Unknown';
}

/** Everything that a page shows of one component as one applier delivers it. */
export function buildDelivery(
  applier: Kustomization,
  context: DeliveryContext,
): ComponentDelivery {
  const { model, claim, cluster } = context;
  const { metadata, spec, status } = applier;
  const source = model.sourceOf(applier);
  const { own, others } = splitInventory(model, applier, claim);
  const neighbours = neighboursOf(model, others).map(neighbour => {
    const component = context.componentOf(neighbour.name);
    return {
      ...neighbour,
      title: component?.title ?? neighbour.title,
      entityRef: component?.entityRef,
    };
  });
  const parts = own.map(object => situationPart(model, object));
  const health: Health = parts.length > 0 ? worstHealth(parts) : 'unknown';
  const owner = model.ownerOf(metadata.namespace);
  const requestedAt = metadata.annotations?.[requestedAtAnnotation];
  const sourceUrl = source?.spec?.url && withoutCredentials(source.spec.url);

  const situation: Situation = {
    component: claim.title,
    componentOwner: claim.owners[0],
    cluster,
    applier: {
      kind: applier.kind,
      namespace: metadata.namespace ?? '',
      name: metadata.name ?? '',
      owner,
      suspended: spec.suspend,
      deleting: metadata.deletionTimestamp !== undefined,
      generation: metadata.generation,
      observedGeneration: status?.observedGeneration,
      conditions: toConditions(status?.conditions),
      path: spec.path,
      lastAppliedRevision: status?.lastAppliedRevision,
      lastAttemptedRevision: status?.lastAttemptedRevision,
      serviceAccountName: spec.serviceAccountName,
      dependsOn: spec.dependsOn?.map(({ namespace, name }) => ({
        id: `${namespace ?? metadata.namespace}/${name}`,
        owner: model.ownerOf(namespace ?? metadata.namespace),
      })),
      requestedAt,
      lastHandledReconcileAt: status?.lastHandledReconcileAt,
      interval: spec.interval,
      retryInterval: spec.retryInterval,
    },
    source: source && {
      kind: source.kind,
      namespace: source.metadata.namespace ?? '',
      name: source.metadata.name ?? '',
      owner: model.ownerOf(source.metadata.namespace),
      suspended: source.spec?.suspend,
      conditions: toConditions(source.status?.conditions),
      url: sourceUrl || undefined,
      branch: source.spec?.ref?.branch,
      revision: source.status?.artifact?.revision,
      hidden: !context.mayReadSource,
    },
    parts,
    neighbours,
    drift: context.driftOf(applier),
  };
  const explanation = explain(situation);
  if (!context.mayReadSource && /^source-/.test(explanation.situation)) {
    delete explanation.raw;
  }
  const sync = syncStateOf(applier, source);
  const progressing = explanation.situation === 'progressing';
  const pending =
    requestedAt && requestedAt !== status?.lastHandledReconcileAt
      ? { token: requestedAt, since: requestedAt }
      : undefined;
  const newest = source?.status?.artifact?.revision;

  return {
    id: {
      cluster: cluster.name,
      kind: applier.kind,
      namespace: metadata.namespace ?? '',
      name: metadata.name ?? '',
    },
    state: stateWordOf(sync, health, explanation, progressing),
    sync,
    health,
    explanation,
    ...(status?.lastAppliedRevision
      ? {
          applied: parseRevision(
            status.lastAppliedRevision,
            source,
            context.commitOf(status.lastAppliedRevision),
          ),
        }
      : {}),
    ...(newest
      ? { latest: parseRevision(newest, source, context.commitOf(newest)) }
      : {}),
    ...(source
      ? {
          source: {
            cluster: cluster.name,
            kind: source.kind,
            namespace: source.metadata.namespace ?? '',
            name: source.metadata.name ?? '',
            ...(sourceUrl ? { url: sourceUrl } : {}),
          },
        }
      : {}),
    ...(spec.path ? { path: spec.path } : {}),
    images: runningImages(model, own),
    objects: deliveredObjects(model, own),
    ...(owner ? { owner } : {}),
    shared: neighbours.map(({ title, owner: theirs, entityRef }) => ({
      title,
      ...(theirs ? { owner: theirs } : {}),
      ...(entityRef ? { entityRef } : {}),
    })),
    confirmed: true,
    suspended: spec.suspend ?? false,
    ...(pending ? { pending } : {}),
    ...(status?.lastHandledReconcileAt
      ? { lastHandledReconcileAt: status.lastHandledReconcileAt }
      : {}),
    ...(status?.history?.[0]
      ? { lastReconciled: status.history[0].lastReconciled }
      : {}),
    interval: spec.interval,
    actions: context.actions,
  };
}

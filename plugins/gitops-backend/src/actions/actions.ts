import { NotAllowedError } from '@backstage/errors';
import type { Kustomization } from '@sluice/api';
import type { KubernetesObject } from '@sluice/kubernetes';
import { isForbidden, isNotFound } from '@sluice/kubernetes/client';
import {
  ActionResult,
  ActionVerb,
  ObjectId,
} from '@sluice/plugin-gitops-common';
import type { Portal } from '../portal/portal';
import type { PortalCluster } from '../portal/portalCluster';
import type { Reader } from '../permissions/authorizer';

export type WriteVerb = Exclude<ActionVerb, 'diff'>;

const fieldManager = 'sluice-portal';
const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** What was asked for cannot be done now; the message says why and what to do. */
export class ActionRefused extends NotAllowedError {}

const words = {
  reconcile: {
    type: 'reconcile-requested',
    message: 'A reconcile was requested',
  },
  suspend: { type: 'suspended', message: 'Delivery was paused' },
  resume: { type: 'resumed', message: 'Delivery was resumed' },
} as const;

interface ActOptions {
  portal: Portal;
  cluster: PortalCluster;
  applier: Kustomization;
  verb: WriteVerb;
  reader: Reader;
  /** Entity ref of who asks. */
  actor: string;
  /** Milliseconds since the epoch. */
  now: number;
  signal?: AbortSignal;
}

/** A value for requestedAt that no earlier request has used: a time, as Flux's own clients write it. */
function requestToken(now: number, previous: string | undefined): string {
  const token = new Date(now).toISOString();
  return token === previous ? new Date(now + 1).toISOString() : token;
}

/**
 * Asks the cluster for a reconcile, or suspends or resumes, as the portal's own account after its own decision. Throws ActionRefused
 * with the reason when the reader may not, and when the cluster does not let the portal.
 */
export async function act(options: ActOptions): Promise<ActionResult> {
  const { portal, cluster, applier, verb, reader, actor, now, signal } =
    options;
  const decision = portal.actions(cluster, applier, reader)[verb];
  if (!decision.allowed) {
    throw new ActionRefused(decision.reason ?? 'That is not possible now');
  }
  const client = cluster.model?.watch.client;
  if (!client) {
    throw new ActionRefused(
      `The cluster ${cluster.config.title} cannot be reached now`,
    );
  }
  const id: ObjectId = {
    cluster: cluster.config.name,
    kind: applier.kind,
    namespace: applier.metadata.namespace ?? '',
    name: applier.metadata.name ?? '',
  };
  const token = requestToken(
    now,
    applier.metadata.annotations?.[requestedAtAnnotation],
  );
  const body =
    verb === 'reconcile'
      ? { metadata: { annotations: { [requestedAtAnnotation]: token } } }
      : { spec: { suspend: verb === 'suspend' ? true : null } };
  let patched: KubernetesObject;
  try {
    const { kind, namespace, name } = id;
    patched = await client.patch(
      { apiVersion: applier.apiVersion, kind, namespace, name },
      'merge',
      body,
      { fieldManager, timeout: 10_000, signal },
    );
  } catch (error) {
    if (isForbidden(error)) {
      throw new ActionRefused(
        `The portal's account may not change ${id.kind} ${id.namespace}/${id.name}; grant it the role for acting that the documentation shows`,
      );
    }
    if (isNotFound(error)) {
      throw new ActionRefused(
        `${id.kind} ${id.namespace}/${id.name} was deleted meanwhile`,
      );
    }
    throw error;
  }
  const told = words[verb];
  await cluster.recorder?.acted(id, {
    type: told.type,
    actor,
    message: told.message,
    // The key of the transition that the watch will see, so that the entry with the actor stands for both.
    key: `${applier.metadata.uid}:${told.type}:${
      verb === 'reconcile' ? token : patched.metadata.generation ?? 0
    }`,
  });
  return { id, verb, ...(verb === 'reconcile' ? { token } : {}) };
}

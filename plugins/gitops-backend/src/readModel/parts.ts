import type { Kustomization } from '@sluice/api';
import type {
  DeliveredObject,
  Health,
  RunningImage,
  SituationNeighbour,
  SituationPart,
} from '@sluice/plugin-gitops-common';
import type { ClusterModel } from './clusterModel';
import type { EntityClaim } from './entityClaim';
import type { InventoryObject } from './inventory';
import { healthOf, imagesOf, replicasOf, workloadProblem } from './workload';

/** The component's own part of an inventory, and everybody else's. */
export interface Parts {
  own: InventoryObject[];
  others: InventoryObject[];
}

/** Splits an inventory: own is what the claim selects in namespaces that are bound to the claim's owners. */
export function splitInventory(
  model: ClusterModel,
  applier: Kustomization,
  claim: EntityClaim,
): Parts {
  const parts: Parts = { own: [], others: [] };
  for (const object of model.inventoryOf(applier)) {
    const owner = model.ownerOf(object.namespace);
    const own =
      owner !== undefined &&
      claim.owners.includes(owner) &&
      (!claim.namespace || claim.namespace === object.namespace) &&
      claim.selects(object, model.workload(object)?.metadata.labels);
    (own ? parts.own : parts.others).push(object);
  }
  return parts;
}

/** The state of an object of an inventory, for an explanation. */
export function situationPart(
  model: ClusterModel,
  object: InventoryObject,
): SituationPart {
  const workload = model.workload(object);
  const { kind, namespace, name } = object;
  const base = { kind, name, ...(namespace ? { namespace } : {}) };
  if (!workload) {
    return { ...base, health: 'ok' };
  }
  const own = workloadProblem(workload);
  const pods = model.pods.problemOf(workload);
  const problem = pods ?? own;
  const health = healthOf(workload);
  return {
    ...base,
    // A pod that says why it cannot run is degraded at once; kstatus would wait for the deadline.
    health: health === 'progressing' && pods ? 'degraded' : health,
    ...(problem && health !== 'ok' ? { problem } : {}),
  };
}

const severity: Record<Health, number> = {
  ok: 0,
  unknown: 1,
  progressing: 2,
  degraded: 3,
};

/** The worst of several; ok when there is none. */
export function worstHealth(parts: readonly { health: Health }[]): Health {
  return parts.reduce<Health>(
    (worst, { health }) =>
      severity[health] > severity[worst] ? health : worst,
    'ok',
  );
}

/** The same objects as the pages list them. */
export function deliveredObjects(
  model: ClusterModel,
  objects: readonly InventoryObject[],
): DeliveredObject[] {
  return objects.map(object => {
    const workload = model.workload(object);
    const { health, problem } = situationPart(model, object);
    const replicas = workload && replicasOf(workload);
    return {
      apiVersion: object.apiVersion,
      kind: object.kind,
      ...(object.namespace ? { namespace: object.namespace } : {}),
      name: object.name,
      health,
      ...(problem
        ? { message: `${problem.reason}: ${problem.message}`.trim() }
        : {}),
      ...(replicas ? { replicas } : {}),
    };
  });
}

export function runningImages(
  model: ClusterModel,
  objects: readonly InventoryObject[],
): RunningImage[] {
  return objects.flatMap(object => {
    const workload = model.workload(object);
    return workload ? imagesOf(workload) : [];
  });
}

/** Everybody else's workloads in the same inventory, by what they are called and who owns their namespace. */
export function neighboursOf(
  model: ClusterModel,
  objects: readonly InventoryObject[],
): (SituationNeighbour & { name: string })[] {
  const neighbours = new Map<
    string,
    { name: string; title: string; owner?: string; parts: SituationPart[] }
  >();
  for (const object of objects) {
    const workload = model.workload(object);
    if (workload) {
      const name =
        workload.metadata.labels?.['app.kubernetes.io/name'] ?? object.name;
      const owner = model.ownerOf(object.namespace);
      const key = `${owner}/${name}`;
      const neighbour = neighbours.get(key) ?? {
        name,
        title: name,
        owner,
        parts: [],
      };
      neighbour.parts.push(situationPart(model, object));
      neighbours.set(key, neighbour);
    }
  }
  return [...neighbours.values()];
}

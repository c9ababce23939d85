import { formatApiVersion } from '@sluice/kubernetes';
import type { ReviewResource } from '../auth/reviews';
import type { RegisteredResource } from '../registry/registeredResource';
import type { ExtraSubresource } from '../resource';

export interface ServedSubresource {
  name: string;
  kind: string;
  group: string;
  version: string;
  verbs: readonly string[];
}

/** One resource as discovery describes it. */
export interface ServedType {
  group: string;
  version: string;
  apiVersion: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: readonly ServedSubresource[];
  /** Absent for reviews. */
  resource?: RegisteredResource;
}

/** Groups that clients look at first, as the real server orders them; others follow by name. */
const groupOrder = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

const readWrite = ['get', 'patch', 'update'];

/** Everything that is served, by group and version. */
export class ServedTypes {
  readonly types: readonly ServedType[];
  /** Group → versions, the preferred one first. */
  readonly groups: ReadonlyMap<string, readonly string[]>;

  constructor(
    resources: readonly RegisteredResource[],
    reviews: readonly ReviewResource[],
    extras: ReadonlyMap<string, readonly ExtraSubresource[]>,
  ) {
    this.types = [
      ...resources.map(resource => servedResource(resource, extras)),
      ...reviews.map(servedReview),
    ].sort((left, right) => (left.plural < right.plural ? -1 : 1));
    const groups = new Map<string, string[]>();
    for (const { group, version } of this.types) {
      const versions = groups.get(group) ?? [];
      if (!versions.includes(version)) {
        versions.push(version);
      }
      groups.set(group, versions);
    }
    this.groups = new Map(
      [...groups]
        .map(
          ([group, versions]) =>
            [group, versions.sort(compareVersions)] as const,
        )
        .sort(([left], [right]) => compareGroups(left, right)),
    );
  }

  of(group: string, version: string): ServedType[] {
    return this.types.filter(
      type => type.group === group && type.version === version,
    );
  }
}

function servedResource(
  resource: RegisteredResource,
  extras: ReadonlyMap<string, readonly ExtraSubresource[]>,
): ServedType {
  const { definition, apiVersion, table } = resource;
  const { group, version, kind } = definition;
  const subresources: ServedSubresource[] = [];
  if (definition.hasStatus) {
    subresources.push({
      name: 'status',
      kind,
      group,
      version,
      verbs: readWrite,
    });
  }
  if (definition.scale) {
    subresources.push({
      name: 'scale',
      kind: 'Scale',
      group: 'autoscaling',
      version: 'v1',
      verbs: readWrite,
    });
  }
  if (table === '/namespaces') {
    subresources.push({
      name: 'finalize',
      kind,
      group,
      version,
      verbs: ['update'],
    });
  }
  const more = [
    ...(definition.extraSubresources ?? []),
    ...(extras.get(table) ?? []),
  ];
  for (const extra of more) {
    subresources.push({
      name: extra.name,
      kind: extra.kind,
      group: extra.group ?? group,
      version: extra.version ?? version,
      verbs: extra.verbs,
    });
  }
  if (!definition.custom) {
    subresources.sort((left, right) => (left.name < right.name ? -1 : 1));
  }
  return {
    group,
    version,
    apiVersion,
    kind,
    plural: definition.plural,
    singular: definition.singular,
    namespaced: definition.namespaced,
    verbs: definition.verbs,
    shortNames: definition.shortNames,
    categories: definition.categories,
    subresources,
    resource,
  };
}

function servedReview(review: ReviewResource): ServedType {
  return {
    ...review,
    apiVersion: formatApiVersion(review.group, review.version),
    verbs: ['create'],
    shortNames: [],
    categories: [],
    subresources: [],
  };
}

function compareGroups(left: string, right: string): number {
  const order = (group: string) => {
    const index = groupOrder.indexOf(group);
    return index < 0 ? groupOrder.length : index;
  };
  if (order(left) !== order(right)) {
    return order(left) - order(right);
  }
  return left < right ? -1 : 1;
}

/** Kubernetes' order of versions: stable, beta, alpha, each from the newest; other names last. */
export function compareVersions(left: string, right: string): number {
  const one = versionRank(left);
  const two = versionRank(right);
  for (const [index, rank] of one.entries()) {
    if (rank !== two[index]) {
      return two[index] - rank;
    }
  }
  return left < right ? -1 : 1;
}

function versionRank(version: string): [number, number, number] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!match) {
    return [0, 0, 0];
  }
  const [, major, stage, minor = '0'] = match;
  const stageRank = stage === undefined ? 3 : { alpha: 1, beta: 2 }[stage] ?? 0;
  return [stageRank, Number(major), Number(minor)];
}

import type { ObjectType } from '../objects';
import { formatApiVersion, parseApiVersion } from '../objects';
import type { ApiResource } from './client';

/** Asks for the aggregated form; servers that have none answer with the plain lists. */
export const aggregatedDiscovery = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function resource(options: {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  from: Record<string, unknown>;
}): ApiResource {
  const { group, version, kind, plural, namespaced, from } = options;
  return {
    apiVersion: formatApiVersion(group, version),
    kind,
    group,
    version,
    plural,
    namespaced,
    verbs: strings(from.verbs),
    shortNames: strings(from.shortNames),
    categories: strings(from.categories),
  };
}

/** The resources of an APIGroupDiscoveryList; undefined when the answer is something else. */
export function parseAggregatedDiscovery(
  answer: unknown,
): ApiResource[] | undefined {
  if (!isRecord(answer) || answer.kind !== 'APIGroupDiscoveryList') {
    return undefined;
  }
  const found: ApiResource[] = [];
  for (const group of records(answer.items)) {
    const name = isRecord(group.metadata) ? text(group.metadata.name) : '';
    for (const version of records(group.versions)) {
      for (const item of records(version.resources)) {
        const kind = isRecord(item.responseKind)
          ? text(item.responseKind.kind)
          : '';
        const plural = text(item.resource);
        if (kind && plural) {
          found.push(
            resource({
              group: name,
              version: text(version.version),
              kind,
              plural,
              namespaced: item.scope === 'Namespaced',
              from: item,
            }),
          );
        }
      }
    }
  }
  return found;
}

/** The group versions that plain `/api` and `/apis` answers name. */
export function parseGroupVersions(answer: unknown): string[] {
  if (!isRecord(answer)) {
    return [];
  }
  return answer.kind === 'APIVersions'
    ? strings(answer.versions)
    : records(answer.groups).flatMap(group =>
        records(group.versions).map(version => text(version.groupVersion)),
      );
}

/** The resources of an APIResourceList, subresources left out. */
export function parseResourceList(
  answer: unknown,
  apiVersion: string,
): ApiResource[] {
  if (!isRecord(answer)) {
    return [];
  }
  const { group, version } = parseApiVersion(apiVersion);
  return records(answer.resources)
    .filter(item => !text(item.name).includes('/'))
    .map(item =>
      resource({
        group,
        version,
        kind: text(item.kind),
        plural: text(item.name),
        namespaced: item.namespaced === true,
        from: item,
      }),
    );
}

/** What one round of discovery found, for look-ups by type. */
export class DiscoveredResources {
  readonly all: ApiResource[];
  readonly #byType = new Map<string, ApiResource>();

  constructor(all: ApiResource[]) {
    this.all = all;
    for (const item of all) {
      const key = keyOf(item);
      if (!this.#byType.has(key)) {
        this.#byType.set(key, item);
      }
    }
  }

  find(type: ObjectType): ApiResource | undefined {
    return this.#byType.get(keyOf(type));
  }
}

function keyOf(type: ObjectType): string {
  return `${type.apiVersion} ${type.kind}`;
}

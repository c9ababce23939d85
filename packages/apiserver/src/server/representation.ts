import type { KubernetesObject } from '@sluice/kubernetes';
import type { ListAnswer } from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import type { Registry } from '../registry/registry';
import type { Accepted } from './accept';
import type { RequestInfo } from './requestInfo';
import { parseIncludeObject, partialMetadata, tableOf } from './tableFormat';

/** An object as the client wants it. */
export function representation(
  registry: Registry,
  resource: RegisteredResource,
  object: KubernetesObject,
  accepted: Accepted,
  info: RequestInfo,
): object {
  if (accepted.as === 'object') {
    return object;
  }
  if (accepted.as === 'PartialObjectMetadata') {
    return partialMetadata(object, accepted.version);
  }
  return tableOf(resource.definition, [object], {
    now: registry.now(),
    version: accepted.version,
    includeObject: parseIncludeObject(info.query.get('includeObject')),
    metadata: { resourceVersion: object.metadata.resourceVersion },
    withColumns: true,
  });
}

/** A list as text, from the JSON that every object has at hand. Items of built-in kinds do not repeat their kind. */
export function listText(
  { definition, apiVersion }: RegisteredResource,
  { views }: ListAnswer,
  metadata: object,
): string {
  const head = JSON.stringify({
    kind: definition.listKind,
    apiVersion,
    metadata,
  }).slice(0, -1);
  const items = definition.custom
    ? views.map(view => view.json)
    : views.map(view => view.itemJson);
  return `${head},"items":[${items.join(',')}]}`;
}

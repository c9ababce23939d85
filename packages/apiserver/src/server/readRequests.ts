import { listObjects, type ListQuery } from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import { negotiate } from './accept';
import type { Exchange, ResourceServices } from './exchange';
import { representation, listText } from './representation';
import type { RequestInfo } from './requestInfo';
import { sendJson, sendYaml, wantsPretty } from './respond';
import { parseIncludeObject, partialMetadata, tableOf } from './tableFormat';

/** GET of one object, or of its status. */
export async function serveGet(
  { registry }: ResourceServices,
  { request, response, info }: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const accepted = negotiate(request.headers.accept);
  const view = registry.view(resource, info.namespace, info.name);
  const { store } = registry;
  await store.durable(Number(view.object.metadata.resourceVersion));
  if (accepted.yaml) {
    sendYaml(response, 200, view.object);
    return;
  }
  if (accepted.as === 'object') {
    sendJson(response, 200, view.object, {
      pretty: wantsPretty(request, info.query),
      text: view.json,
    });
    return;
  }
  sendJson(
    response,
    200,
    representation(registry, resource, view.object, accepted, info),
  );
}

/** GET of a collection. */
export async function serveList(
  { registry }: ResourceServices,
  { request, response, info }: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const accepted = negotiate(request.headers.accept);
  const answer = listObjects(registry, resource, listQueryOf(info));
  await registry.store.durable(answer.revision);
  const alwaysStated = resource.definition.custom && accepted.as === 'object';
  const metadata = {
    resourceVersion: String(answer.revision),
    ...(answer.continueToken || alwaysStated
      ? { continue: answer.continueToken }
      : {}),
    ...(answer.remaining ? { remainingItemCount: answer.remaining } : {}),
  };
  const pretty = wantsPretty(request, info.query);
  if (accepted.as === 'object') {
    const text = listText(resource, answer, metadata);
    if (accepted.yaml) {
      sendYaml(response, 200, JSON.parse(text));
      return;
    }
    sendJson(response, 200, pretty ? JSON.parse(text) : {}, {
      pretty,
      text,
    });
    return;
  }
  const objects = answer.views.map(view => view.object);
  sendJson(
    response,
    200,
    accepted.as === 'Table'
      ? tableOf(resource.definition, objects, {
          now: registry.now(),
          version: accepted.version,
          includeObject: parseIncludeObject(info.query.get('includeObject')),
          metadata,
          withColumns: true,
        })
      : {
          kind: 'PartialObjectMetadataList',
          apiVersion: `meta.k8s.io/${accepted.version}`,
          metadata,
          items: objects.map(object =>
            partialMetadata(object, accepted.version),
          ),
        },
    { pretty },
  );
}

/** The query parameters of a list or watch. */
export function listQueryOf({
  query,
  namespace,
  name,
  resource,
  group,
}: RequestInfo): ListQuery {
  const isNamespaces = group === '' && resource === 'namespaces';
  const limit = Number(query.get('limit') ?? 0);
  return {
    namespace: isNamespaces ? '' : namespace,
    name,
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    limit: Number.isSafeInteger(limit) && limit > 0 ? limit : 0,
    continueToken: query.get('continue') ?? '',
  };
}

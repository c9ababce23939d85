import { deleteObject, deletedStatus } from '../registry/deletion';
import { listObjects } from '../registry/listObjects';
import type { RegisteredResource } from '../registry/registeredResource';
import { ApiFailure } from './apiFailure';
import { parseDeleteOptions } from './deleteOptions';
import type { Exchange, ResourceServices } from './exchange';
import { listQueryOf } from './readRequests';
import { listText } from './representation';
import { mediaTypeOf, readBody } from './requestBody';
import { sendJson, wantsPretty } from './respond';

/** DELETE of one object. */
export async function serveDelete(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, response, info, user } = exchange;
  const options = parseDeleteOptions(
    await readBody(request),
    mediaTypeOf(request),
    info.query,
  );
  const warnings =
    resource.group === 'batch' &&
    resource.definition.defaultPropagation === 'Orphan' &&
    !options.propagationPolicy
      ? [orphansByDefault(resource.plural)]
      : [];
  const result = deleteObject(
    registry,
    resource,
    resource.definition.namespaced ? info.namespace : '',
    info.name,
    { ...options, user },
  );
  await registry.store.durable(result.revision);
  const answersObject =
    !result.gone || resource.definition.returnsDeletedObject;
  const code = !result.gone && options.orphanDependents === false ? 202 : 200;
  sendJson(
    response,
    code,
    answersObject ? result.object : deletedStatus(resource, result.object),
    { pretty: wantsPretty(request, info.query), warnings },
  );
}

function orphansByDefault(plural: string): string {
  return `child pods are preserved by default when ${plural} are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning`;
}

/** DELETE of a collection. */
export async function serveDeleteCollection(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, response, info, user } = exchange;
  const options = parseDeleteOptions(
    await readBody(request),
    mediaTypeOf(request),
    info.query,
  );
  const answer = listObjects(registry, resource, {
    ...listQueryOf(info),
    resourceVersion: '',
    resourceVersionMatch: '',
  });
  for (const { object } of answer.views) {
    try {
      deleteObject(
        registry,
        resource,
        object.metadata.namespace ?? '',
        object.metadata.name ?? '',
        { ...options, user },
      );
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 404) {
        throw error;
      }
    }
  }
  await registry.store.durable(registry.store.revision);
  const text = listText(resource, answer, {
    ...(resource.definition.custom ? { continue: '' } : {}),
    resourceVersion: String(answer.revision),
  });
  sendJson(response, 200, JSON.parse(text), {
    pretty: wantsPretty(request, info.query),
    text,
  });
}

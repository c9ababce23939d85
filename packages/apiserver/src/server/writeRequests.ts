import { createObject } from '../registry/create';
import { decodeObject, type DecodedObject } from '../registry/decodeObject';
import { applyObject, patchObject } from '../registry/patch';
import type { RegisteredResource } from '../registry/registeredResource';
import type { WriteResult, Registry } from '../registry/registry';
import { updateObject } from '../registry/update';
import type { WriteContext } from '../registry/writeContext';
import { negotiate, type Accepted } from './accept';
import { badRequest } from './apiFailure';
import type { Exchange, ResourceServices } from './exchange';
import { applyType, patchKindOf } from './patchKinds';
import { representation } from './representation';
import {
  decodeApplyBody,
  decodeBody,
  decodePatch,
  mediaTypeOf,
  readBody,
} from './requestBody';
import { sendJson, wantsPretty } from './respond';
import { writeContextOf } from './writeOptions';

/** The object in the body of a request, with what is wrong with its text. */
async function readObject(
  request: Exchange['request'],
  resource: RegisteredResource,
): Promise<DecodedObject> {
  const body = decodeBody(
    await readBody(request),
    mediaTypeOf(request),
    resource.kind,
  );
  const decoded = decodeObject(body.value, resource.definition);
  decoded.problems.push(...body.problems);
  return decoded;
}

/** POST to a collection. */
export async function serveCreate(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, info } = exchange;
  const accepted = negotiate(request.headers.accept);
  const context = writeContextOf(exchange, 'CreateOptions');
  const decoded = await readObject(request, resource);
  const result = createObject(
    registry,
    resource,
    info.namespace,
    decoded,
    context,
  );
  await sendResult(registry, exchange, resource, result, context, accepted);
}

/** PUT of an object, or of its status. */
export async function serveUpdate(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, info } = exchange;
  const accepted = negotiate(request.headers.accept);
  const context = writeContextOf(exchange, 'UpdateOptions');
  const decoded = await readObject(request, resource);
  const { name } = decoded.object.metadata;
  if (name === undefined) {
    throw badRequest(
      `the name of the object (${info.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== info.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${info.name})`,
    );
  }
  const result = updateObject(
    registry,
    resource,
    resource.definition.namespaced ? info.namespace : '',
    info.name,
    decoded,
    context,
  );
  await sendResult(registry, exchange, resource, result, context, accepted);
}

/** PATCH of an object, or of its status: server-side apply too. */
export async function servePatch(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, info } = exchange;
  const accepted = negotiate(request.headers.accept);
  const mediaType = mediaTypeOf(request);
  const isApply = mediaType === applyType;
  const kind = patchKindOf(mediaType, resource);
  const context = writeContextOf(exchange, 'PatchOptions', isApply);
  const namespace = resource.definition.namespaced ? info.namespace : '';
  const body = await readBody(request);
  let result: WriteResult;
  if (kind === undefined) {
    result = applyObject(
      registry,
      resource,
      namespace,
      info.name,
      decodeApplyBody(body, context.fieldValidation, context.warnings),
      { ...context, force: info.query.get('force') === 'true' },
    );
  } else {
    result = patchObject(
      registry,
      resource,
      namespace,
      info.name,
      kind,
      decodePatch(body, kind === 'json'),
      context,
    );
  }
  await sendResult(registry, exchange, resource, result, context, accepted);
}

async function sendResult(
  registry: Registry,
  { request, response, info }: Exchange,
  resource: RegisteredResource,
  result: WriteResult,
  context: WriteContext,
  accepted: Accepted,
): Promise<void> {
  await registry.store.durable(result.revision);
  const plainAnswer = accepted.as === 'object';
  sendJson(
    response,
    result.code,
    representation(registry, resource, result.object, accepted, info),
    {
      pretty: wantsPretty(request, info.query),
      text: plainAnswer ? result.view?.json : undefined,
      warnings: context.warnings,
    },
  );
}

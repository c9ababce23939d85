import { patchedJson } from '../registry/patch';
import type { RegisteredResource } from '../registry/registeredResource';
import { scaleOf, writeScale, type ScaleObject } from '../registry/scale';
import type { WriteContext } from '../registry/writeContext';
import { methodNotAllowed, resourceNotFound } from './apiFailure';
import type { Exchange, ResourceServices } from './exchange';
import { applyType, patchKindOf } from './patchKinds';
import {
  decodeApplyBody,
  decodeBody,
  decodePatch,
  mediaTypeOf,
  readBody,
} from './requestBody';
import { sendJson, wantsPretty } from './respond';
import { writeContextOf } from './writeOptions';

/** GET, PUT and PATCH of the scale subresource. */
export async function serveScale(
  { registry }: ResourceServices,
  exchange: Exchange,
  resource: RegisteredResource,
): Promise<void> {
  const { request, response, info } = exchange;
  const { scale } = resource.definition;
  if (!scale) {
    throw resourceNotFound();
  }
  const pretty = wantsPretty(request, info.query);
  if (info.verb === 'get') {
    const view = registry.view(resource, info.namespace, info.name);
    sendJson(response, 200, scaleOf(view.object, scale), { pretty });
    return;
  }
  const context = writeContextOf(
    exchange,
    info.verb === 'update' ? 'UpdateOptions' : 'PatchOptions',
    mediaTypeOf(request) === applyType,
  );
  const change = await scaleChange(exchange, resource, context);
  const result = writeScale(
    registry,
    resource,
    info.namespace,
    info.name,
    change,
    { ...context, isPatch: info.verb === 'patch' },
  );
  await registry.store.durable(result.revision);
  sendJson(response, result.code, result.object, {
    pretty,
    warnings: context.warnings,
  });
}

async function scaleChange(
  { request, info }: Exchange,
  resource: RegisteredResource,
  { fieldValidation, warnings }: WriteContext,
): Promise<(scale: ScaleObject) => unknown> {
  const body = await readBody(request);
  if (info.verb === 'update') {
    const { value } = decodeBody(body, mediaTypeOf(request), 'Scale');
    return () => value;
  }
  if (info.verb !== 'patch') {
    throw methodNotAllowed();
  }
  const mediaType = mediaTypeOf(request);
  if (mediaType === applyType) {
    const value = decodeApplyBody(body, fieldValidation, warnings);
    return () => value;
  }
  const kind = patchKindOf(mediaType, resource) ?? 'merge';
  const patch = decodePatch(body, kind === 'json').value;
  return scale =>
    patchedJson(scale, kind === 'strategic' ? 'merge' : kind, patch, {});
}

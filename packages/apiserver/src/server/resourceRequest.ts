import type { KubernetesObject } from '@sluice/kubernetes';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UserInfo } from '../auth/user';
import { createObject } from '../registry/create';
import { decodeObject } from '../registry/decodeObject';
import { deleteObject, deletedStatus } from '../registry/deletion';
import {
  listObjects,
  type ListAnswer,
  type ListQuery,
} from '../registry/listObjects';
import {
  applyObject,
  patchObject,
  patchedJson,
  type PatchKind,
} from '../registry/patch';
import type { RegisteredResource } from '../registry/registeredResource';
import type { Registry, WriteResult } from '../registry/registry';
import { scaleOf, writeScale, type ScaleObject } from '../registry/scale';
import { updateObject } from '../registry/update';
import type { WriteContext } from '../registry/writeContext';
import type { ExtraSubresource, InternalApi } from '../resource';
import { negotiate, type Accepted } from './accept';
import {
  ApiFailure,
  badRequest,
  methodNotAllowed,
  resourceNotFound,
  unsupportedMediaType,
} from './apiFailure';
import { parseDeleteOptions } from './deleteOptions';
import {
  decodeApplyBody,
  decodeBody,
  decodePatch,
  mediaTypeOf,
  readBody,
} from './requestBody';
import type { RequestInfo } from './requestInfo';
import { sendJson, sendText, sendYaml, wantsPretty } from './respond';
import { parseIncludeObject, partialMetadata, tableOf } from './tableFormat';
import { serveWatch, type OpenWatches } from './watchRequest';
import { writeContextOf } from './writeOptions';

const applyType = 'application/apply-patch+yaml';
const patchKinds: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

export interface ResourceRequest {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  user: UserInfo;
}

/** Answers requests to resources: everything that RESTStorage does in the real server. */
export class ResourceHandler {
  readonly #registry: Registry;
  readonly #api: InternalApi;
  readonly #extras: ReadonlyMap<string, readonly ExtraSubresource[]>;
  readonly #watches: OpenWatches = new Set();

  /** `extras` are subresources of the server itself, by table. */
  constructor(
    registry: Registry,
    api: InternalApi,
    extras: ReadonlyMap<string, readonly ExtraSubresource[]>,
  ) {
    this.#registry = registry;
    this.#api = api;
    this.#extras = extras;
  }

  /** Ends all watches. */
  stop(): void {
    for (const finish of [...this.#watches]) {
      finish();
    }
  }

  /** Throws ApiFailure. */
  async handle(exchange: ResourceRequest): Promise<void> {
    const { info } = exchange;
    const resource = this.#registry.find(
      info.group,
      info.version,
      info.resource,
    );
    if (!resource) {
      throw resourceNotFound();
    }
    const { namespaced } = resource.definition;
    const isNamespaces = info.group === '' && info.resource === 'namespaces';
    if (!isNamespaces && !namespaced && info.namespace !== '') {
      throw resourceNotFound();
    }
    if (
      namespaced &&
      info.namespace === '' &&
      (info.name !== '' ||
        info.verb === 'create' ||
        info.verb === 'deletecollection')
    ) {
      throw info.name === '' ? methodNotAllowed() : resourceNotFound();
    }
    if (info.subresource !== '') {
      await this.#subresource(exchange, resource);
      return;
    }
    checkVerb(resource, info);
    await this.#mainResource(exchange, resource);
  }

  async #mainResource(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    switch (exchange.info.verb) {
      case 'get':
        await this.#get(exchange, resource);
        break;
      case 'list':
        await this.#list(exchange, resource);
        break;
      case 'watch':
        this.#watch(exchange, resource);
        break;
      case 'create':
        await this.#create(exchange, resource);
        break;
      case 'update':
        await this.#update(exchange, resource);
        break;
      case 'patch':
        await this.#patch(exchange, resource);
        break;
      case 'delete':
        await this.#delete(exchange, resource);
        break;
      default:
        await this.#deleteCollection(exchange, resource);
    }
  }

  async #subresource(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { info } = exchange;
    const { definition } = resource;
    const isNamespaceFinalize =
      info.group === '' &&
      info.resource === 'namespaces' &&
      info.subresource === 'finalize';
    if (
      (info.subresource === 'status' && definition.hasStatus) ||
      isNamespaceFinalize
    ) {
      switch (info.verb) {
        case 'get':
          return this.#get(exchange, resource);
        case 'update':
          return this.#update(exchange, resource);
        case 'patch':
          return this.#patch(exchange, resource);
        default:
          throw methodNotAllowed();
      }
    }
    if (info.subresource === 'scale' && definition.scale) {
      return this.#scale(exchange, resource);
    }
    return this.#extra(exchange, resource);
  }

  async #extra(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { info, request, response } = exchange;
    const extra = [
      ...(resource.definition.extraSubresources ?? []),
      ...(this.#extras.get(resource.table) ?? []),
    ].find(({ name }) => name === info.subresource);
    if (!extra) {
      throw resourceNotFound();
    }
    if (!extra.verbs.includes(info.verb)) {
      throw methodNotAllowed();
    }
    const body = info.verb === 'get' ? undefined : await readBody(request);
    const view = this.#registry.view(resource, info.namespace, info.name);
    const answer = await extra.handle({
      verb: info.verb,
      namespace: info.namespace,
      name: info.name,
      object: view.object,
      query: info.query,
      body: body && decodeBody(body, mediaTypeOf(request), extra.kind).value,
      api: this.#api,
    });
    await this.#registry.store.durable(this.#registry.store.revision);
    if (typeof answer.body === 'string') {
      sendText(response, answer.status, 'text/plain', answer.body);
    } else {
      sendJson(response, answer.status, answer.body, {
        pretty: wantsPretty(request, info.query),
      });
    }
  }

  async #get(
    { request, response, info }: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const accepted = negotiate(request.headers.accept);
    const view = this.#registry.view(resource, info.namespace, info.name);
    const { store } = this.#registry;
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
      this.#converted(resource, view.object, accepted, info),
    );
  }

  #converted(
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
      now: this.#registry.now(),
      version: accepted.version,
      includeObject: parseIncludeObject(info.query.get('includeObject')),
      metadata: { resourceVersion: object.metadata.resourceVersion },
      withColumns: true,
    });
  }

  async #list(
    { request, response, info }: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const accepted = negotiate(request.headers.accept);
    const answer = listObjects(this.#registry, resource, listQueryOf(info));
    await this.#registry.store.durable(answer.revision);
    const alwaysStated =
      resource.definition.custom && accepted.as === 'object';
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
            now: this.#registry.now(),
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

  #watch(
    { request, response, info }: ResourceRequest,
    resource: RegisteredResource,
  ): void {
    serveWatch(
      request,
      response,
      {
        registry: this.#registry,
        resource,
        query: listQueryOf(info),
        parameters: info.query,
        accepted: negotiate(request.headers.accept),
      },
      this.#watches,
    );
  }

  async #create(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { request, info } = exchange;
    const accepted = negotiate(request.headers.accept);
    const context = writeContextOf(exchange, 'CreateOptions');
    const body = decodeBody(
      await readBody(request),
      mediaTypeOf(request),
      resource.kind,
    );
    const decoded = decodeObject(body.value, resource.definition);
    decoded.problems.push(...body.problems);
    const result = createObject(
      this.#registry,
      resource,
      info.namespace,
      decoded,
      context,
    );
    await this.#sendResult(exchange, resource, result, context, accepted);
  }

  async #update(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { request, info } = exchange;
    const accepted = negotiate(request.headers.accept);
    const context = writeContextOf(exchange, 'UpdateOptions');
    const body = decodeBody(
      await readBody(request),
      mediaTypeOf(request),
      resource.kind,
    );
    const decoded = decodeObject(body.value, resource.definition);
    decoded.problems.push(...body.problems);
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
      this.#registry,
      resource,
      resource.definition.namespaced ? info.namespace : '',
      info.name,
      decoded,
      context,
    );
    await this.#sendResult(exchange, resource, result, context, accepted);
  }

  async #patch(
    exchange: ResourceRequest,
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
        this.#registry,
        resource,
        namespace,
        info.name,
        decodeApplyBody(body, context.fieldValidation, context.warnings),
        { ...context, force: info.query.get('force') === 'true' },
      );
    } else {
      result = patchObject(
        this.#registry,
        resource,
        namespace,
        info.name,
        kind,
        decodePatch(body, kind === 'json'),
        context,
      );
    }
    await this.#sendResult(exchange, resource, result, context, accepted);
  }

  async #scale(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { request, response, info } = exchange;
    const { scale } = resource.definition;
    if (!scale) {
      throw resourceNotFound();
    }
    const pretty = wantsPretty(request, info.query);
    if (info.verb === 'get') {
      const view = this.#registry.view(resource, info.namespace, info.name);
      sendJson(response, 200, scaleOf(view.object, scale), { pretty });
      return;
    }
    const context = writeContextOf(
      exchange,
      info.verb === 'update' ? 'UpdateOptions' : 'PatchOptions',
      mediaTypeOf(request) === applyType,
    );
    const change = await this.#scaleChange(exchange, resource, context);
    const result = writeScale(
      this.#registry,
      resource,
      info.namespace,
      info.name,
      change,
      { ...context, isPatch: info.verb === 'patch' },
    );
    await this.#registry.store.durable(result.revision);
    sendJson(response, result.code, result.object, {
      pretty,
      warnings: context.warnings,
    });
  }

  async #scaleChange(
    { request, info }: ResourceRequest,
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

  async #delete(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { request, response, info, user } = exchange;
    const options = parseDeleteOptions(
      await readBody(request),
      mediaTypeOf(request),
      info.query,
    );
    const result = deleteObject(
      this.#registry,
      resource,
      resource.definition.namespaced ? info.namespace : '',
      info.name,
      { ...options, user },
    );
    await this.#registry.store.durable(result.revision);
    const answersObject =
      !result.gone || resource.definition.returnsDeletedObject;
    const code = !result.gone && options.orphanDependents === false ? 202 : 200;
    sendJson(
      response,
      code,
      answersObject ? result.object : deletedStatus(resource, result.object),
      { pretty: wantsPretty(request, info.query) },
    );
  }

  async #deleteCollection(
    exchange: ResourceRequest,
    resource: RegisteredResource,
  ): Promise<void> {
    const { request, response, info, user } = exchange;
    const options = parseDeleteOptions(
      await readBody(request),
      mediaTypeOf(request),
      info.query,
    );
    const answer = listObjects(this.#registry, resource, {
      ...listQueryOf(info),
      resourceVersion: '',
      resourceVersionMatch: '',
    });
    for (const { object } of answer.views) {
      try {
        deleteObject(
          this.#registry,
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
    await this.#registry.store.durable(this.#registry.store.revision);
    const text = listText(resource, answer, {
      ...(resource.definition.custom ? { continue: '' } : {}),
      resourceVersion: String(answer.revision),
    });
    sendJson(response, 200, JSON.parse(text), {
      pretty: wantsPretty(request, info.query),
      text,
    });
  }

  async #sendResult(
    { request, response, info }: ResourceRequest,
    resource: RegisteredResource,
    result: WriteResult,
    context: WriteContext,
    accepted: Accepted,
  ): Promise<void> {
    await this.#registry.store.durable(result.revision);
    const plainAnswer = accepted.as === 'object';
    sendJson(
      response,
      result.code,
      this.#converted(resource, result.object, accepted, info),
      {
        pretty: wantsPretty(request, info.query),
        text: plainAnswer ? result.view?.json : undefined,
        warnings: context.warnings,
      },
    );
  }
}

function checkVerb(
  { definition }: RegisteredResource,
  info: RequestInfo,
): void {
  if (!definition.verbs.includes(info.verb)) {
    throw methodNotAllowed();
  }
  if (
    (info.verb === 'create') !== (info.name === '') &&
    ['create', 'update', 'patch'].includes(info.verb)
  ) {
    throw methodNotAllowed();
  }
}

/** Which patch a media type is; undefined for server-side apply. Throws a 415. */
function patchKindOf(
  mediaType: string,
  { definition }: RegisteredResource,
): PatchKind | undefined {
  if (mediaType === applyType) {
    return undefined;
  }
  const kind = Object.hasOwn(patchKinds, mediaType)
    ? patchKinds[mediaType]
    : undefined;
  if (kind === undefined) {
    throw new ApiFailure(
      415,
      'UnsupportedMediaType',
      '415: Unsupported Media Type',
      {},
    );
  }
  if (kind === 'strategic' && definition.custom) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      applyType,
    ]);
  }
  return kind;
}

function listQueryOf({
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

/** A list as text, from the JSON that every object has at hand. Items of built-in kinds do not repeat their kind. */
function listText(
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

import type { RegisteredResource } from '../registry/registeredResource';
import type { Registry } from '../registry/registry';
import type { ExtraSubresource, InternalApi } from '../resource';
import { negotiate } from './accept';
import { methodNotAllowed, resourceNotFound } from './apiFailure';
import { serveDelete, serveDeleteCollection } from './deleteRequests';
import type { Exchange } from './exchange';
import { serveGet, serveList, listQueryOf } from './readRequests';
import { decodeBody, mediaTypeOf, readBody } from './requestBody';
import type { RequestInfo } from './requestInfo';
import { sendJson, sendText, wantsPretty } from './respond';
import { serveScale } from './scaleRequest';
import { serveWatch, type OpenWatches } from './watchRequest';
import { serveCreate, serveUpdate, servePatch } from './writeRequests';

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
  async handle(exchange: Exchange): Promise<void> {
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
    exchange: Exchange,
    resource: RegisteredResource,
  ): Promise<void> {
    const services = { registry: this.#registry };
    switch (exchange.info.verb) {
      case 'get':
        await serveGet(services, exchange, resource);
        break;
      case 'list':
        await serveList(services, exchange, resource);
        break;
      case 'watch':
        this.#watch(exchange, resource);
        break;
      case 'create':
        await serveCreate(services, exchange, resource);
        break;
      case 'update':
        await serveUpdate(services, exchange, resource);
        break;
      case 'patch':
        await servePatch(services, exchange, resource);
        break;
      case 'delete':
        await serveDelete(services, exchange, resource);
        break;
      default:
        await serveDeleteCollection(services, exchange, resource);
    }
  }

  async #subresource(
    exchange: Exchange,
    resource: RegisteredResource,
  ): Promise<void> {
    const { info } = exchange;
    const { definition } = resource;
    const services = { registry: this.#registry };
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
          return serveGet(services, exchange, resource);
        case 'update':
          return serveUpdate(services, exchange, resource);
        case 'patch':
          return servePatch(services, exchange, resource);
        default:
          throw methodNotAllowed();
      }
    }
    if (info.subresource === 'scale' && definition.scale) {
      return serveScale(services, exchange, resource);
    }
    return this.#extra(exchange, resource);
  }

  async #extra(
    exchange: Exchange,
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

  #watch(
    { request, response, info }: Exchange,
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

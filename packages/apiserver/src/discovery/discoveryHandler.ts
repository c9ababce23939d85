import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { ReviewResource } from '../auth/reviews';
import type { Registry } from '../registry/registry';
import type { ExtraSubresource } from '../resource';
import { mediaRanges } from '../server/accept';
import { ApiFailure, resourceNotFound } from '../server/apiFailure';
import { jsonType, sendJson, sendText, wantsPretty } from '../server/respond';
import type { RequestInfo } from '../server/requestInfo';
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroupList,
  apiResourceList,
  apiVersions,
} from './discoveryDocuments';
import { OpenApiDocuments } from './openapi';
import { ServedTypes } from './servedTypes';

export interface DiscoveryOptions {
  registry: Registry;
  reviews: readonly ReviewResource[];
  extras: ReadonlyMap<string, readonly ExtraSubresource[]>;
  /** `127.0.0.1:6443` */
  serverAddress(): string;
}

interface Documents {
  generation: number;
  served: ServedTypes;
  openApi: OpenApiDocuments;
  aggregated: Map<string, { text: string; etag: string }>;
}

/** Answers `/api`, `/apis` and `/openapi`. */
export class DiscoveryHandler {
  readonly #options: DiscoveryOptions;
  #documents: Documents | undefined;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  /** Whether a version of a group is served at all. */
  serves(group: string, version: string): boolean {
    return this.#current().served.groups.get(group)?.includes(version) ?? false;
  }

  /** Whether the path was one of discovery; throws ApiFailure. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    { path, query }: RequestInfo,
  ): boolean {
    const documents = this.#current();
    const pretty = wantsPretty(request, query);
    const parts = path.split('/').filter(part => part !== '');
    if (parts[0] === 'openapi') {
      return this.#openApi(request, response, parts.slice(1), query);
    }
    if (parts[0] !== 'api' && parts[0] !== 'apis') {
      return false;
    }
    if (parts.length === 1) {
      const core = parts[0] === 'api';
      const version = aggregatedVersion(request.headers.accept);
      if (version) {
        sendAggregated(request, response, documents, core, version, pretty);
      } else {
        sendJson(
          response,
          200,
          core
            ? apiVersions(this.#options.serverAddress())
            : apiGroupList(documents.served),
          { pretty },
        );
      }
      return true;
    }
    const body = documentAt(documents.served, parts);
    if (!body) {
      return false;
    }
    sendJson(response, 200, body, { pretty });
    return true;
  }

  #openApi(
    request: IncomingMessage,
    response: ServerResponse,
    [version, ...rest]: readonly string[],
    query: URLSearchParams,
  ): boolean {
    if (version !== 'v3') {
      return false;
    }
    const { openApi } = this.#current();
    if (rest.length === 0) {
      sendJson(response, 200, openApi.index());
      return true;
    }
    const path = rest.join('/');
    const document = openApi.document(path);
    if (!document) {
      return false;
    }
    if (
      /protobuf/.test(request.headers.accept ?? '') &&
      !/json|\*\/\*/.test(request.headers.accept ?? '')
    ) {
      throw new ApiFailure(
        406,
        'NotAcceptable',
        'only application/json is served',
      );
    }
    const etag = `"${document.hash}"`;
    response.setHeader('Etag', etag);
    response.setHeader('Vary', 'Accept');
    const stated = query.get('hash');
    if (stated !== null && stated !== document.hash) {
      response.writeHead(301, {
        Location: `/openapi/v3/${path}?hash=${document.hash}`,
      });
      response.end();
      return true;
    }
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304);
      response.end();
      return true;
    }
    sendText(response, 200, jsonType, document.json);
    return true;
  }

  #current(): Documents {
    const { registry, reviews, extras } = this.#options;
    if (this.#documents?.generation !== registry.generation) {
      const served = new ServedTypes(registry.resources(), reviews, extras);
      this.#documents = {
        generation: registry.generation,
        served,
        openApi: new OpenApiDocuments(served),
        aggregated: new Map(),
      };
    }
    return this.#documents;
  }
}

/** Throws a 404 for another version of a group that is served. */
function documentAt(
  served: ServedTypes,
  [root, first, second, ...rest]: readonly string[],
): object | undefined {
  if (rest.length > 0) {
    return undefined;
  }
  if (root === 'api') {
    return second === undefined
      ? apiResourceList(served, '', first)
      : undefined;
  }
  if (second === undefined) {
    return apiGroup(served, first);
  }
  const list = apiResourceList(served, first, second);
  if (!list && served.groups.has(first)) {
    throw resourceNotFound();
  }
  return list;
}

/** The version of aggregated discovery that a client prefers to plain lists. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const { parameters } of mediaRanges(accept ?? '')) {
    if (parameters.get('as') === undefined) {
      return undefined;
    }
    const version = parameters.get('v') ?? '';
    if (
      parameters.get('g') === 'apidiscovery.k8s.io' &&
      parameters.get('as') === 'APIGroupDiscoveryList' &&
      ['v2', 'v2beta1'].includes(version)
    ) {
      return version;
    }
  }
  return undefined;
}

function sendAggregated(
  request: IncomingMessage,
  response: ServerResponse,
  documents: Documents,
  core: boolean,
  version: string,
  pretty: boolean,
): void {
  const key = `${String(core)} ${version}`;
  let document = documents.aggregated.get(key);
  if (!document) {
    const text = JSON.stringify(
      aggregatedDiscovery(documents.served, core, version),
    );
    const digest = createHash('sha512').update(text).digest('hex');
    document = { text, etag: `"${digest.toUpperCase()}"` };
    documents.aggregated.set(key, document);
  }
  response.setHeader('Vary', 'Accept');
  response.setHeader('Etag', document.etag);
  if (request.headers['if-none-match'] === document.etag) {
    response.writeHead(304);
    response.end();
    return;
  }
  const body: object = pretty ? JSON.parse(document.text) : {};
  const text = pretty ? `${JSON.stringify(body, null, 2)}\n` : document.text;
  sendText(
    response,
    200,
    `${jsonType};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    text,
  );
}

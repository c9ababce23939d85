import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatApiVersion, type ObjectMeta } from '@sluice/kubernetes';
import { builtinSchema } from '@sluice/kubernetes/schema';
import { createFieldManager, type FieldManager } from '@sluice/kubernetes/smd';
import { randomUUID } from 'node:crypto';
import type { Authenticator } from '../auth/authenticator';
import { checkImpersonation } from '../auth/impersonation';
import { effectiveUser, readImpersonation } from '../auth/impersonationHeaders';
import type { Rbac } from '../auth/rbac';
import { cannotText, type RequestAttributes } from '../auth/requestAttributes';
import type { ReviewResource } from '../auth/reviews';
import { anonymousUser, type UserInfo } from '../auth/user';
import type { DiscoveryHandler } from '../discovery/discoveryHandler';
import { isJsonObject } from '../store/json';
import {
  ApiFailure,
  badRequest,
  forbidden,
  methodNotAllowed,
} from './apiFailure';
import type { AuditLog } from './auditLog';
import { decodeBody, mediaTypeOf, readBody } from './requestBody';
import {
  attributesOf,
  parseRequestInfo,
  type RequestInfo,
} from './requestInfo';
import { ResourceHandler } from './resourceHandler';
import { sendFailure, sendJson, sendText, wantsPretty } from './respond';
import { versionInfo } from './versionInfo';
import { writeContextOf } from './writeOptions';

export interface PipelineOptions {
  authenticator: Authenticator;
  rbac: Rbac;
  resources: ResourceHandler;
  discovery: DiscoveryHandler;
  reviews: readonly ReviewResource[];
  audit: AuditLog | undefined;
  now(): number;
  log(message: string): void;
}

interface Identity {
  user: UserInfo;
  impersonated: UserInfo | undefined;
}

/** Takes a request through authentication, impersonation, authorization and to its handler. */
export class RequestPipeline {
  readonly #options: PipelineOptions;
  readonly #reviews: ReadonlyMap<string, ReviewResource>;
  readonly #reviewManagers = new Map<ReviewResource, FieldManager>();

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#reviews = new Map(
      options.reviews.map(review => [
        `${review.group}/${review.plural}`,
        review,
      ]),
    );
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const received = this.#options.now();
    const url = request.url ?? '/';
    const info = parseRequestInfo(request.method ?? 'GET', url);
    response.setHeader('Audit-Id', randomUUID());
    let identity: Identity = { user: anonymousUser, impersonated: undefined };
    if (this.#options.audit && info) {
      const { audit, now } = this.#options;
      response.on('close', () =>
        audit.write({
          requestUri: url,
          info,
          ...identity,
          code: response.statusCode,
          userAgent: request.headers['user-agent'] ?? '',
          sourceIp: request.socket.remoteAddress ?? '',
          received,
          finished: now(),
        }),
      );
    }
    const pretty = info ? wantsPretty(request, info.query) : false;
    try {
      if (!info) {
        throw badRequest('the path is not valid');
      }
      const attributes = attributesOf(info);
      identity = this.#identify(request, attributes);
      const user = identity.impersonated ?? identity.user;
      this.#authorize(user, attributes);
      await this.#dispatch(request, response, info, user);
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 401) {
        request.resume();
      }
      sendFailure(response, error, { pretty, log: this.#options.log });
    }
  }

  #identify(request: IncomingMessage, attributes: RequestAttributes): Identity {
    const { authenticator, rbac } = this.#options;
    const user = authenticator.authenticate(request);
    const asked = readImpersonation(request.headers, request.rawHeaders);
    if (!asked) {
      return { user, impersonated: undefined };
    }
    checkImpersonation(user, asked, attributes, (who, wanted) =>
      rbac.allows(who, wanted),
    );
    return { user, impersonated: effectiveUser(asked) };
  }

  #authorize(user: UserInfo, attributes: RequestAttributes): void {
    if (this.#options.rbac.allows(user, attributes)) {
      return;
    }
    if (attributes.path !== undefined) {
      throw new ApiFailure(
        403,
        'Forbidden',
        `forbidden: ${cannotText(user, attributes)}`,
        {},
      );
    }
    const { group, resource, name } = attributes;
    throw forbidden(
      { group, plural: resource },
      name,
      cannotText(user, attributes),
    );
  }

  async #dispatch(
    request: IncomingMessage,
    response: ServerResponse,
    info: RequestInfo,
    user: UserInfo,
  ): Promise<void> {
    if (info.isResource) {
      const review = this.#reviews.get(`${info.group}/${info.resource}`);
      if (review && info.version === review.version) {
        await this.#review(request, response, info, user, review);
      } else if (this.#options.discovery.serves(info.group, info.version)) {
        await this.#options.resources.handle({ request, response, info, user });
      } else {
        notFoundPage(response);
      }
      return;
    }
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (!reads || !this.#plainPath(request, response, info)) {
      notFoundPage(response);
    }
  }

  #plainPath(
    request: IncomingMessage,
    response: ServerResponse,
    info: RequestInfo,
  ): boolean {
    const path =
      info.path.length > 1 ? info.path.replace(/\/$/, '') : info.path;
    if (/^\/(healthz|livez|readyz)(\/ping)?$/.test(path)) {
      const name = path.split('/')[1];
      const text = info.query.has('verbose')
        ? `[+]ping ok\n${name} check passed\n`
        : 'ok';
      sendText(response, 200, 'text/plain; charset=utf-8', text);
      return true;
    }
    if (path === '/version') {
      sendJson(response, 200, versionInfo(), {
        pretty: wantsPretty(request, info.query),
      });
      return true;
    }
    return this.#options.discovery.handle(request, response, info);
  }

  #reviewManager(review: ReviewResource): FieldManager {
    let manager = this.#reviewManagers.get(review);
    if (!manager) {
      const { kind } = review;
      const apiVersion = formatApiVersion(review.group, review.version);
      const schema = builtinSchema(apiVersion, kind) ?? 'deduced';
      manager = createFieldManager({ schema, apiVersion, kind });
      this.#reviewManagers.set(review, manager);
    }
    return manager;
  }

  async #review(
    request: IncomingMessage,
    response: ServerResponse,
    info: RequestInfo,
    user: UserInfo,
    review: ReviewResource,
  ): Promise<void> {
    if (info.verb !== 'create' || info.name !== '') {
      throw methodNotAllowed();
    }
    const { value } = decodeBody(
      await readBody(request),
      mediaTypeOf(request),
      review.kind,
    );
    if (!isJsonObject(value)) {
      throw badRequest('the body is not an object');
    }
    if (value.kind !== undefined && value.kind !== review.kind) {
      throw badRequest(
        `${String(value.kind)} in version "v1" cannot be handled as a ${
          review.kind
        }`,
      );
    }
    const body = {
      ...value,
      kind: review.kind,
      apiVersion: `${review.group}/${review.version}`,
      metadata: reviewMetadata(value.metadata),
    };
    const { manager } = writeContextOf(
      { request, response, info, user },
      'CreateOptions',
    );
    const owned = this.#reviewManager(review).update(undefined, body, {
      manager,
      now: this.#options.now(),
    });
    const answer = review.review({ ...owned }, user, info.namespace);
    sendJson(response, 201, answer, {
      pretty: wantsPretty(request, info.query),
    });
  }
}

/** Reviews are not stored: of their metadata only where they belong counts. */
function reviewMetadata(value: unknown): ObjectMeta {
  const { namespace, name } = isJsonObject(value) ? value : {};
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
}

function notFoundPage(response: ServerResponse): void {
  sendText(response, 404, 'text/plain; charset=utf-8', '404 page not found\n');
}

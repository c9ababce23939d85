import type {
  AuditorService,
  AuditorServiceEvent,
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  CompoundEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ObjectId } from '@sluice/plugin-gitops-common';
import express, { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { WriteVerb, act } from '../actions/actions';
import type { DiffService } from '../diff/diff';
import type { Authorizer, Reader } from '../permissions/authorizer';
import type { Portal } from '../portal/portal';
import { openApiDocument } from '../schema/openapi';
import type { StreamHub } from '../stream/streamHub';

export interface RouterOptions {
  portal: Portal;
  authorizer: Authorizer;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  catalog: CatalogService;
  stream: StreamHub;
  diff: DiffService;
  /** Milliseconds since the epoch. */
  now: () => number;
}

const writeVerbs: readonly WriteVerb[] = ['reconcile', 'suspend', 'resume'];

/** The longest name that Kubernetes or the catalog knows. */
const nameLimit = 253;

function parameter(request: Request, name: string): string {
  const value = request.params[name];
  if (!value || value.length > nameLimit) {
    throw new InputError(`The ${name} in the path is missing or too long`);
  }
  return value;
}

function objectId(request: Request): ObjectId {
  return {
    cluster: parameter(request, 'cluster'),
    kind: parameter(request, 'kind'),
    namespace: parameter(request, 'namespace'),
    name: parameter(request, 'name'),
  };
}

function limitOf(request: Request): number {
  const { limit } = request.query;
  if (limit === undefined) {
    return 30;
  }
  const number = Number(limit);
  if (!Number.isInteger(number) || number < 1 || number > 200) {
    throw new InputError('limit must be a whole number from 1 to 200');
  }
  return number;
}

function cursorOf(request: Request): string | undefined {
  const { cursor } = request.query;
  if (cursor === undefined) {
    return undefined;
  }
  if (typeof cursor !== 'string' || !/^\d{1,18}$/.test(cursor)) {
    throw new InputError('cursor must be the nextCursor of an earlier answer');
  }
  return cursor;
}

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/**
 * The portal's API. Every operation needs a signed-in user and asks the permission framework; `schema/openapi.ts` describes it.
 */
export function createRouter(options: RouterOptions): Router {
  const { portal, authorizer, httpAuth, auditor, catalog, stream, diff, now } =
    options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '10kb' }));

  const authenticate = async (
    request: Request,
  ): Promise<{ credentials: UserCredentials; reader: Reader }> => {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user'],
    });
    return { credentials, reader: await authorizer.reader(credentials) };
  };

  const entityOf = async (request: Request, credentials: UserCredentials) => {
    const ref: CompoundEntityRef = {
      kind: parameter(request, 'kind'),
      namespace: parameter(request, 'namespace'),
      name: parameter(request, 'name'),
    };
    const entity = await catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)} that you may see`,
      );
    }
    return entity;
  };

  router.get('/v1/openapi.json', async (request, response) => {
    await httpAuth.credentials(request, { allow: ['user', 'service'] });
    response.json(openApiDocument);
  });

  router.get('/v1/clusters', async (request, response) => {
    const { reader } = await authenticate(request);
    response.json({
      items: reader.mayReadClusters ? portal.clusterStatuses() : [],
    });
  });

  router.get(
    '/v1/entities/:kind/:namespace/:name/deliveries',
    async (request, response) => {
      const { credentials, reader } = await authenticate(request);
      const entity = await entityOf(request, credentials);
      response.json(await portal.deliveries(entity, reader, credentials));
    },
  );

  router.get(
    '/v1/entities/:kind/:namespace/:name/timeline',
    async (request, response) => {
      const { credentials, reader } = await authenticate(request);
      const page = { limit: limitOf(request), cursor: cursorOf(request) };
      const entity = await entityOf(request, credentials);
      response.json(await portal.timeline(entity, reader, page));
    },
  );

  const objectPath = '/v1/objects/:cluster/:kind/:namespace/:name';

  router.get(objectPath, async (request, response) => {
    const { reader } = await authenticate(request);
    const { cluster, applier } = portal.applier(objectId(request), reader);
    response.json({
      ...portal.delivery(cluster, applier, reader),
      conditions: applier.status?.conditions ?? [],
    });
  });

  router.get(`${objectPath}/diff`, async (request, response) => {
    const { credentials, reader } = await authenticate(request);
    const id = objectId(request);
    const event = await audit(auditor, request, 'object-diff', id, credentials);
    await finish(event, async () => {
      const { cluster, applier } = portal.applier(id, reader);
      const signal = signalOf(request);
      response.json(
        await diff.compare({ portal, cluster, applier, reader, signal }),
      );
    });
  });

  for (const verb of writeVerbs) {
    router.post(`${objectPath}/${verb}`, async (request, response) => {
      const { credentials, reader } = await authenticate(request);
      const id = objectId(request);
      const event = await audit(
        auditor,
        request,
        `object-${verb}`,
        id,
        credentials,
      );
      await finish(event, async () => {
        const { cluster, applier } = portal.applier(id, reader);
        response.json(
          await act({
            portal,
            cluster,
            applier,
            verb,
            reader,
            actor: credentials.principal.userEntityRef,
            now: now(),
          }),
        );
      });
    });
  }

  router.get('/v1/stream', async (request, response) => {
    const { credentials, reader } = await authenticate(request);
    if (!stream.hasRoom) {
      throw new ServiceUnavailableError(
        'Too many live streams are open; the page is right but does not update by itself',
      );
    }
    stream.open(response, reader, credentials.expiresAt?.getTime());
  });

  return router;
}

/** Aborts when the browser goes away. */
function signalOf(request: Request): AbortSignal {
  const controller = new AbortController();
  request.on('close', () => controller.abort());
  return controller.signal;
}

async function audit(
  auditor: AuditorService,
  request: Request,
  eventId: string,
  id: ObjectId,
  credentials: UserCredentials,
): Promise<AuditorServiceEvent> {
  return auditor.createEvent({
    eventId,
    severityLevel: eventId === 'object-diff' ? 'low' : 'medium',
    request,
    meta: { ...id, user: credentials.principal.userEntityRef },
  });
}

/** Does the work and closes the audit event with how it ended; refusals are failures too. */
async function finish(
  event: AuditorServiceEvent,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
  await event.success();
}

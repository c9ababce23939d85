const objectParameters = ['cluster', 'kind', 'namespace', 'name'].map(name => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', maxLength: 253 },
}));
const entityParameters = objectParameters.slice(1);

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: object) => ({ 'application/json': { schema } });

const errors = {
  401: { $ref: '#/components/responses/Unauthorized' },
  404: { $ref: '#/components/responses/NotFound' },
};

const answer = (description: string, schema: string) => ({
  200: { description, content: content(reference(schema)) },
  ...errors,
});

const strings = { type: 'array', items: { type: 'string' } };
const dateTime = { type: 'string', format: 'date-time' };

const action = (summary: string) => ({
  post: {
    summary,
    parameters: objectParameters,
    responses: {
      ...answer(
        'The request was handed to the cluster; it is pending until lastHandledReconcileAt equals the token',
        'ActionResult',
      ),
      403: { $ref: '#/components/responses/Refused' },
    },
  },
});

/** The description of the portal's API, as `GET /v1/openapi.json` answers it. Shapes follow @sluice/plugin-gitops-common. */
export const openApiDocument = {
  openapi: '3.0.3',
  info: {
    title: 'gitops',
    version: '1',
    description:
      'What is deployed where, whether it is what Git says, why not, and what to do. Every answer holds only what the reader may see.',
    license: {
      name: 'Apache-2.0',
      url: 'https://www.apache.org/licenses/LICENSE-2.0.html',
    },
  },
  servers: [{ url: '/api/gitops' }],
  security: [{ user: [] }],
  paths: {
    '/v1/openapi.json': {
      get: {
        summary: 'This document',
        security: [{ user: [] }, { service: [] }],
        responses: {
          200: { description: 'OpenAPI', content: content({ type: 'object' }) },
          401: errors[401],
        },
      },
    },
    '/v1/clusters': {
      get: {
        summary: 'The clusters, whether they are connected and reconciled',
        responses: {
          200: {
            description: 'Empty for those who may not see clusters',
            content: content({
              type: 'object',
              required: ['items'],
              properties: {
                items: { type: 'array', items: reference('ClusterStatus') },
              },
            }),
          },
          401: errors[401],
        },
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}/deliveries': {
      get: {
        summary: 'A catalog entity in each environment',
        parameters: entityParameters,
        responses: answer('By environment, in order', 'EntityDeliveries'),
      },
    },
    '/v1/entities/{kind}/{namespace}/{name}/timeline': {
      get: {
        summary:
          'What happened to what delivers a catalog entity, newest first',
        parameters: [
          ...entityParameters,
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 200, default: 30 },
          },
          { name: 'cursor', in: 'query', schema: { type: 'string' } },
        ],
        responses: {
          ...answer('One page', 'EntityTimeline'),
          400: { $ref: '#/components/responses/BadRequest' },
        },
      },
    },
    '/v1/objects/{cluster}/{kind}/{namespace}/{name}': {
      get: {
        summary: 'A Flux object with its conditions',
        parameters: objectParameters,
        responses: answer('The object', 'ComponentDelivery'),
      },
    },
    '/v1/objects/{cluster}/{kind}/{namespace}/{name}/diff': {
      get: {
        summary: 'What differs between Git and the cluster; Secrets are masked',
        parameters: objectParameters,
        responses: {
          ...answer('The differences', 'DiffResult'),
          403: { $ref: '#/components/responses/Refused' },
        },
      },
    },
    '/v1/objects/{cluster}/{kind}/{namespace}/{name}/reconcile': action(
      'Ask for a reconcile now',
    ),
    '/v1/objects/{cluster}/{kind}/{namespace}/{name}/suspend':
      action('Pause the delivery'),
    '/v1/objects/{cluster}/{kind}/{namespace}/{name}/resume': action(
      'Go on with the delivery',
    ),
    '/v1/stream': {
      get: {
        summary:
          'Ids of what changes, as server-sent events, until the token expires',
        responses: {
          200: {
            description: 'Each data line is a StreamMessage',
            content: {
              'text/event-stream': { schema: reference('StreamMessage') },
            },
          },
          401: errors[401],
          503: { $ref: '#/components/responses/Unavailable' },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      user: { type: 'http', scheme: 'bearer', description: 'A Backstage user' },
      service: {
        type: 'http',
        scheme: 'bearer',
        description: 'A Backstage plugin',
      },
    },
    responses: Object.fromEntries(
      [
        [
          'BadRequest',
          'The request is not valid; the message says what is wrong',
        ],
        ['Unauthorized', 'Nobody is signed in, or a service asks'],
        ['Refused', 'The reader may not; the message says why'],
        ['NotFound', 'There is nothing of that name that the reader may see'],
        ['Unavailable', 'Too many streams are open'],
      ].map(([name, description]) => [
        name,
        { description, content: content(reference('Error')) },
      ]),
    ),
    schemas: {
      Error: {
        type: 'object',
        properties: {
          error: {
            type: 'object',
            properties: {
              name: { type: 'string' },
              message: { type: 'string' },
            },
          },
        },
      },
      ObjectId: {
        type: 'object',
        required: ['cluster', 'kind', 'namespace', 'name'],
        properties: {
          cluster: { type: 'string' },
          kind: { type: 'string' },
          namespace: { type: 'string' },
          name: { type: 'string' },
        },
      },
      ClusterStatus: {
        type: 'object',
        required: [
          'name',
          'title',
          'mode',
          'connection',
          'since',
          'controllers',
        ],
        properties: {
          name: { type: 'string' },
          title: { type: 'string' },
          mode: { enum: ['reconcile', 'observe', 'embedded'] },
          connection: {
            enum: ['live', 'connecting', 'unreachable', 'forbidden'],
          },
          since: dateTime,
          message: { type: 'string' },
          controllers: {
            type: 'object',
            required: ['state', 'since'],
            properties: {
              state: {
                enum: ['running', 'waiting', 'stopped', 'external', 'unknown'],
              },
              since: dateTime,
              message: { type: 'string' },
              holder: { type: 'string' },
            },
          },
        },
      },
      Revision: {
        type: 'object',
        required: ['text', 'short'],
        properties: {
          text: { type: 'string' },
          short: { type: 'string' },
          branch: { type: 'string' },
          commit: {
            type: 'object',
            required: ['sha'],
            properties: {
              sha: { type: 'string' },
              author: { type: 'string' },
              message: { type: 'string' },
              committedAt: { type: 'string' },
              url: { type: 'string' },
            },
          },
        },
      },
      Explanation: {
        type: 'object',
        required: ['situation', 'severity', 'sentence'],
        properties: {
          situation: { type: 'string' },
          severity: { enum: ['ok', 'info', 'warning', 'error'] },
          sentence: { type: 'string' },
          cause: { type: 'string' },
          owner: { type: 'string' },
          nextStep: { type: 'string' },
          raw: { type: 'string' },
          location: {
            type: 'object',
            required: ['file'],
            properties: {
              file: { type: 'string' },
              line: { type: 'integer' },
            },
          },
        },
      },
      ActionState: {
        type: 'object',
        required: ['allowed'],
        properties: {
          allowed: { type: 'boolean' },
          reason: { type: 'string' },
        },
      },
      ComponentDelivery: {
        type: 'object',
        required: [
          'id',
          'state',
          'sync',
          'health',
          'explanation',
          'images',
          'objects',
          'shared',
          'suspended',
          'actions',
        ],
        properties: {
          id: reference('ObjectId'),
          state: {
            enum: [
              'Ready',
              'Progressing',
              'Waiting',
              'Suspended',
              'Failed',
              'Retrying',
              'Unknown',
            ],
          },
          sync: { enum: ['synced', 'behind', 'blocked', 'paused', 'unknown'] },
          health: { enum: ['ok', 'progressing', 'degraded', 'unknown'] },
          explanation: reference('Explanation'),
          applied: reference('Revision'),
          latest: reference('Revision'),
          source: { allOf: [reference('ObjectId')] },
          path: { type: 'string' },
          images: { type: 'array', items: { type: 'object' } },
          objects: { type: 'array', items: { type: 'object' } },
          owner: { type: 'string' },
          shared: { type: 'array', items: { type: 'object' } },
          confirmed: { type: 'boolean' },
          suspended: { type: 'boolean' },
          pending: {
            type: 'object',
            properties: {
              token: { type: 'string' },
              since: { type: 'string' },
            },
          },
          lastHandledReconcileAt: { type: 'string' },
          lastReconciled: { type: 'string' },
          interval: { type: 'string' },
          actions: {
            type: 'object',
            properties: Object.fromEntries(
              ['reconcile', 'suspend', 'resume', 'diff'].map(verb => [
                verb,
                reference('ActionState'),
              ]),
            ),
          },
          conditions: { type: 'array', items: { type: 'object' } },
        },
      },
      EntityDeliveries: {
        type: 'object',
        required: [
          'entityRef',
          'environments',
          'clusters',
          'unconfirmed',
          'generatedAt',
        ],
        properties: {
          entityRef: { type: 'string' },
          environments: {
            type: 'array',
            items: {
              type: 'object',
              required: ['name', 'title', 'deliveries'],
              properties: {
                name: { type: 'string' },
                title: { type: 'string' },
                deliveries: {
                  type: 'array',
                  items: reference('ComponentDelivery'),
                },
              },
            },
          },
          clusters: { type: 'array', items: reference('ClusterStatus') },
          unconfirmed: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                claim: { type: 'string' },
                reason: { type: 'string' },
              },
            },
          },
          generatedAt: dateTime,
        },
      },
      EntityTimeline: {
        type: 'object',
        required: ['entries'],
        properties: {
          entries: { type: 'array', items: { type: 'object' } },
          nextCursor: { type: 'string' },
        },
      },
      ActionResult: {
        type: 'object',
        required: ['id', 'verb'],
        properties: {
          id: reference('ObjectId'),
          verb: { enum: ['reconcile', 'suspend', 'resume'] },
          token: { type: 'string' },
        },
      },
      DiffResult: {
        type: 'object',
        required: ['id', 'revision', 'changes', 'unchanged', 'errors'],
        properties: {
          id: reference('ObjectId'),
          revision: { type: 'string' },
          changes: { type: 'array', items: { type: 'object' } },
          unchanged: { type: 'integer' },
          errors: { type: 'array', items: { type: 'object' } },
        },
      },
      StreamMessage: {
        type: 'object',
        required: ['type'],
        properties: {
          type: { enum: ['hello', 'changed', 'clusters', 'ping'] },
          ids: strings,
          at: dateTime,
        },
      },
    },
  },
};

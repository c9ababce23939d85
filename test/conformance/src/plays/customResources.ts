import type { Play } from '../play';
import { asTable, contentTypes, group } from './manifests';

const ns = 'custom';
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const widgets = group('example.com/v1', ns, 'widgets');
const repositories = group(
  'source.toolkit.fluxcd.io/v1',
  ns,
  'gitrepositories',
);
const kustomizations = group(
  'kustomize.toolkit.fluxcd.io/v1',
  ns,
  'kustomizations',
);

function widget(name: string, spec: object, rest: object = {}) {
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { name },
    spec,
    ...rest,
  };
}

const widgetSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 10 },
        colour: { type: 'string', enum: ['red', 'green'], default: 'red' },
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        replicas: { type: 'integer', default: 1 },
        anything: {
          type: 'object',
          'x-kubernetes-preserve-unknown-fields': true,
        },
        either: { 'x-kubernetes-int-or-string': true },
        parts: {
          type: 'array',
          maxItems: 5,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['id'],
          items: {
            type: 'object',
            required: ['id'],
            properties: {
              id: { type: 'string' },
              weight: { type: 'integer', default: 3 },
            },
          },
        },
        tags: {
          type: 'array',
          'x-kubernetes-list-type': 'set',
          items: { type: 'string' },
        },
        fixed: {
          type: 'string',
          'x-kubernetes-validations': [
            { rule: 'self == oldSelf', message: 'fixed is immutable' },
          ],
        },
      },
      'x-kubernetes-validations': [
        {
          rule: 'self.size < 9 || has(self.name)',
          message: 'big ones need a name',
        },
      ],
    },
    status: {
      type: 'object',
      default: { observedGeneration: -1 },
      properties: {
        observedGeneration: { type: 'integer' },
        replicas: { type: 'integer' },
        selector: { type: 'string' },
        message: { type: 'string' },
      },
    },
  },
};

const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {
      plural: 'widgets',
      singular: 'widget',
      kind: 'Widget',
      shortNames: ['wd'],
      categories: ['all'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: widgetSchema },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          {
            name: 'Message',
            type: 'string',
            jsonPath: '.status.message',
            priority: 1,
            description: 'what it says',
          },
          {
            name: 'Age',
            type: 'date',
            jsonPath: '.metadata.creationTimestamp',
          },
        ],
        selectableFields: [{ jsonPath: '.spec.colour' }],
      },
    ],
  },
};

function repository(name: string, spec: object) {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name },
    spec: { interval: '1m', url: 'https://git.example.com/a.git', ...spec },
  };
}

function kustomization(name: string, spec: object) {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name },
    spec: {
      interval: '1m',
      prune: true,
      path: './',
      sourceRef: { kind: 'GitRepository', name: 'a' },
      ...spec,
    },
  };
}

/** Definitions of custom resources, and what their schemas do: prune, default, validate, print. */
export const customResources: Play = {
  name: 'custom-resources',
  namespace: ns,
  steps: [
    {
      call: 'define',
      request: `POST ${definitions}`,
      body: widgetDefinition,
    },
    {
      until: 'established',
      get: `${definitions}/widgets.example.com`,
      field: 'status.conditions.1.status',
      equals: 'True',
    },
    { until: 'served', get: widgets, field: 'code', equals: 200 },
    {
      call: 'define what is not structural',
      request: `POST ${definitions}`,
      body: {
        ...widgetDefinition,
        metadata: { name: 'gadgets.example.com' },
        spec: {
          ...widgetDefinition.spec,
          names: { plural: 'gadgets', kind: 'Gadget' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  type: 'object',
                  properties: { spec: { properties: { a: {} } } },
                },
              },
            },
          ],
        },
      },
    },
    {
      call: 'define under another name',
      request: `POST ${definitions}`,
      body: { ...widgetDefinition, metadata: { name: 'wrong.example.com' } },
    },
    {
      call: 'create, pruned and defaulted',
      request: `POST ${widgets}`,
      body: widget('a', {
        size: 3,
        unknown: { a: 1 },
        anything: { goes: [1, 'two'] },
        either: '50%',
        parts: [
          { id: 'x', more: 1 },
          { id: 'y', weight: 1 },
        ],
        tags: ['t'],
        fixed: 'f',
      }),
    },
    {
      call: 'create with a status',
      request: `POST ${widgets}`,
      body: widget(
        'b',
        { size: 1, colour: 'green' },
        { status: { message: 'hello' } },
      ),
    },
    {
      call: 'create what is invalid',
      request: `POST ${widgets}`,
      body: widget('c', {
        size: 11,
        colour: 'blue',
        name: 'TooLong',
        parts: [{ id: 'x' }, { id: 'x' }],
        tags: ['t', 't'],
      }),
    },
    {
      call: 'create with the wrong types',
      request: `POST ${widgets}`,
      body: widget('c', { size: 'big', colour: 3, parts: {} }),
    },
    {
      call: 'create without what is required',
      request: `POST ${widgets}`,
      body: widget('c', {}),
    },
    {
      call: 'create against a rule',
      request: `POST ${widgets}`,
      body: widget('c', { size: 9 }),
    },
    {
      call: 'change against a transition rule',
      request: `PATCH ${widgets}/a`,
      contentType: contentTypes.merge,
      body: { spec: { fixed: 'g' } },
    },
    {
      call: 'strategic merge patch',
      request: `PATCH ${widgets}/a`,
      contentType: contentTypes.strategic,
      body: { spec: { size: 4 } },
    },
    {
      call: 'merge patch raises the generation',
      request: `PATCH ${widgets}/a`,
      contentType: contentTypes.merge,
      body: { spec: { size: 4 }, status: { message: 'ignored' } },
    },
    {
      call: 'merge patch of the metadata does not',
      request: `PATCH ${widgets}/a`,
      contentType: contentTypes.merge,
      body: { metadata: { labels: { a: 'b' } } },
    },
    {
      call: 'write the status',
      request: `PATCH ${widgets}/a/status`,
      contentType: contentTypes.merge,
      body: {
        metadata: { labels: { no: 'no' }, annotations: { no: 'no' } },
        spec: { size: 5 },
        status: { message: 'hi', replicas: 2, selector: 'a=b' },
      },
    },
    {
      call: 'replace the status',
      request: `PUT ${widgets}/a/status`,
      body: widget(
        'a',
        { size: 5 },
        {
          metadata: {
            name: 'a',
            resourceVersion: '{{write the status:metadata.resourceVersion}}',
          },
          status: { message: 'again', replicas: 1, selector: 'a=b' },
        },
      ),
    },
    {
      call: 'write a status of the wrong type',
      request: `PATCH ${widgets}/a/status`,
      contentType: contentTypes.merge,
      body: { status: { replicas: 'two' } },
    },
    { call: 'get the status', request: `GET ${widgets}/a/status` },
    { call: 'get the scale', request: `GET ${widgets}/a/scale` },
    {
      call: 'scale',
      request: `PUT ${widgets}/a/scale`,
      body: {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'a', namespace: ns },
        spec: { replicas: 3 },
      },
    },
    {
      call: 'replace without a version',
      request: `PUT ${widgets}/a`,
      body: widget('a', { size: 1 }),
    },
    {
      call: 'apply',
      request: `PATCH ${widgets}/a?fieldManager=one&force=true`,
      contentType: contentTypes.apply,
      body: widget('a', {
        size: 6,
        parts: [{ id: 'z', weight: 9 }],
        tags: ['u'],
        fixed: 'f',
      }),
    },
    {
      call: 'apply by another',
      request: `PATCH ${widgets}/a?fieldManager=two`,
      contentType: contentTypes.apply,
      body: widget('a', { size: 6, parts: [{ id: 'q' }], tags: ['v'] }),
    },
    {
      call: 'apply against the first',
      request: `PATCH ${widgets}/a?fieldManager=two`,
      contentType: contentTypes.apply,
      body: widget('a', { size: 7, parts: [{ id: 'z', weight: 1 }] }),
    },
    {
      call: 'apply an unknown field',
      request: `PATCH ${widgets}/a?fieldManager=two`,
      contentType: contentTypes.apply,
      body: widget('a', { size: 6, colou: 'red' }),
    },
    { call: 'list as a table', request: `GET ${widgets}`, headers: asTable },
    {
      call: 'list by a selectable field',
      request: `GET ${widgets}?fieldSelector=spec.colour%3Dgreen`,
    },
    {
      call: 'list by a field that is not selectable',
      request: `GET ${widgets}?fieldSelector=spec.size%3D1`,
    },
    {
      call: 'a source with defaults',
      request: `POST ${repositories}`,
      body: repository('a', {}),
    },
    {
      call: 'a source whose url breaks its pattern',
      request: `POST ${repositories}`,
      body: repository('bad', { url: 'ftp://git.example.com/a.git' }),
    },
    {
      call: 'a source with a provider against the rules',
      request: `POST ${repositories}`,
      body: repository('bad', {
        serviceAccountName: 'x',
        provider: 'generic',
        sparseCheckout: ['a'],
      }),
    },
    {
      call: 'a source with a bad interval',
      request: `POST ${repositories}`,
      body: repository('bad', { interval: 'soon' }),
    },
    {
      call: 'a source with verification without a secret',
      request: `POST ${repositories}`,
      body: repository('bad', { verify: { mode: 'Sideways' } }),
    },
    {
      call: 'a Kustomization with defaults',
      request: `POST ${kustomizations}`,
      body: kustomization('a', {}),
    },
    {
      call: 'a Kustomization without a source',
      request: `POST ${kustomizations}`,
      body: kustomization('bad', { sourceRef: undefined }),
    },
    {
      call: 'a Kustomization with a bad reference and expressions',
      request: `POST ${kustomizations}`,
      body: kustomization('bad', {
        sourceRef: { kind: 'Secret', name: 'x' },
        healthCheckExprs: [{ apiVersion: 'v1', kind: 'X' }],
        prune: 'yes',
      }),
    },
    {
      call: 'the status of a Kustomization',
      request: `PATCH ${kustomizations}/a/status?fieldManager=kustomize-controller`,
      contentType: contentTypes.merge,
      body: {
        status: {
          observedGeneration: 1,
          lastAppliedRevision: 'main@sha1:0123',
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'ReconciliationSucceeded',
              message: 'Applied revision: main@sha1:0123',
              lastTransitionTime: '2026-01-01T00:00:00Z',
              observedGeneration: 1,
            },
          ],
          inventory: { entries: [{ id: 'a_b_c_d', v: 'v1' }] },
        },
      },
    },
    {
      call: 'a merge patch keeps the default status',
      request: `PATCH ${repositories}/a/status?fieldManager=source-controller`,
      contentType: contentTypes.merge,
      body: { status: { conditions: [] } },
    },
    {
      call: 'a condition that is not whole',
      request: `PATCH ${kustomizations}/a/status`,
      contentType: contentTypes.merge,
      body: { status: { conditions: [{ type: 'Ready' }] } },
    },
    {
      call: 'Kustomizations as a table',
      request: `GET ${kustomizations}`,
      headers: asTable,
    },
    {
      call: 'sources as a table',
      request: `GET ${repositories}`,
      headers: asTable,
    },
    { watch: 'widgets', path: `${widgets}?watch=true&resourceVersion=0` },
    { call: 'undefine', request: `DELETE ${definitions}/widgets.example.com` },
    { until: 'gone', get: widgets, field: 'code', equals: 404 },
    {
      until: 'undefined',
      get: `${definitions}/widgets.example.com`,
      field: 'code',
      equals: 404,
    },
    { collect: 'widgets', events: 4 },
  ],
};

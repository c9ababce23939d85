import type { Play } from '../play';
import {
  configMap,
  contentTypes,
  core,
  deployment,
  group,
  settling,
} from './manifests';

const ns = 'apply';
const maps = core(ns, 'configmaps');
const deployments = group('apps/v1', ns, 'deployments');
const contentType = contentTypes.apply;

/** Server-side apply: who owns what, and who may take it. */
export const apply: Play = {
  name: 'apply',
  namespace: ns,
  steps: settling(`${deployments}/web`, [
    {
      call: 'create',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', { k: '1', l: '1' }, { labels: { app: 'a' } }),
    },
    {
      call: 'the same again',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', { k: '1', l: '1' }, { labels: { app: 'a' } }),
    },
    {
      call: 'update',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', { k: '2', m: '1' }, { labels: { app: 'a' } }),
    },
    {
      call: 'share',
      request: `PATCH ${maps}/a?fieldManager=two`,
      contentType,
      body: configMap('a', { k: '2' }),
    },
    {
      call: 'conflict',
      request: `PATCH ${maps}/a?fieldManager=three`,
      contentType,
      body: configMap('a', { k: '3' }),
    },
    {
      call: 'force',
      request: `PATCH ${maps}/a?fieldManager=three&force=true`,
      contentType,
      body: configMap('a', { k: '3' }),
    },
    {
      call: 'give up',
      request: `PATCH ${maps}/a?fieldManager=three`,
      contentType,
      body: configMap('a'),
    },
    {
      call: 'update by another',
      request: `PATCH ${maps}/a?fieldManager=editor`,
      contentType: contentTypes.merge,
      body: { data: { m: 'edited', n: 'new' } },
    },
    {
      call: 'conflict with an update',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', { m: '1' }, { labels: { app: 'a' } }),
    },
    {
      call: 'take back',
      request: `PATCH ${maps}/a?fieldManager=one&force=true`,
      contentType,
      body: configMap('a', { m: '1' }, { labels: { app: 'a' } }),
    },
    {
      call: 'empty the managed fields',
      request: `PATCH ${maps}/a?fieldManager=clean`,
      contentType: contentTypes.json,
      body: JSON.stringify([
        { op: 'replace', path: '/metadata/managedFields', value: [{}] },
      ]),
    },
    {
      call: 'apply to what nobody manages',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', { m: '2' }),
    },
    {
      call: 'without a field manager',
      request: `PATCH ${maps}/a`,
      contentType,
      body: configMap('a'),
    },
    {
      call: 'with managed fields',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', {}, { managedFields: [{ manager: 'x' }] }),
    },
    {
      call: 'with another name',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('b'),
    },
    {
      call: 'without a kind',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: { metadata: { name: 'a' } },
    },
    {
      call: 'with another version of the resource',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: configMap('a', {}, { resourceVersion: '1' }),
    },
    {
      call: 'to what must exist',
      request: `PATCH ${maps}/new?fieldManager=one`,
      contentType,
      body: configMap(
        'new',
        {},
        {
          uid: '11111111-2222-3333-4444-555555555555',
        },
      ),
    },
    {
      call: 'an unknown field',
      request: `PATCH ${maps}/a?fieldManager=one`,
      contentType,
      body: { ...configMap('a'), colour: 'blue' },
    },
    {
      call: 'force is no patch option of others',
      request: `PATCH ${maps}/a?fieldManager=one&force=true`,
      contentType: contentTypes.merge,
      body: { data: { m: '3' } },
    },
    {
      call: 'a dry run',
      request: `PATCH ${maps}/dry?fieldManager=one&dryRun=All`,
      contentType,
      body: configMap('dry', { a: 'b' }),
    },
    { call: 'after the dry run', request: `GET ${maps}/dry` },
    {
      call: 'create a deployment',
      request: `PATCH ${deployments}/web?fieldManager=one`,
      contentType,
      body: deployment('web', { replicas: 0 }),
    },
    {
      call: 'own a container of a list',
      request: `PATCH ${deployments}/web?fieldManager=two`,
      contentType,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'side',
                  image: 'busybox',
                  ports: [{ containerPort: 1 }],
                },
                { name: 'web', env: [{ name: 'B', value: '2' }] },
              ],
            },
          },
        },
      },
    },
    {
      call: 'drop a container',
      request: `PATCH ${deployments}/web?fieldManager=two`,
      contentType,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          template: {
            spec: {
              containers: [{ name: 'web', env: [{ name: 'B', value: '2' }] }],
            },
          },
        },
      },
    },
    {
      call: 'scale under an applier',
      request: `PATCH ${deployments}/web/scale?fieldManager=scaler`,
      contentType: contentTypes.merge,
      body: { spec: { replicas: 0 } },
    },
    {
      call: 'conflict with a scale',
      request: `PATCH ${deployments}/web/scale?fieldManager=scaler`,
      contentType: contentTypes.merge,
      body: { spec: { replicas: 2 } },
    },
    {
      call: 'apply against the scaler',
      request: `PATCH ${deployments}/web?fieldManager=one`,
      contentType,
      body: deployment('web', { replicas: 0 }),
    },
    {
      call: 'duplicate keys of a list',
      request: `PATCH ${deployments}/web?fieldManager=one`,
      contentType,
      body: deployment('web', {
        replicas: 0,
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              { name: 'web', image: 'a' },
              { name: 'web', image: 'b' },
            ],
          },
        },
      }),
    },
    {
      call: 'the wrong type',
      request: `PATCH ${deployments}/web?fieldManager=one`,
      contentType,
      body: deployment('web', { replicas: 'many' }),
    },
    {
      call: 'the status',
      request: `PATCH ${deployments}/web/status?fieldManager=status`,
      contentType,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        status: {
          conditions: [
            { type: 'Custom', status: 'True', reason: 'Why', message: 'm' },
          ],
        },
      },
    },
    {
      call: 'a service',
      request: `PATCH ${core(ns, 'services')}/web?fieldManager=one`,
      contentType,
      body: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web' },
        spec: {
          selector: { app: 'web' },
          ports: [
            { name: 'http', port: 80 },
            { name: 'dns', port: 53, protocol: 'UDP' },
          ],
        },
      },
    },
    {
      call: 'a service in YAML',
      request: `PATCH ${core(ns, 'services')}/web?fieldManager=one`,
      contentType,
      body: 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports:\n  - {name: http, port: 80, targetPort: 8080}\n',
    },
    {
      call: 'two owners by references',
      request: `PATCH ${maps}/owned?fieldManager=one`,
      contentType,
      body: configMap(
        'owned',
        {},
        {
          finalizers: ['x.example/a'],
          annotations: { a: 'b' },
        },
      ),
    },
  ]),
};

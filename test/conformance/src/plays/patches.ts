import type { Play } from '../play';
import {
  configMap,
  contentTypes,
  core,
  deployment,
  group,
  settling,
} from './manifests';

const ns = 'patches';
const maps = core(ns, 'configmaps');
const deployments = group('apps/v1', ns, 'deployments');

/** JSON patch, merge patch and strategic merge patch. */
export const patches: Play = {
  name: 'patches',
  namespace: ns,
  steps: settling(`${deployments}/web`, [
    {
      call: 'create',
      request: `POST ${maps}`,
      body: configMap('a', { one: '1', two: '2' }),
    },
    {
      call: 'merge',
      request: `PATCH ${maps}/a?fieldManager=merger`,
      contentType: contentTypes.merge,
      body: {
        data: { two: null, three: '3' },
        metadata: { labels: { l: 'x' } },
      },
    },
    {
      call: 'merge nothing new',
      request: `PATCH ${maps}/a?fieldManager=merger`,
      contentType: contentTypes.merge,
      body: { data: { three: '3' } },
    },
    {
      call: 'merge with an old version',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: {
        metadata: { resourceVersion: '{{create:metadata.resourceVersion}}' },
        data: { four: '4' },
      },
    },
    {
      call: 'merge the wrong type',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: { data: { four: 4 } },
    },
    {
      call: 'merge another name',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: { metadata: { name: 'b' } },
    },
    {
      call: 'merge text that is not JSON',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: '{"data":',
    },
    {
      call: 'merge what is not there',
      request: `PATCH ${maps}/nothing`,
      contentType: contentTypes.merge,
      body: { data: { a: 'b' } },
    },
    {
      call: 'JSON patch',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.json,
      body: JSON.stringify([
        { op: 'test', path: '/data/one', value: '1' },
        { op: 'add', path: '/data/five', value: '5' },
        { op: 'move', from: '/data/three', path: '/data/drei' },
        { op: 'copy', from: '/data/one', path: '/data/eins' },
        { op: 'replace', path: '/metadata/labels/l', value: 'y' },
        { op: 'remove', path: '/data/one' },
      ]),
    },
    {
      call: 'JSON patch whose test fails',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.json,
      body: JSON.stringify([{ op: 'test', path: '/data/five', value: '6' }]),
    },
    {
      call: 'JSON patch that removes what is not there',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.json,
      body: JSON.stringify([{ op: 'remove', path: '/data/nothing' }]),
    },
    {
      call: 'JSON patch that is no list',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.json,
      body: { op: 'remove' },
    },
    {
      call: 'create a deployment',
      request: `POST ${deployments}`,
      body: deployment('web', { replicas: 0 }),
    },
    {
      call: 'strategic patch adds by name',
      request: `PATCH ${deployments}/web?fieldManager=strategist`,
      contentType: contentTypes.strategic,
      body: {
        spec: {
          template: {
            spec: {
              containers: [
                { name: 'side', image: 'busybox' },
                {
                  name: 'web',
                  image: 'nginx:1.28',
                  env: [{ name: 'B', value: '2' }],
                },
              ],
            },
          },
        },
      },
    },
    {
      call: 'strategic patch deletes and orders',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.strategic,
      body: {
        spec: {
          template: {
            spec: {
              '$setElementOrder/containers': [{ name: 'web' }],
              containers: [
                { name: 'side', $patch: 'delete' },
                {
                  name: 'web',
                  env: [{ $patch: 'replace' }, { name: 'C', value: '3' }],
                },
              ],
            },
          },
        },
      },
    },
    {
      call: 'strategic patch without a merge key',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.strategic,
      body: { spec: { template: { spec: { containers: [{ image: 'x' }] } } } },
    },
    {
      call: 'strategic patch with a directive that is not known',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.strategic,
      body: { spec: { template: { spec: { $patch: 'explode' } } } },
    },
    {
      call: 'strategic patch of an immutable field',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.strategic,
      body: { spec: { selector: { matchLabels: { app: 'other' } } } },
    },
    {
      call: 'strategic patch that retains keys',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.strategic,
      body: {
        spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      },
    },
    {
      call: 'patch of a type that is not known',
      request: `PATCH ${maps}/a`,
      contentType: 'application/json',
      body: {},
    },
    {
      call: 'patch of the status',
      request: `PATCH ${deployments}/web/status`,
      contentType: contentTypes.merge,
      body: {
        spec: { replicas: 7 },
        metadata: { labels: { no: 'no' }, annotations: { yes: 'yes' } },
        status: {
          conditions: [{ type: 'Custom', status: 'True', reason: 'Why' }],
        },
      },
    },
    {
      call: 'patch of the finalizers',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.strategic,
      body: { metadata: { finalizers: ['a.example/x', 'b.example/y'] } },
    },
    {
      call: 'patch that deletes from the finalizers',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.strategic,
      body: {
        metadata: { '$deleteFromPrimitiveList/finalizers': ['a.example/x'] },
      },
    },
    {
      call: 'patch of a dry run',
      request: `PATCH ${maps}/a?dryRun=All`,
      contentType: contentTypes.merge,
      body: { data: { dry: 'yes' } },
    },
    { call: 'get', request: `GET ${maps}/a` },
  ]),
};

import type { Play } from '../play';
import {
  configMap,
  contentTypes,
  core,
  deployment,
  group,
  settling,
} from './manifests';

const ns = 'strictness';
const maps = core(ns, 'configmaps');
const deployments = group('apps/v1', ns, 'deployments');
const typo = {
  ...deployment('typo', { replicas: 0, replica: 1 }),
  extra: true,
};
const duplicate =
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice","name":"twice"},"data":{"a":"1","a":"2"}}';

/** Unknown and duplicate fields, dry runs, and options that are refused. */
export const strictness: Play = {
  name: 'strictness',
  namespace: ns,
  steps: settling(`${deployments}/web`, [
    {
      call: 'unknown fields are warned of',
      request: `POST ${deployments}?dryRun=All`,
      body: typo,
    },
    {
      call: 'unknown fields are ignored',
      request: `POST ${deployments}?dryRun=All&fieldValidation=Ignore`,
      body: typo,
    },
    {
      call: 'unknown fields are refused',
      request: `POST ${deployments}?dryRun=All&fieldValidation=Strict`,
      body: typo,
    },
    {
      call: 'a validation that is not known',
      request: `POST ${deployments}?fieldValidation=Lax`,
      body: typo,
    },
    {
      call: 'duplicate fields are warned of',
      request: `POST ${maps}?dryRun=All`,
      body: duplicate,
    },
    {
      call: 'duplicate fields are refused',
      request: `POST ${maps}?fieldValidation=Strict`,
      body: duplicate,
    },
    {
      call: 'create',
      request: `POST ${deployments}`,
      body: deployment('web', { replicas: 0 }),
    },
    {
      call: 'unknown fields of a merge patch',
      request: `PATCH ${deployments}/web?fieldValidation=Strict`,
      contentType: contentTypes.merge,
      body: { spec: { replica: 1 } },
    },
    {
      call: 'unknown fields of a strategic patch',
      request: `PATCH ${deployments}/web?fieldValidation=Strict`,
      contentType: contentTypes.strategic,
      body: { spec: { template: { spec: { container: [] } } } },
    },
    {
      call: 'unknown fields of a JSON patch are warned of',
      request: `PATCH ${deployments}/web`,
      contentType: contentTypes.json,
      body: JSON.stringify([{ op: 'add', path: '/spec/replica', value: 1 }]),
    },
    {
      call: 'unknown fields of a custom resource are warned of',
      request: `POST ${group(
        'source.toolkit.fluxcd.io/v1',
        ns,
        'gitrepositories',
      )}?dryRun=All&fieldValidation=Warn`,
      body: {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: 'g', colour: 'x' },
        spec: { interval: '1m', url: 'https://x.example', uri: 'x' },
        top: 1,
      },
    },
    {
      call: 'unknown fields of a custom resource are refused',
      request: `POST ${group(
        'source.toolkit.fluxcd.io/v1',
        ns,
        'gitrepositories',
      )}?fieldValidation=Strict`,
      body: {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata: { name: 'g' },
        spec: { interval: '1m', url: 'https://x.example', uri: 'x' },
      },
    },
    {
      call: 'a dry run creates',
      request: `POST ${maps}?dryRun=All`,
      body: configMap('dry'),
    },
    { call: 'nothing', request: `GET ${maps}/dry` },
    {
      call: 'a dry run replaces',
      request: `PUT ${deployments}/web?dryRun=All`,
      body: deployment('web', { replicas: 5 }),
    },
    {
      call: 'a dry run deletes',
      request: `DELETE ${deployments}/web?dryRun=All`,
    },
    { call: 'it is as it was', request: `GET ${deployments}/web` },
    {
      call: 'a dry run that is not known',
      request: `POST ${maps}?dryRun=Some`,
      body: configMap('dry'),
    },
    {
      call: 'a field manager that is too long',
      request: `POST ${maps}?fieldManager=${'x'.repeat(130)}`,
      body: configMap('dry'),
    },
    { call: 'get the scale', request: `GET ${deployments}/web/scale` },
    {
      call: 'replace the scale',
      request: `PUT ${deployments}/web/scale?dryRun=All`,
      body: {
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        metadata: { name: 'web', namespace: ns },
        spec: { replicas: 4 },
      },
    },
    {
      call: 'a scale below zero',
      request: `PATCH ${deployments}/web/scale`,
      contentType: contentTypes.merge,
      body: { spec: { replicas: -4 } },
    },
    {
      call: 'the scale of what is not there',
      request: `GET ${deployments}/nothing/scale`,
    },
    {
      call: 'a name like a prototype',
      request: `POST ${maps}`,
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}',
    },
    {
      call: 'an unknown field named like a prototype',
      request: `POST ${maps}?fieldValidation=Strict`,
      body: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"p2"},"__proto__":{"a":1}}',
    },
    {
      call: 'annotations that are too long',
      request: `POST ${maps}`,
      body: configMap(
        'long',
        {},
        {
          annotations: { a: 'x'.repeat(300_000) },
        },
      ),
    },
  ]),
};

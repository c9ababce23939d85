import type { Play } from '../play';
import { configMap, contentTypes, core } from './manifests';

const ns = 'lifecycle';
const maps = core(ns, 'configmaps');
const going = '/api/v1/namespaces/going';

function owned(name: string, owner: string, block = false) {
  return configMap(
    name,
    {},
    {
      labels: { owned: 'yes' },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: owner,
          uid: `{{${owner}:metadata.uid}}`,
          ...(block ? { blockOwnerDeletion: true } : {}),
        },
      ],
    },
  );
}

/** Namespaces that end, owners that take their objects with them, and events. */
export const lifecycle: Play = {
  name: 'lifecycle',
  namespace: ns,
  steps: [
    {
      call: 'create a namespace',
      request: 'POST /api/v1/namespaces?fieldManager=tester',
      body: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'going', labels: { team: 'a' } },
      },
    },
    {
      until: 'its service account',
      get: `${going}/serviceaccounts/default`,
      field: 'code',
      equals: 200,
    },
    {
      until: 'its certificate',
      get: `${going}/configmaps/kube-root-ca.crt`,
      field: 'code',
      equals: 200,
    },
    {
      call: 'put something in it that stays',
      request: `POST ${going}/configmaps`,
      body: configMap('stays', {}, { finalizers: ['example.com/hold'] }),
    },
    { call: 'delete the namespace', request: `DELETE ${going}` },
    {
      until: 'it waits for what stays',
      get: going,
      field: 'status.conditions.4.status',
      equals: 'True',
    },
    {
      call: 'create in what goes',
      request: `POST ${going}/configmaps`,
      body: configMap('late'),
    },
    {
      call: 'apply in what goes',
      request: `PATCH ${going}/configmaps/late?fieldManager=x`,
      contentType: contentTypes.apply,
      body: configMap('late'),
    },
    { call: 'delete it again', request: `DELETE ${going}` },
    {
      call: 'let go',
      request: `PATCH ${going}/configmaps/stays`,
      contentType: contentTypes.merge,
      body: { metadata: { finalizers: null } },
    },
    { until: 'it is gone', get: going, field: 'code', equals: 404 },
    {
      call: 'delete a namespace for ever',
      request: 'DELETE /api/v1/namespaces/default',
    },
    { call: 'owner', request: `POST ${maps}`, body: configMap('owner') },
    {
      call: 'dependent',
      request: `POST ${maps}`,
      body: owned('dependent', 'owner'),
    },
    {
      call: 'owner with a wrong reference',
      request: `POST ${maps}`,
      body: configMap(
        'wrong',
        {},
        {
          ownerReferences: [{ apiVersion: 'v1', kind: '', name: '', uid: '' }],
        },
      ),
    },
    { call: 'delete in the background', request: `DELETE ${maps}/owner` },
    {
      until: 'the dependent goes',
      get: `${maps}/dependent`,
      field: 'code',
      equals: 404,
    },
    { call: 'second', request: `POST ${maps}`, body: configMap('second') },
    {
      call: 'blocking dependent',
      request: `POST ${maps}`,
      body: {
        ...owned('blocking', 'second', true),
        metadata: {
          ...owned('blocking', 'second', true).metadata,
          finalizers: ['example.com/hold'],
        },
      },
    },
    {
      call: 'delete in the foreground',
      request: `DELETE ${maps}/second?propagationPolicy=Foreground`,
    },
    {
      until: 'the dependent is told',
      get: `${maps}/blocking`,
      field: 'metadata.deletionGracePeriodSeconds',
      equals: 0,
    },
    { call: 'the owner waits', request: `GET ${maps}/second` },
    {
      call: 'let the dependent go',
      request: `PATCH ${maps}/blocking`,
      contentType: contentTypes.merge,
      body: { metadata: { finalizers: null } },
    },
    {
      until: 'the owner goes',
      get: `${maps}/second`,
      field: 'code',
      equals: 404,
    },
    { call: 'third', request: `POST ${maps}`, body: configMap('third') },
    { call: 'orphan', request: `POST ${maps}`, body: owned('orphan', 'third') },
    {
      call: 'delete and orphan',
      request: `DELETE ${maps}/third`,
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Orphan',
      },
    },
    {
      until: 'the owner is gone',
      get: `${maps}/third`,
      field: 'code',
      equals: 404,
    },
    { call: 'the orphan lives', request: `GET ${maps}/orphan` },
    {
      call: 'an owner that never was',
      request: `POST ${maps}`,
      body: configMap(
        'lost',
        {},
        {
          ownerReferences: [
            {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              name: 'never',
              uid: '11111111-2222-3333-4444-555555555555',
            },
          ],
        },
      ),
    },
    { until: 'it goes', get: `${maps}/lost`, field: 'code', equals: 404 },
    {
      call: 'an event',
      request: `POST ${core(ns, 'events')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e1' },
        involvedObject: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'orphan',
          namespace: ns,
        },
        reason: 'Tested',
        message: 'it was tested',
        type: 'Normal',
        source: { component: 'tester' },
        count: 1,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
      },
    },
    {
      call: 'an event about another namespace',
      request: `POST ${core(ns, 'events')}`,
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'e2' },
        involvedObject: { kind: 'ConfigMap', name: 'x', namespace: 'other' },
      },
    },
    {
      call: 'a new event',
      request: `POST /apis/events.k8s.io/v1/namespaces/${ns}/events`,
      body: {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name: 'e3' },
        regarding: { kind: 'ConfigMap', name: 'orphan', namespace: ns },
        reason: 'Tested',
        note: 'again',
        type: 'Warning',
        action: 'Test',
        eventTime: '2026-01-01T00:00:00.000000Z',
        reportingController: 'example.com/tester',
        reportingInstance: 'one',
      },
    },
    {
      call: 'a new event that lacks what it needs',
      request: `POST /apis/events.k8s.io/v1/namespaces/${ns}/events`,
      body: {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name: 'e4' },
        regarding: { kind: 'ConfigMap', name: 'orphan', namespace: ns },
      },
    },
    {
      call: 'the new event as an old one',
      request: `GET ${core(ns, 'events/e3')}`,
    },
    {
      call: 'the old event as a new one',
      request: `GET /apis/events.k8s.io/v1/namespaces/${ns}/events/e1`,
    },
    {
      call: 'events by what they are about',
      request: `GET ${core(
        ns,
        'events',
      )}?fieldSelector=involvedObject.name%3Dorphan,type%3DNormal`,
    },
    {
      call: 'count an event',
      request: `PATCH ${core(ns, 'events/e1')}`,
      contentType: contentTypes.strategic,
      body: { count: 2, lastTimestamp: '2026-01-01T00:01:00Z' },
    },
  ],
};

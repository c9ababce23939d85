import type { Play, Step } from '../play';
import { asTable, contentTypes, core, deployment, group } from './manifests';

const ns = 'workloads';
const deployments = group('apps/v1', ns, 'deployments');
const replicaSets = group('apps/v1', ns, 'replicasets');
const jobs = group('batch/v1', ns, 'jobs');
const pods = core(ns, 'pods');

/** What a node would report of a pod: there are no nodes, so that both servers wait for the same. */
function reportPod(call: string, selector: string, status: object): Step[] {
  return [
    {
      until: `pod of ${call}`,
      get: `${pods}?labelSelector=${selector}`,
      field: 'items.0.status.phase',
      equals: 'Pending',
    },
    {
      call,
      request: `PATCH ${pods}/{{pod of ${call}:items.0.metadata.name}}/status?fieldManager=kubelet`,
      contentType: contentTypes.strategic,
      body: { status },
    },
  ];
}

const ready = {
  phase: 'Running',
  startTime: '2026-01-01T00:00:00Z',
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
  ],
  containerStatuses: [
    {
      name: 'web',
      ready: true,
      restartCount: 0,
      image: 'nginx:1.27',
      imageID: 'x',
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    },
  ],
};

const succeeded = {
  phase: 'Succeeded',
  startTime: '2026-01-01T00:00:00Z',
  containerStatuses: [
    {
      name: 'work',
      ready: false,
      restartCount: 0,
      image: 'busybox',
      imageID: 'x',
      state: {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          startedAt: '2026-01-01T00:00:00Z',
          finishedAt: '2026-01-01T00:00:01Z',
        },
      },
    },
  ],
};

/** Deployments and Jobs become ready, and what they leave behind. */
export const workloads: Play = {
  name: 'workloads',
  namespace: ns,
  steps: [
    {
      call: 'create a deployment',
      request: `POST ${deployments}`,
      body: deployment('web'),
    },
    { settled: 'it is observed', get: `${deployments}/web` },
    {
      call: 'its replica set',
      request: `GET ${replicaSets}?labelSelector=app%3Dweb`,
    },
    ...reportPod('the pod runs', 'app%3Dweb', ready),
    { settled: 'it has progressed', get: `${deployments}/web` },
    { call: 'as a table', request: `GET ${deployments}`, headers: asTable },
    {
      call: 'replica sets as a table',
      request: `GET ${replicaSets}`,
      headers: asTable,
    },
    { call: 'pods as a table', request: `GET ${pods}`, headers: asTable },
    {
      call: 'scale to zero',
      request: `PATCH ${deployments}/web/scale?fieldManager=scaler`,
      contentType: contentTypes.merge,
      body: { spec: { replicas: 0 } },
    },
    { settled: 'it is at zero', get: `${deployments}/web` },
    { until: 'no pods', get: pods, field: 'items.0', equals: undefined },
    { call: 'delete it', request: `DELETE ${deployments}/web` },
    {
      until: 'its replica sets go',
      get: replicaSets,
      field: 'items.0',
      equals: undefined,
    },
    {
      call: 'create a job',
      request: `POST ${jobs}`,
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'work' },
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'work', image: 'busybox' }],
            },
          },
        },
      },
    },
    { settled: 'the job is active', get: `${jobs}/work` },
    ...reportPod('the work is done', 'job-name%3Dwork', succeeded),
    {
      until: 'the job has ended',
      get: `${jobs}/work`,
      field: 'status.conditions.1.type',
      equals: 'Complete',
    },
    { call: 'jobs as a table', request: `GET ${jobs}`, headers: asTable },
    {
      call: 'a job without a restart policy',
      request: `POST ${jobs}`,
      body: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'bad' },
        spec: {
          template: { spec: { containers: [{ name: 'w', image: 'b' }] } },
        },
      },
    },
    { call: 'delete the job', request: `DELETE ${jobs}/work` },
    {
      call: 'create a cron job',
      request: `POST ${group('batch/v1', ns, 'cronjobs')}`,
      body: {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'nightly' },
        spec: {
          schedule: '0 3 1 1 *',
          jobTemplate: {
            spec: {
              template: {
                spec: {
                  restartPolicy: 'OnFailure',
                  containers: [{ name: 'w', image: 'b' }],
                },
              },
            },
          },
        },
      },
    },
    {
      call: 'a schedule that cannot be read',
      request: `PATCH ${group('batch/v1', ns, 'cronjobs')}/nightly`,
      contentType: contentTypes.merge,
      body: { spec: { schedule: 'now and then' } },
    },
    {
      call: 'create a stateful set',
      request: `POST ${group('apps/v1', ns, 'statefulsets')}`,
      body: {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'db' },
        spec: {
          replicas: 1,
          serviceName: 'db',
          selector: { matchLabels: { app: 'db' } },
          template: {
            metadata: { labels: { app: 'db' } },
            spec: { containers: [{ name: 'db', image: 'db:1' }] },
          },
        },
      },
    },
    { until: 'its pod', get: `${pods}/db-0`, field: 'code', equals: 200 },
    {
      call: 'create a pod',
      request: `POST ${pods}`,
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'alone' },
        spec: { containers: [{ name: 'c', image: 'nginx' }] },
      },
    },
    {
      call: 'change what a pod may not change',
      request: `PATCH ${pods}/alone`,
      contentType: contentTypes.strategic,
      body: { spec: { hostNetwork: true } },
    },
    {
      call: 'change the image of a pod',
      request: `PATCH ${pods}/alone`,
      contentType: contentTypes.strategic,
      body: { spec: { containers: [{ name: 'c', image: 'nginx:2' }] } },
    },
    { call: 'delete the pod', request: `DELETE ${pods}/alone` },
  ],
};

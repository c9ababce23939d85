import type { Step } from '../play';

/** The path of a namespaced resource of the core group. */
export function core(namespace: string, resource: string): string {
  return `/api/v1/namespaces/${namespace}/${resource}`;
}

/** The path of a namespaced resource of another group, for example `apps/v1`. */
export function group(
  groupVersion: string,
  namespace: string,
  resource: string,
): string {
  return `/apis/${groupVersion}/namespaces/${namespace}/${resource}`;
}

export const contentTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
  yaml: 'application/yaml',
};

export const asTable = {
  Accept:
    'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json',
};

export function configMap(
  name: string,
  data: object = {},
  metadata: object = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...metadata },
    data,
  };
}

export function deployment(name: string, spec: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'web',
              image: 'nginx:1.27',
              ports: [{ containerPort: 80 }],
              env: [{ name: 'A', value: '1' }],
            },
          ],
        },
      },
      ...spec,
    },
  };
}

/** Waits after every step that changes the object at `path`, until the controllers have taken notice. */
export function settling(path: string, steps: readonly Step[]): Step[] {
  return steps.flatMap(step => {
    if (!('call' in step) || !/^(POST|PATCH|PUT)/.test(step.request))
      return [step];
    const collection = path.slice(0, path.lastIndexOf('/'));
    return step.request.includes(collection) && !step.request.includes('dryRun')
      ? [step, { settled: `${step.call}, settled`, get: path }]
      : [step];
  });
}

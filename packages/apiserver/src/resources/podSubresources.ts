import type { KubernetesObject } from '@sluice/kubernetes';
import type { ExtraSubresource, ResourceDefinition } from '../resource';
import { objectsAt, textAt } from './fields';

/** What a simulated container wrote: what it is, and how it ended. */
function logOf(pod: KubernetesObject, container: string): string {
  const status = objectsAt(pod, 'status', 'containerStatuses').find(
    item => textAt(item, 'name') === container,
  );
  const lines: string[] = [];
  const started =
    textAt(status, 'state', 'running', 'startedAt') ||
    textAt(status, 'state', 'terminated', 'startedAt') ||
    textAt(status, 'lastState', 'terminated', 'startedAt');
  if (started !== '') {
    lines.push(`${started} simulated container ${container} started`);
  }
  for (const state of ['state', 'lastState']) {
    const reason = textAt(status, state, 'terminated', 'reason');
    if (reason !== '') {
      const finished = textAt(status, state, 'terminated', 'finishedAt');
      lines.push(`${finished} simulated container ${container}: ${reason}`);
    }
  }
  return lines.map(line => `${line}\n`).join('');
}

const log: ExtraSubresource = {
  name: 'log',
  kind: 'Pod',
  verbs: ['get'],
  handle({ object, query }) {
    const container =
      query.get('container') ??
      textAt(objectsAt(object, 'spec', 'containers')[0], 'name');
    return { status: 200, body: logOf(object, container) };
  },
};

function podDefinition(
  definitions: readonly ResourceDefinition[],
): ResourceDefinition | undefined {
  return definitions.find(({ group, kind }) => group === '' && kind === 'Pod');
}

const eviction: ExtraSubresource = {
  name: 'eviction',
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  verbs: ['create'],
  handle({ api, namespace, name }) {
    const definition = podDefinition(api.definitions());
    if (definition) {
      api.delete(definition, namespace, name);
    }
    return {
      status: 201,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        code: 201,
      },
    };
  },
};

/** What a pod answers besides itself and its status. */
export const podSubresources: readonly ExtraSubresource[] = [log, eviction];

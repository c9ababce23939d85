import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { numberAt, objectAt, objectsAt, textAt } from '../resources/fields';
import { conditionsOf, withConditions } from './statusWriter';

export const nodeName = 'sluice-node';
export const nodeAddress = '10.1.0.1';

/** What a container of a pod is doing. */
export interface ContainerState {
  state: JsonObject;
  lastState?: JsonObject;
  ready: boolean;
  started: boolean;
  restartCount: number;
}

/** Writes `docker.io/library/nginx:1.29` for `nginx:1.29`, as a runtime reports it. */
function runtimeImage(image: string): string {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const hasDomain = /[.:]/.test(first) || first === 'localhost';
  const tagged = /[:@]/.test(image.slice(image.lastIndexOf('/') + 1))
    ? image
    : `${image}:latest`;
  if (hasDomain) {
    return tagged;
  }
  return slash < 0 ? `docker.io/library/${tagged}` : `docker.io/${tagged}`;
}

/** An address of the pod network, from the pod's uid. */
export function podAddress(uid: string): string {
  const number = Number.parseInt(uid.replace(/-/g, '').slice(0, 4), 16) || 1;
  return `10.244.${(number >> 8) & 255}.${number & 255 || 1}`;
}

function containerStatus(
  container: JsonObject,
  pod: KubernetesObject,
  { state, lastState, ready, started, restartCount }: ContainerState,
): JsonObject {
  const waiting = objectAt(state, 'waiting') !== undefined;
  const ran = !waiting || lastState !== undefined;
  const image = textAt(container, 'image');
  const id = (pod.metadata.uid ?? '').replace(/-/g, '').padEnd(64, '0');
  return {
    name: textAt(container, 'name'),
    state,
    lastState: lastState ?? {},
    ready,
    restartCount,
    image: ran ? runtimeImage(image) : image,
    imageID: ran ? `${runtimeImage(image).split(/[:@]/)[0]}@sha256:${id}` : '',
    ...(ran ? { containerID: `containerd://${id}` } : {}),
    started,
  };
}

export interface PodState {
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  containers: ContainerState;
  /** State of init containers; done when absent. */
  initialized: boolean;
}

/** The whole status of a pod on a node, as a kubelet writes it. */
export function podStatus(
  pod: KubernetesObject,
  { phase, containers, initialized }: PodState,
  now: string,
): JsonObject {
  const before = objectAt(pod, 'status') ?? {};
  const names = objectsAt(pod, 'spec', 'containers').map(container =>
    textAt(container, 'name'),
  );
  const unready = `containers with unready status: [${names.join(' ')}]`;
  const done = phase === 'Succeeded';
  const ready = containers.ready;
  const readyState = ready
    ? {}
    : {
        reason: done ? 'PodCompleted' : 'ContainersNotReady',
        message: done ? '' : unready,
      };
  const readiness = (type: string) => ({
    type,
    status: ready ? ('True' as const) : ('False' as const),
    ...(readyState.reason ? { reason: readyState.reason } : {}),
    ...(readyState.message ? { message: readyState.message } : {}),
  });
  const started = textAt(before, 'startTime') || now;
  const ip = podAddress(pod.metadata.uid ?? '');
  const onNode = phase !== 'Pending' || initialized;
  const statuses = objectsAt(pod, 'spec', 'containers').map(container =>
    containerStatus(container, pod, containers),
  );
  const inits = objectsAt(pod, 'spec', 'initContainers').map(container =>
    containerStatus(container, pod, {
      state: {
        terminated: {
          exitCode: 0,
          reason: 'Completed',
          startedAt: started,
          finishedAt: started,
        },
      },
      ready: true,
      started: false,
      restartCount: 0,
    }),
  );
  return {
    ...before,
    phase,
    conditions: withConditions(
      conditionsOf(pod),
      [
        {
          type: 'PodReadyToStartContainers',
          status:
            onNode && phase !== 'Succeeded' && phase !== 'Failed'
              ? 'True'
              : 'False',
        },
        {
          type: 'Initialized',
          status: 'True',
          ...(done ? { reason: 'PodCompleted' } : {}),
        },
        readiness('Ready'),
        readiness('ContainersReady'),
        { type: 'PodScheduled', status: 'True' },
      ],
      now,
      { lastProbeTime: null },
    ),
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(onNode ? { podIP: ip, podIPs: [{ ip }] } : {}),
    startTime: started,
    ...(inits.length > 0 ? { initContainerStatuses: inits } : {}),
    containerStatuses: statuses,
    qosClass: textAt(before, 'qosClass') || 'BestEffort',
  };
}

/** How often the pod's containers were started again. */
export function restartsOf(pod: KubernetesObject): number {
  return Math.max(
    0,
    ...objectsAt(pod, 'status', 'containerStatuses').map(
      status => numberAt(status, 'restartCount') ?? 0,
    ),
  );
}

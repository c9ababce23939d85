import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import { fieldsOf, objectAt, objectsAt, textAt } from '../resources/fields';
import { isImageReference } from '../resources/images';
import type { Children } from './children';
import {
  firstContainer,
  isJob,
  lastStateOf,
  pathOf,
  running,
  terminated,
  waiting,
  waitingReason,
} from './containerState';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import type { EventRecorder } from './eventRecorder';
import { faultAnnotation, faultOf, type Fault } from './faults';
import { imageFaults } from './imageFaults';
import { nodeName, podStatus, restartsOf, type PodState } from './podStatus';
import { conditionOf, writeStatus } from './statusWriter';

const kubelet = 'kubelet';

/**
 * Stands in for scheduler and kubelets: binds pods to the one node, starts their containers after a while, and shows faults
 * that annotations ask for with the states, messages and events of the real one.
 */
export function kubeletController(
  context: ControllerContext,
  events: EventRecorder,
  pods: Children,
  owners: readonly Children[],
): Controller {
  const { api, clock, delays, later, timestamp } = context;
  const { definition } = pods;
  const name = kubelet;
  const images = imageFaults(context, events, write);
  /** Starts to the millisecond: timestamps of objects have seconds only. */
  const startedTimes = new Map<string, number>();

  function reconcile(key: string): void {
    const { namespace, name: podName } = splitKey(key);
    const pod = api.get(definition, namespace, podName);
    if (!pod || pod.metadata.deletionTimestamp) {
      return;
    }
    const phase = textAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed') {
      return;
    }
    if (textAt(pod, 'spec', 'nodeName') === '') {
      bind(pod);
      return;
    }
    const fault = faultOf(context, pod);
    const badImage = objectsAt(pod, 'spec', 'containers')
      .map(container => textAt(container, 'image'))
      .find(image => !isImageReference(image));
    if (badImage !== undefined) {
      images.invalid(pod, badImage);
    } else if (fault === 'image-pull-error') {
      images.notFound(pod);
    } else {
      run(pod, fault);
    }
  }

  function bind(pod: KubernetesObject): void {
    const spec = objectAt(pod, 'spec');
    if (!spec) {
      return;
    }
    spec.nodeName = nodeName;
    const bound = api.update(definition, pod, { manager: 'kube-scheduler' });
    events.normal(
      bound,
      'Scheduled',
      `Successfully assigned ${keyOf(bound.metadata)} to ${nodeName}`,
      'default-scheduler',
    );
    write(bound, waiting('ContainerCreating', undefined, false));
  }

  function write(pod: KubernetesObject, state: PodState): void {
    writeStatus(
      context,
      definition,
      pod,
      podStatus(pod, state, timestamp()),
      kubelet,
    );
  }

  function run(pod: KubernetesObject, fault: Fault | undefined): void {
    const key = keyOf(pod.metadata);
    const current = running(pod);
    const restarts = restartsOf(pod);
    if (!current) {
      startWhenDue(pod, key, fault, restarts);
      return;
    }
    const since = Date.parse(textAt(current, 'startedAt'));
    const elapsed = Math.max(clock() - since, 0);
    const due = startedTimes.get(pod.metadata.uid ?? '') ?? since;
    const exact = Math.max(clock() - due, 0);
    if (fault === 'crash') {
      if (exact < delays.podReady) {
        later(name, key, delays.podReady - exact);
      } else {
        crash(pod, current, restarts);
      }
      return;
    }
    const finishes = textAt(pod, 'spec', 'restartPolicy') !== 'Always';
    if (finishes && isJob(pod)) {
      if (exact < delays.jobRun && elapsed < delays.jobRun + 1000) {
        becomeReady(pod, current, fault, exact);
        later(name, key, delays.jobRun - exact);
      } else {
        finish(pod, current, fault);
      }
      return;
    }
    becomeReady(pod, current, fault, exact);
  }

  function startWhenDue(
    pod: KubernetesObject,
    key: string,
    fault: Fault | undefined,
    restarts: number,
  ): void {
    const uid = pod.metadata.uid ?? '';
    const backingOff = waitingReason(pod) === 'CrashLoopBackOff';
    const begun = startedTimes.get(uid);
    if (begun === undefined) {
      startedTimes.set(uid, clock());
      later(name, key, delays.podStart);
      return;
    }
    // A fault that was taken back lets the container run at once.
    const wait =
      backingOff && fault === 'crash' ? backoff(restarts) : delays.podStart;
    if (clock() - begun < wait) {
      later(name, key, wait - (clock() - begun));
      return;
    }
    start(pod, backingOff ? restarts + 1 : restarts);
    startedTimes.set(uid, clock());
    later(name, key, delays.podReady);
  }

  function backoff(restarts: number): number {
    return Math.min(
      delays.crashBackoff * 2 ** Math.min(restarts, 20),
      delays.crashLimit,
    );
  }

  function start(pod: KubernetesObject, restartCount: number): void {
    const container = firstContainer(pod);
    const image = JSON.stringify(textAt(container, 'image'));
    const path = pathOf(pod);
    const last = lastStateOf(pod);
    write(pod, {
      phase: 'Running',
      initialized: true,
      containers: {
        state: { running: { startedAt: timestamp() } },
        ...(last ? { lastState: last } : {}),
        ready: false,
        started: true,
        restartCount,
      },
    });
    events.normal(
      pod,
      'Pulled',
      `Container image ${image} already present on machine`,
      kubelet,
      path,
    );
    events.normal(
      pod,
      'Created',
      `Container created: ${textAt(container, 'name')}`,
      kubelet,
      path,
    );
    events.normal(
      pod,
      'Started',
      `Container started: ${textAt(container, 'name')}`,
      kubelet,
      path,
    );
  }

  function becomeReady(
    pod: KubernetesObject,
    current: JsonObject,
    fault: Fault | undefined,
    exact: number,
  ): void {
    const ready = fault !== 'never-ready' && exact >= delays.podReady;
    if (fault !== 'never-ready' && !ready) {
      later(name, keyOf(pod.metadata), delays.podReady - exact);
    }
    const was = textAt(conditionOf(pod, 'Ready'), 'status') === 'True';
    if (fault === 'never-ready' && exact >= delays.podReady) {
      events.warn(
        pod,
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        kubelet,
        pathOf(pod),
      );
    }
    if (was === ready) {
      return;
    }
    const last = lastStateOf(pod);
    write(pod, {
      phase: 'Running',
      initialized: true,
      containers: {
        state: { running: current },
        ...(last ? { lastState: last } : {}),
        ready,
        started: true,
        restartCount: restartsOf(pod),
      },
    });
  }

  function crash(
    pod: KubernetesObject,
    current: JsonObject,
    restarts: number,
  ): void {
    const last = terminated(current, 1, pod, timestamp());
    const path = pathOf(pod);
    const container = textAt(firstContainer(pod), 'name');
    const { namespace = '', name: podName = '', uid = '' } = pod.metadata;
    if (textAt(pod, 'spec', 'restartPolicy') === 'Never') {
      end(pod, last, 'Failed');
      return;
    }
    const wait = backoff(restarts);
    write(pod, {
      phase: 'Running',
      initialized: true,
      containers: {
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off ${readable(
              wait,
            )} restarting failed container=${container} pod=${podName}_${namespace}(${uid})`,
          },
        },
        lastState: last,
        ready: false,
        started: false,
        restartCount: restarts,
      },
    });
    events.warn(
      pod,
      'BackOff',
      `Back-off restarting failed container ${container} in pod ${podName}_${namespace}(${uid})`,
      kubelet,
      path,
    );
    startedTimes.set(uid, clock());
    later(name, keyOf(pod.metadata), wait);
  }

  function end(
    pod: KubernetesObject,
    state: JsonObject,
    phase: 'Succeeded' | 'Failed',
  ): void {
    write(pod, {
      phase,
      initialized: true,
      containers: {
        state,
        ready: false,
        started: false,
        restartCount: restartsOf(pod),
      },
    });
    startedTimes.delete(pod.metadata.uid ?? '');
  }

  function finish(
    pod: KubernetesObject,
    current: JsonObject,
    fault: Fault | undefined,
  ): void {
    if (fault === 'never-ready') {
      return;
    }
    const failed = fault === 'fail';
    if (failed && textAt(pod, 'spec', 'restartPolicy') === 'OnFailure') {
      crash(pod, current, restartsOf(pod));
      return;
    }
    end(
      pod,
      terminated(current, failed ? 1 : 0, pod, timestamp()),
      failed ? 'Failed' : 'Succeeded',
    );
  }

  /** All pods below an object. */
  function podsBelow(uid: string): string[] {
    const direct = pods.keysOf(uid);
    const deeper = owners.flatMap(children =>
      children.keysOf(uid).flatMap(key => {
        const { namespace, name: childName } = splitKey(key);
        const child = api.get(children.definition, namespace, childName);
        return child ? pods.keysOf(child.metadata.uid ?? '') : [];
      }),
    );
    return [...direct, ...deeper];
  }

  return {
    name,
    keys({ type, definition: changed, object, previous }) {
      if (changed.group === '' && changed.kind === 'Pod') {
        if (type === 'DELETED') {
          startedTimes.delete(object.metadata.uid ?? '');
          return [];
        }
        // What the kubelet wrote itself it does not need to see again.
        const concerns =
          type === 'ADDED' ||
          fieldsOf(object).spec !== (previous && fieldsOf(previous).spec);
        return concerns ? [keyOf(object.metadata)] : [];
      }
      const fault = (one: KubernetesObject | undefined) =>
        textAt(one, 'metadata', 'annotations', faultAnnotation);
      return type === 'MODIFIED' && fault(object) !== fault(previous)
        ? podsBelow(object.metadata.uid ?? '')
        : [];
    },
    initial: () => api.list(definition).map(pod => keyOf(pod.metadata)),
    reconcile,
  };
}

/** `10s`, `1m20s`, `5m0s` */
function readable(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

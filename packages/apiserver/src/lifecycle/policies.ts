import type { KubernetesObject } from '@sluice/kubernetes';
import { at, numberAt, objectAt, textAt } from '../resources/fields';
import { selectorMatches } from '../resources/objectMeta';
import {
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './controller';
import { isPodActive, isPodReady } from './replicaSet';
import { conditionsOf, withConditions, writeStatus } from './statusWriter';

/** Counts what PodDisruptionBudgets watch over. */
export function disruptionController(context: ControllerContext): Controller {
  const { api, find, timestamp } = context;
  const definition = find('policy', 'PodDisruptionBudget');
  const pods = find('', 'Pod');
  /** Namespaces that have budgets, with how many: most have none. */
  const counts = new Map<string, number>();

  function desired(budget: KubernetesObject, expected: number): number {
    const minimum = at(budget, 'spec', 'minAvailable');
    const maximum = at(budget, 'spec', 'maxUnavailable');
    const amount = (value: unknown) =>
      typeof value === 'string'
        ? Math.ceil((Number(value.replace('%', '')) * expected) / 100)
        : Number(value ?? 0);
    return minimum !== undefined
      ? amount(minimum)
      : Math.max(0, expected - amount(maximum));
  }

  return {
    name: 'disruption',
    keys({ type, definition: changed, object, previous }) {
      const namespace = object.metadata.namespace ?? '';
      if (
        changed.group === 'policy' &&
        changed.kind === 'PodDisruptionBudget'
      ) {
        if (type !== 'MODIFIED') {
          const change = type === 'ADDED' ? 1 : -1;
          counts.set(namespace, (counts.get(namespace) ?? 0) + change);
        }
        const same =
          previous &&
          previous.metadata.generation === object.metadata.generation;
        return type === 'DELETED' || same ? [] : [keyOf(object.metadata)];
      }
      return changed.group === '' &&
        changed.kind === 'Pod' &&
        (counts.get(namespace) ?? 0) > 0
        ? api.list(definition, namespace).map(budget => keyOf(budget.metadata))
        : [];
    },
    initial: () =>
      api.list(definition).map(({ metadata }) => {
        const namespace = metadata.namespace ?? '';
        counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
        return keyOf(metadata);
      }),
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const budget = api.get(definition, namespace, name);
      if (!budget) {
        return;
      }
      const selector = objectAt(budget, 'spec', 'selector');
      const watched = api
        .list(pods, namespace)
        .filter(
          pod =>
            selector !== undefined &&
            isPodActive(pod) &&
            selectorMatches(selector, pod.metadata.labels),
        );
      const healthy = watched.filter(isPodReady).length;
      const wanted = desired(budget, watched.length);
      const allowed = Math.max(0, healthy - wanted);
      const generation = budget.metadata.generation ?? 1;
      writeStatus(context, definition, budget, {
        conditions: withConditions(
          conditionsOf(budget),
          [
            {
              type: 'DisruptionAllowed',
              status: allowed > 0 ? 'True' : 'False',
              reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
              message: '',
            },
          ],
          timestamp(),
          { observedGeneration: generation },
        ),
        currentHealthy: healthy,
        desiredHealthy: wanted,
        disruptionsAllowed: allowed,
        expectedPods: watched.length,
        observedGeneration: generation,
      });
    },
  };
}

/** Shows autoscalers as working; they scale nothing. */
export function autoscalerController(context: ControllerContext): Controller {
  const { api, delays, find, later, timestamp } = context;
  const definition = find('autoscaling', 'HorizontalPodAutoscaler');
  const name = 'autoscaler';
  const asked = new Set<string>();
  return {
    name,
    keys({ type, definition: changed, object }) {
      return changed.group === 'autoscaling' && type === 'ADDED'
        ? [keyOf(object.metadata)]
        : [];
    },
    initial: () => api.list(definition).map(object => keyOf(object.metadata)),
    reconcile(key) {
      if (!asked.has(key)) {
        asked.add(key);
        later(name, key, delays.provision);
        return;
      }
      asked.delete(key);
      const { namespace, name: scalerName } = splitKey(key);
      const scaler = api.get(definition, namespace, scalerName);
      if (!scaler) {
        return;
      }
      const target = objectAt(scaler, 'spec', 'scaleTargetRef');
      const kind = api
        .definitions()
        .find(item => item.scale && item.kind === textAt(target, 'kind'));
      const scaled = kind && api.get(kind, namespace, textAt(target, 'name'));
      const replicas = numberAt(scaled, 'spec', 'replicas') ?? 0;
      writeStatus(context, definition, scaler, {
        ...(objectAt(scaler, 'status') ?? {}),
        currentReplicas: replicas,
        desiredReplicas: replicas,
        conditions: withConditions(
          conditionsOf(scaler),
          scaled
            ? [
                {
                  type: 'AbleToScale',
                  status: 'True',
                  reason: 'ReadyForNewScale',
                  message: 'recommended size matches current size',
                },
                {
                  type: 'ScalingActive',
                  status: 'True',
                  reason: 'ValidMetricFound',
                  message:
                    'the HPA was able to successfully calculate a replica count',
                },
                {
                  type: 'ScalingLimited',
                  status: 'False',
                  reason: 'DesiredWithinRange',
                  message: 'the desired count is within the acceptable range',
                },
              ]
            : [
                {
                  type: 'AbleToScale',
                  status: 'False',
                  reason: 'FailedGetScale',
                  message: `the HPA controller was unable to get the target's current scale: ${textAt(
                    target,
                    'name',
                  )} not found`,
                },
              ],
          timestamp(),
        ),
      });
    },
  };
}

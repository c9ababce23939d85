import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden, invalid, required } from './fieldErrors';
import {
  at,
  ensureObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  setDefault,
  textAt,
} from './fields';
import { labelSelectorErrors } from './objectMeta';

function defaultBehaviour(spec: JsonObject): void {
  const behaviour = objectAt(spec, 'behavior');
  if (!behaviour) {
    return;
  }
  const up = ensureObject(behaviour, 'scaleUp');
  setDefault(up, 'stabilizationWindowSeconds', 0);
  setDefault(up, 'selectPolicy', 'Max');
  setDefault(up, 'policies', [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
  const down = ensureObject(behaviour, 'scaleDown');
  setDefault(down, 'selectPolicy', 'Max');
  setDefault(down, 'policies', [
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
}

const autoscaler: KindBehaviour = {
  defaults(fields) {
    const spec = ensureObject(fields, 'spec');
    setDefault(spec, 'minReplicas', 1);
    if (textAt(fields, 'apiVersion') === 'autoscaling/v2') {
      if (listAt(spec, 'metrics').length === 0) {
        spec.metrics = [
          {
            type: 'Resource',
            resource: {
              name: 'cpu',
              target: { type: 'Utilization', averageUtilization: 80 },
            },
          },
        ];
      }
      defaultBehaviour(spec);
    }
  },
  finish(fields) {
    const status = ensureObject(fields, 'status');
    setDefault(status, 'desiredReplicas', 0);
    if (textAt(fields, 'apiVersion') === 'autoscaling/v2') {
      // Printed even when there are none.
      status.currentMetrics = at(status, 'currentMetrics') ?? null;
    } else {
      setDefault(status, 'currentReplicas', 0);
    }
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors: FieldError[] = [];
    const minimum = numberAt(spec, 'minReplicas');
    const maximum = numberAt(spec, 'maxReplicas') ?? 0;
    if (minimum !== undefined && minimum < 1) {
      errors.push(
        invalid(
          'spec.minReplicas',
          minimum,
          'must be greater than or equal to 1',
        ),
      );
    }
    if (maximum < 1) {
      errors.push(
        required('spec.maxReplicas', 'must be set and greater than 0'),
      );
    }
    if (minimum !== undefined && maximum < minimum) {
      errors.push(
        invalid(
          'spec.maxReplicas',
          maximum,
          'must be greater than or equal to `minReplicas`',
        ),
      );
    }
    const target = objectAt(spec, 'scaleTargetRef');
    for (const name of ['kind', 'name']) {
      if (textAt(target, name) === '') {
        errors.push(required(`spec.scaleTargetRef.${name}`));
      }
    }
    if (textAt(target, 'apiVersion') === '') {
      errors.push(
        invalid(
          'spec.scaleTargetRef.apiVersion',
          '',
          'apiVersion must specify API group',
        ),
      );
    }
    const scalesToZero = objectsAt(spec, 'metrics').some(metric =>
      ['Object', 'External'].includes(textAt(metric, 'type')),
    );
    if (minimum === 0 && !scalesToZero) {
      errors.push(
        forbidden(
          'spec.metrics',
          'must specify at least one Object or External metric to support scaling to zero replicas',
        ),
      );
    }
    return errors;
  },
};

const disruptionBudget: KindBehaviour = {
  unconditionalUpdate: false,
  hasGeneration: true,
  initialStatus: {
    disruptionsAllowed: 0,
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
  },
  validate(fields) {
    const spec = objectAt(fields, 'spec');
    const errors: FieldError[] = [];
    const minimum = at(spec, 'minAvailable');
    const maximum = at(spec, 'maxUnavailable');
    if (minimum !== undefined && maximum !== undefined) {
      errors.push(
        invalid(
          'spec',
          {
            MinAvailable: minimum,
            Selector: at(spec, 'selector') ?? null,
            MaxUnavailable: maximum,
            UnhealthyPodEvictionPolicy:
              at(spec, 'unhealthyPodEvictionPolicy') ?? null,
          },
          'minAvailable and maxUnavailable cannot be both set',
        ),
      );
    }
    return [
      ...errors,
      ...labelSelectorErrors(at(spec, 'selector'), 'spec.selector'),
    ];
  },
};

export const scalingBehaviours: Behaviours = {
  'autoscaling/HorizontalPodAutoscaler': autoscaler,
  'policy/PodDisruptionBudget': disruptionBudget,
};

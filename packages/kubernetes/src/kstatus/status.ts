import type { JsonObject } from '@sluice/golang/json';
import { type KubernetesObject, parseApiVersion } from '../objects';
import { isJsonObject } from '../smd/value';
import {
  conditionsOf,
  fieldAt,
  MalformedObjectError,
  requiredInt,
  textField,
} from './fields';
import { jobStatus } from './jobs';
import { podStatus } from './pods';
import { current, failed, inProgress, type StatusResult } from './result';
import {
  daemonSetStatus,
  deploymentStatus,
  replicaSetStatus,
  statefulSetStatus,
} from './workloads';

export interface StatusOptions {
  /**
   * As Flux counts: a Job is Current only when it is Complete (or suspended). Absent or false: plain kstatus, which takes a
   * Job that has started as Current.
   */
  jobsMustComplete?: boolean;
  /** Milliseconds; unschedulable Pods fail after 15 seconds. Defaults to the clock. */
  now?: number;
}

function serviceStatus(object: JsonObject): StatusResult {
  return textField(object, 'spec.type', 'ClusterIP') === 'LoadBalancer' &&
    textField(object, 'spec.clusterIP', '') === ''
    ? inProgress(
        'NoIPAssigned',
        'ClusterIP not set. Service type: LoadBalancer',
      )
    : current('Service is ready');
}

function volumeClaimStatus(object: JsonObject): StatusResult {
  const phase = textField(object, 'status.phase', 'unknown');
  return phase === 'Bound'
    ? current('PVC is Bound')
    : inProgress('NotBound', `PVC is not Bound. phase: ${phase}`);
}

function crdStatus(object: JsonObject): StatusResult {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') {
      return failed(reason, message);
    }
    if (type === 'Established') {
      if (status === 'False' && reason !== 'Installing') {
        return failed(reason, message);
      }
      if (status === 'True') {
        return current('CRD is established');
      }
    }
  }
  return inProgress('Installing', 'Install in progress');
}

function readyStatus(object: JsonObject): StatusResult {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (type === 'Ready') {
      if (status === 'True') {
        return current('Resource is Ready');
      }
      if (status === 'False' || status === 'Unknown') {
        return inProgress(reason, message);
      }
    }
  }
  return current('Resource is current');
}

function ruleStatus(object: JsonObject, options: StatusOptions): StatusResult {
  const { group } = parseApiVersion(String(object.apiVersion ?? ''));
  switch (`${group}/${String(object.kind)}`) {
    case '/Service':
      return serviceStatus(object);
    case '/Pod':
      return podStatus(object, options.now ?? Date.now());
    case '/Secret':
    case '/ConfigMap':
    case 'batch/CronJob':
      return current('Resource is always ready');
    case '/PersistentVolumeClaim':
      return volumeClaimStatus(object);
    case 'apps/StatefulSet':
      return statefulSetStatus(object);
    case 'apps/DaemonSet':
    case 'extensions/DaemonSet':
      return daemonSetStatus(object);
    case 'apps/Deployment':
    case 'extensions/Deployment':
      return deploymentStatus(object);
    case 'apps/ReplicaSet':
    case 'extensions/ReplicaSet':
      return replicaSetStatus(object);
    case 'policy/PodDisruptionBudget':
      return current('AllowedDisruptions has been computed.');
    case 'batch/Job':
      return jobStatus(object, options.jobsMustComplete ?? false);
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return crdStatus(object);
    default:
      return readyStatus(object);
  }
}

/** What holds for objects of all kinds: deletion, observed generation, Reconciling and Stalled. */
function genericStatus(object: JsonObject): StatusResult | undefined {
  const deleted = fieldAt(object, 'metadata', 'deletionTimestamp');
  if (typeof deleted === 'string' && deleted !== '') {
    return {
      status: 'Terminating',
      message: 'Resource scheduled for deletion',
      conditions: [],
    };
  }
  const generation = requiredInt(object, 'metadata', 'generation');
  if (generation !== undefined) {
    const observed = requiredInt(object, 'status', 'observedGeneration');
    if (observed !== undefined && observed !== generation) {
      return inProgress(
        'LatestGenerationNotObserved',
        `${String(
          object.kind,
        )} generation is ${generation}, but latest observed generation is ${observed}`,
      );
    }
  }
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (status === 'True' && type === 'Reconciling') {
      return inProgress(reason, message);
    }
    if (status === 'True' && type === 'Stalled') {
      return failed(reason, message);
    }
  }
  return undefined;
}

/**
 * How far the cluster is with an object, by its kind's rules (kstatus of fluxcd/cli-utils). Unknown, with the reason as
 * message, when the object does not have the shape that the rules read.
 */
export function computeStatus(
  object: KubernetesObject,
  options: StatusOptions = {},
): StatusResult {
  const source: unknown = object;
  const json = isJsonObject(source) ? source : {};
  const isJob =
    options.jobsMustComplete &&
    json.kind === 'Job' &&
    parseApiVersion(object.apiVersion).group === 'batch';
  try {
    // The reader that Flux has for Jobs looks at nothing but the Job's own fields.
    return isJob
      ? jobStatus(json, true)
      : genericStatus(json) ?? ruleStatus(json, options);
  } catch (error) {
    if (error instanceof MalformedObjectError) {
      return {
        status: 'Unknown',
        message: isJob
          ? `Failed to compute job status: ${error.message}`
          : error.message,
        conditions: [],
      };
    }
    throw error;
  }
}

import type { Health, RunningImage } from '@sluice/plugin-gitops-common';
import { computeStatus } from '@sluice/kubernetes/kstatus';
import type { Pod, PodTemplate, Workload } from '../cluster/kinds';

/** The health of an object by kstatus. */
export function healthOf(object: Workload): Health {
  const { status } = computeStatus(object, { jobsMustComplete: true });
  switch (status) {
    case 'Current':
      return 'ok';
    case 'Failed':
      return 'degraded';
    case 'InProgress':
    case 'Terminating':
      return 'progressing';
    default:
      return 'unknown';
  }
}

export function podTemplateOf({ spec }: Workload): PodTemplate | undefined {
  return spec?.template ?? spec?.jobTemplate?.spec?.template;
}

/** Replicas wanted and ready; undefined for kinds that have none. */
export function replicasOf(
  workload: Workload,
): { desired: number; ready: number } | undefined {
  const { spec, status } = workload;
  switch (workload.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return {
        desired: spec?.replicas ?? 1,
        ready: status?.readyReplicas ?? 0,
      };
    case 'DaemonSet':
      return {
        desired: status?.desiredNumberScheduled ?? 0,
        ready: status?.numberReady ?? 0,
      };
    default:
      return undefined;
  }
}

function rolledOut({ kind, metadata, spec, status }: Workload): boolean {
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    return false;
  }
  if (kind === 'DaemonSet') {
    return status?.updatedNumberScheduled === status?.desiredNumberScheduled;
  }
  if (kind === 'Deployment' || kind === 'StatefulSet') {
    const desired = spec?.replicas ?? 1;
    return (
      (status?.updatedReplicas ?? 0) >= desired &&
      (status?.readyReplicas ?? 0) >= desired
    );
  }
  return true;
}

/** Tag and digest of an image reference; a port of the registry is not a tag. */
export function splitImage(image: string): { tag?: string; digest?: string } {
  const [name, digest] = image.split('@', 2);
  const tag = /:([^:/]+)$/.exec(name)?.[1];
  return { ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}

export function imagesOf(workload: Workload): RunningImage[] {
  const containers = podTemplateOf(workload)?.spec?.containers ?? [];
  return containers.flatMap(({ name, image }) =>
    image
      ? [
          {
            container: `${workload.kind}/${workload.metadata.name} · ${name}`,
            image,
            ...splitImage(image),
            rolledOut: rolledOut(workload),
          },
        ]
      : [],
  );
}

export interface Problem {
  reason: string;
  message: string;
}

const harmless = new Set(['ContainerCreating', 'PodInitializing']);

/** Why a pod is not ready, when it says so. */
export function podProblem({ status }: Pod): Problem | undefined {
  const containers = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ];
  for (const { state } of containers) {
    const reason = state?.waiting?.reason;
    if (reason && !harmless.has(reason)) {
      return { reason, message: state.waiting?.message ?? '' };
    }
    if (state?.terminated && state.terminated.exitCode !== 0) {
      return {
        reason: state.terminated.reason ?? 'Error',
        message:
          state.terminated.message ??
          `exited with code ${state.terminated.exitCode}`,
      };
    }
  }
  const scheduled = status?.conditions?.find(
    ({ type }) => type === 'PodScheduled',
  );
  return scheduled?.status === 'False'
    ? { reason: scheduled.reason, message: scheduled.message }
    : undefined;
}

/** Why a workload is not ready, from its own conditions. */
export function workloadProblem({ status }: Workload): Problem | undefined {
  const condition = status?.conditions?.find(
    ({ type, status: value, reason }) =>
      (type === 'Progressing' &&
        value === 'False' &&
        reason === 'ProgressDeadlineExceeded') ||
      (type === 'ReplicaFailure' && value === 'True') ||
      (type === 'Failed' && value === 'True'),
  );
  return condition && { reason: condition.reason, message: condition.message };
}

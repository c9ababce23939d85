import type { StoreEvent } from '../resource';
import { Children } from './children';
import type { Controller, ControllerContext } from './controller';
import { cronJobController } from './cronJob';
import { daemonSetController } from './daemonSet';
import { deploymentController } from './deployment';
import type { EventRecorder } from './eventRecorder';
import { jobController } from './job';
import { kubeletController } from './kubelet';
import { registerNode } from './node';
import { autoscalerController, disruptionController } from './policies';
import { replicaSetController } from './replicaSet';
import { serviceController } from './services';
import { statefulSetController } from './statefulSet';
import { volumeController } from './volumes';

export interface Simulators {
  controllers: Controller[];
  /** Keeps the indexes; to be called for a change before any controller sees it. */
  observe(event: StoreEvent): void;
}

/**
 * What stands in for the controller manager, and with `kubelets` for scheduler, nodes, storage and load balancers too: without
 * them pods stay pending, as on an API server that has no nodes.
 */
export function simulators(
  context: ControllerContext,
  events: EventRecorder,
  kubelets: boolean,
): Simulators {
  const { find } = context;
  const children = (group: string, kind: string) =>
    new Children(context, find(group, kind));
  const pods = children('', 'Pod');
  const replicaSets = children('apps', 'ReplicaSet');
  const revisions = children('apps', 'ControllerRevision');
  const jobs = children('batch', 'Job');
  const slices = children('discovery.k8s.io', 'EndpointSlice');
  const indexes = [pods, replicaSets, revisions, jobs, slices];
  if (kubelets) {
    registerNode(context);
  }
  const controllers = [
    deploymentController(
      context,
      events,
      find('apps', 'Deployment'),
      replicaSets,
    ),
    replicaSetController(context, events, find('apps', 'ReplicaSet'), pods),
    replicaSetController(
      context,
      events,
      find('', 'ReplicationController'),
      pods,
    ),
    statefulSetController(context, events, find('apps', 'StatefulSet'), {
      pods,
      revisions,
      claims: find('', 'PersistentVolumeClaim'),
    }),
    daemonSetController(context, events, find('apps', 'DaemonSet'), {
      pods,
      revisions,
      nodes: find('', 'Node'),
    }),
    jobController(context, events, find('batch', 'Job'), pods),
    cronJobController(context, events, find('batch', 'CronJob'), jobs),
    volumeController(context, events, kubelets),
    serviceController(context, events, slices, kubelets),
    disruptionController(context),
    autoscalerController(context),
    ...(kubelets
      ? [kubeletController(context, events, pods, [replicaSets, jobs])]
      : []),
  ];
  return {
    controllers,
    observe: event => indexes.forEach(index => index.observe(event)),
  };
}

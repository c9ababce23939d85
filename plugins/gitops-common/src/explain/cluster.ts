import type { Finding } from './finding';
import type { Situation } from './situation';

/** What keeps the portal or the controllers from knowing anything: the cluster itself. */
export function explainCluster(situation: Situation): Finding | undefined {
  const { cluster } = situation;
  if (cluster.connection === 'unreachable') {
    return {
      situation: 'cluster-unreachable',
      severity: 'error',
      fact: `The cluster ${cluster.title} does not answer since ${cluster.since}, so this is what was last seen`,
      cause: cluster.message,
      nextStep: 'check the network and the API server of the cluster',
      raw: cluster.message,
    };
  }
  if (cluster.connection === 'forbidden') {
    return {
      situation: 'cluster-forbidden',
      severity: 'error',
      fact: `The portal may not read the cluster ${cluster.title}`,
      cause: cluster.message,
      nextStep: "grant the portal's account the read role of the documentation",
      raw: cluster.message,
    };
  }
  if (cluster.connection === 'connecting') {
    return {
      situation: 'cluster-connecting',
      severity: 'info',
      fact: `The portal is connecting to the cluster ${cluster.title}`,
    };
  }
  return undefined;
}

/** Whether anybody reconciles at all. Said only where something would otherwise happen. */
export function explainControllers(situation: Situation): Finding | undefined {
  const { controllers, title } = situation.cluster;
  if (controllers.state === 'stopped') {
    return {
      situation: 'controllers-stopped',
      severity: 'error',
      fact: `Nothing is delivered to ${title} since ${controllers.since}`,
      cause: controllers.message ?? 'the controllers do not run',
      nextStep: 'wait for their restart, or look at the log of the backend',
      raw: controllers.message,
    };
  }
  if (controllers.state === 'waiting') {
    return {
      situation: 'controllers-waiting',
      severity: 'warning',
      fact: `Sluice waits before it delivers to ${title}`,
      cause: `${
        controllers.holder ?? 'somebody else'
      } holds the leases of Flux's controllers`,
      nextStep: 'stop the other controllers to let Sluice take over',
      raw: controllers.message,
    };
  }
  return undefined;
}

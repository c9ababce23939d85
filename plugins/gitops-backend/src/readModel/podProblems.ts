import { Informer, KubernetesClient } from '@sluice/kubernetes/client';
import type { Pod, Workload } from '../cluster/kinds';
import { Problem, healthOf, podProblem } from './workload';

interface PodProblemsOptions {
  client: KubernetesClient;
  /** Called when what is known of a workload's pods has changed. */
  onChange: (workload: {
    kind: string;
    namespace: string;
    name: string;
  }) => void;
  /** Workloads watched at once; further ones are told without their pods. Default 50. */
  limit?: number;
}

interface Watched {
  informer: Informer<Pod>;
  selector: string;
  problem?: Problem;
}

const keyOf = ({ kind, metadata }: Workload) =>
  `${kind}/${metadata.namespace}/${metadata.name}`;

function selectorOf(workload: Workload): string | undefined {
  const labels = workload.spec?.selector?.matchLabels;
  return labels && Object.keys(labels).length > 0
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(',')
    : undefined;
}

/**
 * Why the pods of workloads are not ready. Pods are watched only for workloads that are not healthy, and only as long, so a
 * healthy cluster costs nothing.
 */
export class PodProblems {
  readonly #options: PodProblemsOptions;
  readonly #limit: number;
  readonly #watched = new Map<string, Watched>();

  constructor(options: PodProblemsOptions) {
    this.#options = options;
    this.#limit = options.limit ?? 50;
  }

  /** Tells of a new state of a workload. */
  observe(workload: Workload): void {
    const key = keyOf(workload);
    const selector = selectorOf(workload);
    const health = healthOf(workload);
    const watched = this.#watched.get(key);
    const wanted =
      selector !== undefined &&
      (health === 'degraded' || health === 'progressing');
    if (watched && (!wanted || watched.selector !== selector)) {
      this.forget(workload);
    }
    if (wanted && !this.#watched.has(key) && this.#watched.size < this.#limit) {
      this.#watch(key, workload, selector);
    }
  }

  forget(workload: Workload): void {
    const key = keyOf(workload);
    const watched = this.#watched.get(key);
    if (watched) {
      this.#watched.delete(key);
      void watched.informer.stop();
    }
  }

  problemOf(workload: Workload): Problem | undefined {
    return this.#watched.get(keyOf(workload))?.problem;
  }

  async stop(): Promise<void> {
    const all = [...this.#watched.values()];
    this.#watched.clear();
    await Promise.all(all.map(({ informer }) => informer.stop()));
  }

  #watch(key: string, workload: Workload, selector: string): void {
    const informer = new Informer<Pod>({
      client: this.#options.client,
      type: { apiVersion: 'v1', kind: 'Pod' },
      namespace: workload.metadata.namespace,
      labelSelector: selector,
    });
    const watched: Watched = { informer, selector };
    const look = () => {
      const problem = informer
        .list()
        .map(podProblem)
        .find(found => found !== undefined);
      if (
        problem?.reason !== watched.problem?.reason ||
        problem?.message !== watched.problem?.message
      ) {
        watched.problem = problem;
        this.#options.onChange({
          kind: workload.kind,
          namespace: workload.metadata.namespace ?? '',
          name: workload.metadata.name ?? '',
        });
      }
    };
    informer.addHandler({ added: look, updated: look, deleted: look });
    this.#watched.set(key, watched);
    informer.start();
  }
}

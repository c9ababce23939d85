import type { KubernetesClient } from '@sluice/kubernetes/client';
import { Informer } from '@sluice/kubernetes/client';
import type { KubernetesObject, ObjectType } from '@sluice/kubernetes/objects';

/** The part of a status that benchmarks look at. */
export interface ObservedObject extends KubernetesObject {
  status?: {
    observedGeneration?: number;
    lastAppliedRevision?: string;
    artifact?: { revision?: string };
    conditions?: { type: string; status: string; message?: string }[];
  };
}

export function isReady(object: ObservedObject): boolean {
  return (
    object.status?.observedGeneration === object.metadata.generation &&
    Boolean(
      object.status?.conditions?.some(
        c => c.type === 'Ready' && c.status === 'True',
      ),
    )
  );
}

/** Watches the objects of one type from outside, as a user would, and tells when something has come true. */
export class Observer {
  readonly #informer: Informer<ObservedObject>;

  private constructor(informer: Informer<ObservedObject>) {
    this.#informer = informer;
  }

  static async start(
    client: KubernetesClient,
    type: ObjectType,
  ): Promise<Observer> {
    const informer = new Informer<ObservedObject>({ client, type });
    informer.start();
    await informer.waitForSync({ signal: AbortSignal.timeout(30_000) });
    return new Observer(informer);
  }

  /**
   * Resolves with the time (`performance.now()`) at which so many objects were seen to satisfy a condition.
   *
   * @param deadline milliseconds
   */
  async until(
    count: number,
    condition: (object: ObservedObject) => boolean,
    deadline: number,
  ): Promise<number> {
    const satisfied = new Set<string>();
    return new Promise((resolve, reject) => {
      const end: (() => void)[] = [];
      const finish = (settle: () => void) => {
        end.splice(0).forEach(step => step());
        settle();
      };
      const timer = setTimeout(
        () =>
          finish(() =>
            reject(new Error(this.#explain(satisfied.size, count, condition))),
          ),
        deadline,
      );
      end.push(() => clearTimeout(timer));
      const look = (object: ObservedObject) => {
        const { namespace, name } = object.metadata;
        const key = `${namespace}/${name}`;
        if (condition(object)) satisfied.add(key);
        else satisfied.delete(key);
        if (satisfied.size >= count) finish(() => resolve(performance.now()));
      };
      end.push(
        this.#informer.addHandler({
          added: look,
          updated: (_, object) => look(object),
        }),
      );
      // What was satisfied already was told before there was a handler to remove.
      if (satisfied.size >= count) finish(() => undefined);
    });
  }

  stop(): Promise<void> {
    return this.#informer.stop();
  }

  #explain(
    satisfied: number,
    count: number,
    condition: (object: ObservedObject) => boolean,
  ): string {
    const first = this.#informer.list().find(object => !condition(object));
    const ready = first?.status?.conditions?.find(c => c.type === 'Ready');
    return `${satisfied} of ${count} in time; for example ${
      first?.metadata.name
    }: ${ready?.message ?? 'no Ready condition'}`;
  }
}

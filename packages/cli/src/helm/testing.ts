import { Configuration, MemoryDriver } from '@sluice/helm';
import { FakeCluster, fakeClient } from '@sluice/kubernetes/testing';
import * as fetching from './fetching';
import {
  type HelmCommand,
  type HelmContext,
  runHelmCommand,
} from './helmCommand';

/** What a command has answered. */
export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** Runs commands in a directory, against a cluster in memory that has the namespace `default`. */
export class TestRun {
  readonly #storage = new MemoryDriver('default');
  readonly #client = fakeClient(new FakeCluster());
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  async run(
    command: HelmCommand,
    argv: readonly string[],
    env: HelmContext['env'] = {},
  ): Promise<Answer> {
    return await this.runWith(
      context => runHelmCommand(command, context),
      argv,
      env,
    );
  }

  /** Runs what takes a context. */
  async runWith(
    run: (context: HelmContext) => number | Promise<number>,
    argv: readonly string[],
    env: HelmContext['env'] = {},
  ): Promise<Answer> {
    const answer: Answer = { code: 0, out: '', err: '' };
    answer.code = await run({
      argv,
      env: { KUBECONFIG: '/none', ...env },
      cwd: this.#cwd,
      signal: new AbortController().signal,
      now: () => new Date('2026-01-02T03:04:05Z'),
      readInput: () => 'color: of-input\n',
      stdout: text => {
        answer.out += text;
      },
      stderr: text => {
        answer.err += text;
      },
      fetching: async () => fetching,
      connect: async ({ settings: { namespace } }, { allNamespaces }) => ({
        config: new Configuration({
          client: this.#client,
          namespace,
          driver: this.#storage.withNamespace(
            allNamespaces ? undefined : namespace,
          ),
        }),
        close: async () => undefined,
      }),
    });
    return answer;
  }

  /** Creates a namespace in the cluster. */
  async createNamespace(name: string): Promise<void> {
    await this.#client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
}

import { join } from 'node:path';
import {
  Configuration,
  goMapOf,
  install,
  loadChart,
  rollback,
  testRelease,
  uninstall,
  upgrade,
  upgradeOrInstall,
} from '@sluice/helm';
import type { KubernetesClient } from '@sluice/kubernetes/client';
import type { Actor, Flags } from './step';

/** What helm's command line takes when it is told nothing. */
const defaultTimeout = 300;
const defaultHistory = 10;

function serverSideOf(flags: Flags): boolean | 'auto' {
  const { serverSide = 'auto' } = flags;
  return serverSide === 'auto' ? 'auto' : serverSide === 'true';
}

function commonOf(flags: Flags) {
  return {
    waitStrategy: flags.wait ?? ('hookOnly' as const),
    timeout: (flags.timeout ?? defaultTimeout) * 1000,
    disableHooks: flags.noHooks,
    forceConflicts: flags.forceConflicts,
    forceReplace: flags.forceReplace,
  };
}

/** The library of this repository. */
export class SluiceActor implements Actor {
  readonly name = 'sluice';
  readonly #client: KubernetesClient;

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  async act(options: Parameters<Actor['act']>[0]): Promise<string> {
    try {
      await this.#act(options);
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  async #act(options: Parameters<Actor['act']>[0]): Promise<void> {
    const { release: name, namespace, step, charts } = options;
    const { flags = {} } = step;
    const config = new Configuration({ client: this.#client, namespace });
    const common = { name, ...commonOf(flags) };
    switch (step.do) {
      case 'install':
      case 'upgrade': {
        const change = {
          ...common,
          chart: loadChart(join(charts, step.chart)),
          values: goMapOf(flags.values ?? {}),
          description: flags.description,
          takeOwnership: flags.takeOwnership,
          rollbackOnFailure: flags.rollbackOnFailure,
          createNamespace: flags.createNamespace,
          labels: new Map(Object.entries(flags.labels ?? {})),
        };
        if (step.do === 'install') {
          await install(config, {
            ...change,
            replace: flags.replace,
            serverSideApply: flags.serverSide !== 'false',
          });
          return;
        }
        const upgradeOptions = {
          ...change,
          serverSideApply: serverSideOf(flags),
          maxHistory: flags.historyMax ?? defaultHistory,
          resetValues: flags.resetValues,
          reuseValues: flags.reuseValues,
          resetThenReuseValues: flags.resetThenReuseValues,
          cleanupOnFail: flags.cleanupOnFail,
        };
        if (flags.install) await upgradeOrInstall(config, upgradeOptions);
        else await upgrade(config, upgradeOptions);
        return;
      }
      case 'rollback':
        await rollback(config, {
          ...common,
          version: step.version,
          serverSideApply: serverSideOf(flags),
          maxHistory: flags.historyMax ?? defaultHistory,
          cleanupOnFail: flags.cleanupOnFail,
        });
        return;
      case 'uninstall':
        await uninstall(config, {
          ...common,
          keepHistory: flags.keepHistory,
          ignoreNotFound: flags.ignoreNotFound,
          description: flags.description,
          waitStrategy: flags.wait,
        });
        return;
      default: {
        const { failure, finish } = await testRelease(config, common);
        await finish();
        if (failure !== undefined) throw failure;
      }
    }
  }
}

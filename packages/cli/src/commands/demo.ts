import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import { startGitHttpServer } from '@sluice/sources/testing';
import { type Command, type CommandContext, UsageError } from '../command';
import { commitPages } from '../demo/commitPage';
import { followEvents } from '../demo/follow';
import { makeDrift } from '../demo/drift';
import { createRepository } from '../demo/repository';
import { seedCluster } from '../demo/seed';

const usage = `usage: sluice demo drift [--kubeconfig FILE] [--namespace NAME] [--deployment NAME] [--replicas N]
       sluice demo git --git-root DIR --from DIR [--port PORT]
       sluice demo seed --kubeconfig FILE --accounts DIR --from DIR --git-url URL [--follow]

drift  scales a Deployment of the demo behind Git's back and tells when it was put back
git    serves the demo's Git repository on the loopback interface until it is interrupted (npm run demo does this)
seed   installs what the demo cluster starts from (npm run demo does this); with --follow tells
       what the controllers do until it is interrupted
`;

const options = {
  kubeconfig: { type: 'string' },
  namespace: { type: 'string', default: 'payments-production' },
  deployment: { type: 'string', default: 'payment-service' },
  replicas: { type: 'string' },
  'git-root': { type: 'string' },
  'git-url': { type: 'string' },
  accounts: { type: 'string' },
  from: { type: 'string' },
  follow: { type: 'boolean', default: false },
  port: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Where `npm run demo` keeps the kubeconfig of its cluster's administrator, from the checkout's root. */
const demoKubeconfig = '.sluice/demo/cluster/admin.kubeconfig';

/** Milliseconds for which a correction is awaited. */
const patience = 30_000;

type Values = ReturnType<typeof readArguments>['values'];

function readArguments({ argv }: CommandContext) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}\n\n${usage}`,
    );
  }
}

function required(
  values: Values,
  name: 'git-root' | 'git-url' | 'from' | 'accounts' | 'kubeconfig',
): string {
  const value = values[name];
  if (!value) {
    throw new UsageError(`--${name} is missing\n\n${usage}`);
  }
  return value;
}

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) {
    throw new UsageError(`--${name} must be a whole number, not ${text}`);
  }
  return number;
}

async function clientOf(kubeconfig: string) {
  return createClient({
    connection: await loadConnection({ kubeconfig }),
    userAgent: 'sluice-demo',
  });
}

async function drift(context: CommandContext, values: Values): Promise<number> {
  const kubeconfig = values.kubeconfig ?? resolve(demoKubeconfig);
  if (!existsSync(kubeconfig)) {
    throw new UsageError(
      `${kubeconfig} does not exist: start the demo with npm run demo, or name a kubeconfig with --kubeconfig`,
    );
  }
  const client = await clientOf(kubeconfig);
  const { namespace, deployment: name } = values;
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
  try {
    context.stdout(`Scaling Deployment ${namespace}/${name} ...\n`);
    const report = await makeDrift(client, ref, {
      replicas:
        values.replicas === undefined
          ? undefined
          : wholeNumber(values.replicas, 'replicas'),
      patience,
      signal: context.signal,
    });
    context.stdout(`  from ${report.from} to ${report.to} replicas\n`);
    if (report.restoredAfter === undefined) {
      context.stderr(
        `Nobody put it back within ${
          patience / 1000
        } s: is the Kustomization suspended or failing, or do the controllers not run?\n`,
      );
      return 1;
    }
    context.stdout(`Put back after ${report.restoredAfter} ms\n`);
    return 0;
  } finally {
    await client.close();
  }
}

async function git(context: CommandContext, values: Values): Promise<number> {
  const gitRoot = resolve(required(values, 'git-root'));
  const from = resolve(required(values, 'from'));
  const server = await startGitHttpServer({
    root: gitRoot,
    port: wholeNumber(values.port, 'port'),
    allowPush: true,
    respond: commitPages(new Map([['fleet', join(gitRoot, 'fleet.git')]])),
    onPush: repository => context.stdout(`Somebody pushed to ${repository}\n`),
  });
  const url = `${server.url}/fleet.git`;
  const created = await createRepository({ from, gitRoot });
  context.stdout(`${created ? 'Created and serving' : 'Serving'} ${url}\n`);
  await new Promise<void>(done => {
    context.signal.addEventListener('abort', () => done(), { once: true });
  });
  await server.close();
  return 0;
}

async function seed(context: CommandContext, values: Values): Promise<number> {
  const since = Date.now();
  const client = await clientOf(required(values, 'kubeconfig'));
  try {
    await seedCluster(client, {
      accounts: resolve(required(values, 'accounts')),
      repository: resolve(required(values, 'from')),
      gitUrl: required(values, 'git-url'),
      signal: context.signal,
    });
    context.stdout('The demo cluster is set up\n');
    if (values.follow) {
      await followEvents(client, {
        namespace: 'flux-system',
        since,
        print: line => context.stdout(`${line}\n`),
        signal: context.signal,
      });
    }
    return 0;
  } finally {
    await client.close();
  }
}

/** What the demo needs besides the portal. */
export const demo: Command = {
  async run(context) {
    const { values, positionals } = readArguments(context);
    if (values.help) {
      context.stdout(usage);
      return 0;
    }
    const actions = { drift, git, seed };
    const [name] = positionals;
    if (
      positionals.length !== 1 ||
      !(name === 'drift' || name === 'git' || name === 'seed')
    ) {
      throw new UsageError(usage);
    }
    return actions[name](context, values);
  },
};

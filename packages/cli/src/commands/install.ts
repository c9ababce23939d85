import { parseArgs } from 'node:util';
import { fluxCrds } from '@sluice/api/crds';
import {
  createClient,
  type KubernetesClient,
  loadConnection,
} from '@sluice/kubernetes/client';
import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { type Command, type CommandContext, UsageError } from '../command';
import { awaitEstablished } from '../install/awaitEstablished';
import { messageOf } from '../messageOf';

const usage = `usage: sluice install [--kubeconfig FILE] [--context NAME] [--namespace NAME] [--dry-run]

Applies Flux's custom resource definitions (source and kustomize) and the namespace of the controllers' Leases, by server-side apply.
It is safe to run again, and beside a cluster's own Flux.
`;

const options = {
  kubeconfig: { type: 'string' },
  context: { type: 'string' },
  namespace: { type: 'string', default: 'flux-system' },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Field manager of what is installed. */
const fieldManager = 'sluice';

export const install: Command = {
  async run(context) {
    const { values } = readArguments(context);
    if (values.help) {
      context.stdout(usage);
      return 0;
    }
    const connection = await loadConnection(
      values.kubeconfig
        ? { kubeconfig: values.kubeconfig, context: values.context }
        : { default: true, context: values.context },
    );
    const client = createClient({ connection, userAgent: 'sluice' });
    try {
      await apply(client, context, values);
      return 0;
    } finally {
      await client.close();
    }
  },
};

function readArguments({ argv }: CommandContext) {
  try {
    return parseArgs({ args: [...argv], options });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${usage}`);
  }
}

async function apply(
  client: KubernetesClient,
  { stdout, signal }: CommandContext,
  values: { namespace: string; 'dry-run': boolean },
): Promise<void> {
  const dryRun = values['dry-run'];
  const namespace: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: values.namespace },
  };
  const crds = fluxCrds();
  for (const object of [namespace, ...crds]) {
    await client.apply(object, { fieldManager, force: true, dryRun, signal });
    stdout(
      `${object.kind} ${object.metadata.name} applied${
        dryRun ? ' (dry run)' : ''
      }\n`,
    );
  }
  if (!dryRun) {
    await awaitEstablished(
      client,
      crds.map(crd => crd.metadata.name ?? ''),
      signal,
    );
    stdout('All kinds are served\n');
  }
}

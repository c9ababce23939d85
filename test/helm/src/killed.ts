import { parseArgs } from 'node:util';
import { createClient, loadConnection } from '@sluice/kubernetes/client';
import { SluiceActor } from './sluice-actor';
import type { ActorStep } from './step';

/** A program that does a step with a release and is killed as a crash would end it, when a server has answered so many of its requests. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string', default: '' },
      namespace: { type: 'string', default: '' },
      release: { type: 'string', default: '' },
      charts: { type: 'string', default: '' },
      /** JSON. */
      step: { type: 'string', default: '' },
      requests: { type: 'string', default: '0' },
    },
  });
  let left = Number(values.requests);
  const client = createClient({
    connection: await loadConnection({ kubeconfig: values.kubeconfig }),
    onRequest: () => {
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    },
  });
  const step: ActorStep = JSON.parse(values.step);
  const { namespace, release, charts } = values;
  const outcome = await new SluiceActor(client).act({
    release,
    namespace,
    step,
    charts,
  });
  if (outcome !== '') throw new Error(outcome);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);

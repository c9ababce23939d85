import { parseArgs } from 'node:util';
import { Configuration, loadChart, upgradeOrInstall } from '@sluice/helm';
import { createClient, loadConnection } from '@sluice/kubernetes/client';

/** A program that upgrades a release and is killed as a crash would end it, when a server has answered so many of its requests. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: 'string', default: '' },
      namespace: { type: 'string', default: '' },
      chart: { type: 'string', default: '' },
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
  await upgradeOrInstall(
    new Configuration({ client, namespace: values.namespace }),
    { name: 'web', chart: loadChart(values.chart) },
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);

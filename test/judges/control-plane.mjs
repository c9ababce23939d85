/**
 * Runs a control plane in the foreground: `node test/judges/control-plane.mjs start [--dir D]
 * [--port P] [--audit]`. Prints the path of the administrator's kubeconfig.
 */
import { parseArgs } from 'node:util';
import { startControlPlane } from './src/controlPlane.mjs';

const usage =
  'usage: node test/judges/control-plane.mjs start [--dir D] [--port P] [--audit]';

function readArguments() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      dir: { type: 'string' },
      port: { type: 'string' },
      audit: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== 'start') {
    throw new Error(usage);
  }
  return values;
}

async function main() {
  const { dir, port, audit } = readArguments();
  const plane = await startControlPlane({
    dataDir: dir,
    port: port ? Number(port) : undefined,
    auditLog: audit,
    log: message => process.stderr.write(`${message}\n`),
  });
  process.stderr.write(`API server: ${plane.url}\nlogs: ${plane.logsDir}\n`);
  if (plane.auditLogPath) {
    process.stderr.write(`audit log: ${plane.auditLogPath}\n`);
  }
  process.stdout.write(`${plane.kubeconfig}\n`);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => plane.stop());
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

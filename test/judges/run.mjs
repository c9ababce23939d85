/**
 * Runs a built judge: `node test/judges/run.mjs kubectl get namespaces`.
 */
import { spawn } from 'node:child_process';
import { judgePath, judgesAvailable } from './src/judges.mjs';

const [name, ...args] = process.argv.slice(2);

try {
  if (!name) {
    throw new Error('usage: node test/judges/run.mjs <judge> [arguments...]');
  }
  if (!judgesAvailable([name]).available) {
    throw new Error(
      `${name} is not built; run: node test/judges/build.mjs ${name}`,
    );
  }
  const child = spawn(judgePath(name), args, { stdio: 'inherit' });
  // The terminal interrupts both; the judge decides what that means.
  process.on('SIGINT', () => {});
  child.on('exit', code => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

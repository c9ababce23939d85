import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Where the program begins: compiled code is kept for the next start, and a build or a chart, which are started
 * often, load a program of their own.
 */
const main = require.resolve('@sluice/cli/main');
enableCompileCache(join(dirname(main), 'compile-cache'));
const [, , command, what, ...rest] = process.argv;

/** Whether a chart is rendered for a cluster that is asked, with what it takes to do so. */
function asksCluster(): boolean {
  return [what, ...rest].some(
    argument =>
      argument === '--dry-run=server' || /^--validate(?:=|$)/.test(argument),
  );
}

function program(): string {
  if (command === 'build' && what !== 'kustomization' && what !== 'ks') {
    return require.resolve('@sluice/cli/build');
  }
  const isTemplate =
    command === 'template' || (command === 'helm' && what === 'template');
  if (isTemplate && !asksCluster()) {
    return require.resolve('@sluice/cli/template');
  }
  return main;
}

require(program());

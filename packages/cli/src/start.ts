import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Where the program begins: compiled code is kept for the next start, and a build, which is started often, loads a program
 * of its own.
 */
enableCompileCache(join(__dirname, 'compile-cache'));
const [, , command, what] = process.argv;
const directory =
  command === 'build' && what !== 'kustomization' && what !== 'ks';
const program = directory
  ? require.resolve('@sluice/cli/build')
  : require.resolve('@sluice/cli/main');
require(program);

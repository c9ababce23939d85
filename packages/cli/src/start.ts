import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Where the program begins: compiled code is kept for the next start, and a build, which is started often, loads a program
 * of its own.
 */
const main = require.resolve('@sluice/cli/main');
enableCompileCache(join(dirname(main), 'compile-cache'));
const [, , command, what] = process.argv;
const isDirectoryBuild =
  command === 'build' && what !== 'kustomization' && what !== 'ks';
require(isDirectoryBuild ? require.resolve('@sluice/cli/build') : main);

import { runApiServerProcess } from '@sluice/apiserver/process';
import type { Command } from '../command';

export const apiserver: Command = {
  run: ({ argv, env, stdout, stderr, signal }) =>
    runApiServerProcess(argv, env, { stdout, stderr, signal }),
};

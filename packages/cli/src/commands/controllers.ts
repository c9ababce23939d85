import { runControllersProcess } from '@sluice/controllers/process';
import type { Command } from '../command';

export const controllers: Command = {
  run: ({ argv, env, stdout, stderr, signal }) =>
    runControllersProcess({ argv, env, io: { stdout, stderr, signal } }),
};

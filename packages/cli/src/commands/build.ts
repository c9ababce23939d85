import { buildDirectory } from '../build/buildDirectory';
import type { Command } from '../command';

export const build: Command = {
  run: async context => buildDirectory(context),
};

import { buildDirectory } from '../build/buildDirectory';
import { buildKustomization } from '../build/buildKustomization';
import { fetchAsUser } from '../build/remoteFetcher';
import type { Command } from '../command';

export const build: Command = {
  async run(context) {
    const [what, ...argv] = context.argv;
    return what === 'kustomization' || what === 'ks'
      ? buildKustomization({ ...context, argv }, fetchAsUser)
      : buildDirectory(context, fetchAsUser);
  },
};

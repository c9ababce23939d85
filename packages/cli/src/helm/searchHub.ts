import { outputFlag } from './flagSpecs';
import { readUnsigned } from './flagValues';
import type { HelmCommand } from './helmCommand';

const usage = `usage: sluice helm search hub [KEYWORD] [flags]

Not supported: sluice asks no hub. Add a repository, and use 'sluice helm search repo'.
`;

/** `helm search hub`, which is refused: it asks a service that has nothing to do with a user's repositories. */
export const searchHub: HelmCommand = {
  use: 'helm search hub [KEYWORD] [flags]',
  usage,
  flags: [
    { name: 'endpoint', kind: 'text' },
    { name: 'max-col-width', kind: 'text', read: readUnsigned },
    { name: 'list-repo-url', kind: 'bool' },
    { name: 'fail-on-no-result', kind: 'bool' },
    outputFlag,
  ],
  args: {},
  run() {
    throw new Error(
      "searching a hub is not supported; add a repository, and use 'sluice helm search repo'",
    );
  },
};

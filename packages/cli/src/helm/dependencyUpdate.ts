import { join } from 'node:path';
import type { DependencyManager } from '@sluice/helm';
import { dependencyManager } from './chartDependencies';
import type { HelmCommand } from './helmCommand';
import { dependencyFlags } from './repositoryFlags';

/** As Go's path/filepath cleans a path. */
function cleaned(path: string): string {
  return join(path).replace(/(?<=.)\/$/, '');
}

function fetching(
  name: 'update' | 'build',
  about: string,
  run: (manager: DependencyManager) => Promise<void>,
): HelmCommand {
  return {
    use: `helm dependency ${name} CHART [flags]`,
    usage: `usage: sluice helm dependency ${name} [CHART] [flags]

${about} CHART is a directory, . by default. When something fails, its charts
directory stays as it was.

flags:
      --verify, --keyring FILE   check signatures
      --skip-refresh             take the indexes of repositories as they were fetched last
      --repository-config FILE, --repository-cache DIR, --content-cache DIR
                                 where helm, too, keeps what it knows of repositories
  -h, --help
`,
    flags: dependencyFlags,
    args: { atMost: 1 },
    async run(call) {
      const [path] = call.args;
      await run(
        dependencyManager(
          path === undefined ? '.' : cleaned(path),
          call,
          // A lock was made of archives that were checked when they were chosen.
          name === 'build' ? 'ifPossible' : 'always',
        ),
      );
      return 0;
    },
  };
}

/** `helm dependency update`. */
export const dependencyUpdate = fetching(
  'update',
  'Fetches the newest versions that Chart.yaml allows, and writes them into Chart.lock.',
  manager => manager.update(),
);

/** `helm dependency build`. */
export const dependencyBuild = fetching(
  'build',
  'Fetches the versions that Chart.lock says; without one it is as update.',
  manager => manager.build(),
);

import type { HelmCommand } from './helmCommand';

function refused(use: string, args: HelmCommand['args']): HelmCommand {
  return {
    use: `helm plugin ${use} [flags]`,
    usage: `usage: sluice helm plugin ${use}

Not supported: plugins are programs of others, which sluice does not run.
`,
    flags: [],
    args,
    run() {
      throw new Error(
        'plugins are programs of others, which sluice does not run',
      );
    },
  };
}

/** `helm plugin …`, which is refused. */
export const pluginInstall = refused('install', { exactly: 1 });
export const pluginList = refused('list', { exactly: 0 });
export const pluginUninstall = refused('uninstall', {});
export const pluginUpdate = refused('update', {});

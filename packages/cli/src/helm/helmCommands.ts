import { exportsOf } from '../exportsOf';
import type { HelmCommand } from './helmCommand';

/** A command of Helm's; its code is loaded when it is run. */
export interface HelmEntry {
  /** The first is its name, the others are as good. */
  names: readonly string[];
  summary: string;
  /** Help and completion do not list it. */
  hidden?: boolean;
  load(): Promise<HelmCommand>;
}

/** Commands that share their first word. */
export interface HelmGroup {
  names: readonly string[];
  summary: string;
  hidden?: boolean;
  entries: readonly HelmEntry[];
}

/** All commands of the program. */
export type HelmCommands = readonly (HelmEntry | HelmGroup)[];

async function completing() {
  return exportsOf(await import('./completionScripts'));
}

async function getting() {
  return exportsOf(await import('./get'));
}

async function plugins() {
  return exportsOf(await import('./plugin'));
}

async function showing() {
  return exportsOf(await import('./show'));
}

async function repositories() {
  return exportsOf(await import('./repo'));
}

/** All commands, in the order in which help lists them. */
export const helmCommands: HelmCommands = [
  {
    names: ['template'],
    summary: 'Print what a chart renders',
    load: async () =>
      exportsOf(await import('./templateOnServer')).templateOnServer,
  },
  {
    names: ['lint'],
    summary: 'Say what is wrong with charts',
    load: async () => exportsOf(await import('./lint')).lint,
  },
  {
    names: ['show', 'inspect'],
    summary: 'Print what a chart tells of itself',
    entries: [
      {
        names: ['all'],
        summary: 'All of it',
        load: async () => (await showing()).showAllCommand,
      },
      {
        names: ['chart'],
        summary: 'Its Chart.yaml',
        load: async () => (await showing()).showChartCommand,
      },
      {
        names: ['crds'],
        summary: 'Its CRDs',
        load: async () => (await showing()).showCrdsCommand,
      },
      {
        names: ['readme'],
        summary: 'Its README',
        load: async () => (await showing()).showReadmeCommand,
      },
      {
        names: ['values'],
        summary: 'Its values.yaml',
        load: async () => (await showing()).showValuesCommand,
      },
    ],
  },
  {
    names: ['dependency', 'dep', 'dependencies'],
    summary: "List and fetch a chart's dependencies",
    entries: [
      {
        names: ['list', 'ls'],
        summary: 'What it depends on, and whether it is there',
        load: async () =>
          exportsOf(await import('./dependencyList')).dependencyList,
      },
      {
        names: ['update', 'up'],
        summary: 'Fetch what Chart.yaml allows',
        load: async () =>
          exportsOf(await import('./dependencyUpdate')).dependencyUpdate,
      },
      {
        names: ['build'],
        summary: 'Fetch what Chart.lock says',
        load: async () =>
          exportsOf(await import('./dependencyUpdate')).dependencyBuild,
      },
    ],
  },
  {
    names: ['package'],
    summary: 'Pack charts into archives',
    load: async () => exportsOf(await import('./package')).packageCommand,
  },
  {
    names: ['search'],
    summary: 'Look for charts',
    entries: [
      {
        names: ['hub'],
        summary: 'In a hub; not supported',
        load: async () => exportsOf(await import('./searchHub')).searchHub,
      },
      {
        names: ['repo'],
        summary: 'In repositories',
        load: async () => exportsOf(await import('./searchRepo')).searchRepo,
      },
    ],
  },
  {
    names: ['verify'],
    summary: 'Check the signature of an archive',
    load: async () => exportsOf(await import('./verify')).verify,
  },
  {
    names: ['repo'],
    summary: 'Name chart repositories, and make their indexes',
    entries: [
      {
        names: ['add'],
        summary: 'Give a repository a name',
        load: async () => (await repositories()).repoAdd,
      },
      {
        names: ['index'],
        summary: 'Write the index of a directory of archives',
        load: async () => (await repositories()).repoIndex,
      },
      {
        names: ['list', 'ls'],
        summary: 'List those that have names',
        load: async () => (await repositories()).repoList,
      },
      {
        names: ['remove', 'rm'],
        summary: 'Forget repositories',
        load: async () => (await repositories()).repoRemove,
      },
      {
        names: ['update', 'up'],
        summary: 'Fetch their indexes',
        load: async () => (await repositories()).repoUpdate,
      },
    ],
  },
  {
    names: ['pull', 'fetch'],
    summary: 'Fetch charts',
    load: async () => exportsOf(await import('./pull')).pull,
  },
  {
    names: ['list', 'ls'],
    summary: 'List releases',
    load: async () => exportsOf(await import('./list')).list,
  },
  {
    names: ['status'],
    summary: 'Tell how a release is',
    load: async () => exportsOf(await import('./status')).status,
  },
  {
    names: ['history', 'hist'],
    summary: 'Tell the revisions of a release',
    load: async () => exportsOf(await import('./history')).history,
  },
  {
    names: ['get'],
    summary: 'Print something of a release',
    entries: [
      {
        names: ['all'],
        summary: 'All of it',
        load: async () => (await getting()).getAll,
      },
      {
        names: ['hooks'],
        summary: 'Its hooks',
        load: async () => (await getting()).getHooks,
      },
      {
        names: ['manifest'],
        summary: 'Its objects',
        load: async () => (await getting()).getManifest,
      },
      {
        names: ['metadata'],
        summary: 'What it is',
        load: async () => (await getting()).getMetadataCommand,
      },
      {
        names: ['notes'],
        summary: 'Its notes',
        load: async () => (await getting()).getNotes,
      },
      {
        names: ['values'],
        summary: 'Its values',
        load: async () => (await getting()).getValuesCommand,
      },
    ],
  },
  {
    names: ['install'],
    summary: 'Install a chart',
    load: async () => exportsOf(await import('./install')).install,
  },
  {
    names: ['upgrade'],
    summary: 'Upgrade a release',
    load: async () => exportsOf(await import('./upgrade')).upgrade,
  },
  {
    names: ['rollback'],
    summary: 'Make a release what it was at a revision',
    load: async () => exportsOf(await import('./rollback')).rollback,
  },
  {
    names: ['test'],
    summary: 'Run the tests of a release',
    load: async () => exportsOf(await import('./test')).test,
  },
  {
    names: ['uninstall', 'delete', 'del', 'un'],
    summary: 'Delete releases',
    load: async () => exportsOf(await import('./uninstall')).uninstall,
  },
  {
    names: ['completion'],
    summary: 'Print a script with which a shell completes commands',
    entries: [
      {
        names: ['bash'],
        summary: 'For bash',
        load: async () => (await completing()).completionBash,
      },
      {
        names: ['fish'],
        summary: 'For fish',
        load: async () => (await completing()).completionFish,
      },
      {
        names: ['powershell'],
        summary: 'For PowerShell',
        load: async () => (await completing()).completionPowershell,
      },
      {
        names: ['zsh'],
        summary: 'For zsh',
        load: async () => (await completing()).completionZsh,
      },
    ],
  },
  {
    names: ['env'],
    summary: 'Tell what holds for commands',
    load: async () => exportsOf(await import('./env')).env,
  },
  {
    names: ['version'],
    summary: 'Tell which helm this behaves as',
    load: async () => exportsOf(await import('./version')).version,
  },
  {
    names: ['plugin'],
    summary: 'Programs that extend helm; not supported',
    hidden: true,
    entries: [
      {
        names: ['install', 'add'],
        summary: 'Install plugins',
        load: async () => (await plugins()).pluginInstall,
      },
      {
        names: ['list', 'ls'],
        summary: 'List plugins',
        load: async () => (await plugins()).pluginList,
      },
      {
        names: ['uninstall', 'rm', 'remove'],
        summary: 'Uninstall plugins',
        load: async () => (await plugins()).pluginUninstall,
      },
      {
        names: ['update', 'up'],
        summary: 'Update plugins',
        load: async () => (await plugins()).pluginUpdate,
      },
    ],
  },
  {
    names: ['docs'],
    summary: 'Write what help says into files',
    hidden: true,
    load: async () => exportsOf(await import('./docs')).docs,
  },
];

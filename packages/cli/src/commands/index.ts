import type { CommandEntry } from '../command';

/** All commands, in the order in which help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'controllers',
    summary: 'Reconcile Git repositories into a cluster',
    load: async () => (await import('./controllers')).controllers,
  },
  {
    name: 'install',
    summary: "Install Flux's custom resource definitions",
    load: async () => (await import('./install')).install,
  },
  {
    name: 'apiserver',
    summary: 'Run the embedded Kubernetes API server',
    load: async () => (await import('./apiserver')).apiserver,
  },
  {
    name: 'demo',
    summary:
      "What the demo portal needs; `demo drift` changes its cluster behind Git's back",
    load: async () => (await import('./demo')).demo,
  },
  {
    name: 'version',
    summary: 'Print the version',
    load: async () => (await import('./version')).version,
  },
];

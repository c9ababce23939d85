import type { CommandEntry } from '../command';
import { exportsOf } from '../exportsOf';

/** All commands, in the order in which help lists them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'build',
    summary: 'Print what a kustomization builds, as kustomize and flux do',
    load: async () => exportsOf(await import('./build')).build,
  },
  {
    name: 'template',
    summary: 'Print what a chart renders, as helm does',
    load: async () => exportsOf(await import('./helm')).template,
  },
  {
    name: 'helm',
    summary: 'Charts and releases, as helm has them',
    load: async () => exportsOf(await import('./helm')).helm,
  },
  {
    name: 'migrate',
    summary: "Raise API versions of Flux's kinds, in files or in a cluster",
    load: async () => exportsOf(await import('./migrate')).migrate,
  },
  {
    name: 'controllers',
    summary: 'Reconcile Git repositories into a cluster',
    load: async () => exportsOf(await import('./controllers')).controllers,
  },
  {
    name: 'install',
    summary: "Install Flux's custom resource definitions",
    load: async () => exportsOf(await import('./install')).install,
  },
  {
    name: 'apiserver',
    summary: 'Run the embedded Kubernetes API server',
    load: async () => exportsOf(await import('./apiserver')).apiserver,
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
    load: async () => exportsOf(await import('./version')).version,
  },
];

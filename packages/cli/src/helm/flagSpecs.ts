import type { FlagSpec } from '../flags/parseFlags';
import {
  readCommaList,
  readDuration,
  readFloat,
  readInteger,
  readOutputFormat,
  readPairs,
  readWaitStrategy,
  refusePostRenderer,
} from './flagValues';

function bools(...names: string[]): FlagSpec[] {
  return names.map(name => ({ name, kind: 'bool' }));
}

function texts(...names: string[]): FlagSpec[] {
  return names.map(name => ({ name, kind: 'text' }));
}

/** Flags of every command. Those about repositories, plugins and rates are taken and not used. */
export const globalFlags: readonly FlagSpec[] = [
  { name: 'namespace', short: 'n', kind: 'text' },
  ...texts(
    'kubeconfig',
    'kube-context',
    'kube-token',
    'kube-as-user',
    'kube-apiserver',
    'kube-ca-file',
    'kube-tls-server-name',
    'registry-config',
    'repository-config',
    'repository-cache',
    'content-cache',
    'color',
    'colour',
  ),
  { name: 'kube-as-group', kind: 'list' },
  ...bools('kube-insecure-skip-tls-verify', 'debug'),
  { name: 'burst-limit', kind: 'text', read: readInteger },
  { name: 'qps', kind: 'text', read: readFloat },
];

/** Where values come from. */
export const valueFlags: readonly FlagSpec[] = [
  { name: 'values', short: 'f', kind: 'list', read: readCommaList },
  { name: 'set', kind: 'list' },
  { name: 'set-string', kind: 'list' },
  { name: 'set-file', kind: 'list' },
  { name: 'set-json', kind: 'list' },
  { name: 'set-literal', kind: 'list' },
];

/** Where a chart comes from. */
export const chartPathFlags: readonly FlagSpec[] = [
  ...texts(
    'version',
    'keyring',
    'repo',
    'username',
    'password',
    'cert-file',
    'key-file',
    'ca-file',
  ),
  ...bools(
    'verify',
    'insecure-skip-tls-verify',
    'plain-http',
    'pass-credentials',
  ),
];

/** `-o`. */
export const outputFlag: FlagSpec = {
  name: 'output',
  short: 'o',
  kind: 'text',
  read: readOutputFormat,
};

export const waitFlag: FlagSpec = {
  name: 'wait',
  kind: 'text',
  read: readWaitStrategy,
  alone: 'watcher',
};

export const timeoutFlag: FlagSpec = {
  name: 'timeout',
  kind: 'text',
  read: readDuration,
};

export const dryRunFlag: FlagSpec = {
  name: 'dry-run',
  kind: 'text',
  alone: 'unset',
};

export const labelsFlag: FlagSpec = {
  name: 'labels',
  short: 'l',
  kind: 'list',
  read: readPairs,
};

export const historyMaxFlag: FlagSpec = {
  name: 'history-max',
  kind: 'text',
  read: readInteger,
};

export const revisionFlag: FlagSpec = {
  name: 'revision',
  kind: 'text',
  read: readInteger,
};

export const postRendererFlags: readonly FlagSpec[] = [
  { name: 'post-renderer', kind: 'text', read: refusePostRenderer },
  { name: 'post-renderer-args', kind: 'list' },
];

/** Flags of whatever changes objects in place. */
export const forceFlags: readonly FlagSpec[] = [
  ...bools('force-replace', 'force-conflicts'),
  { name: 'force', kind: 'bool', deprecated: 'use --force-replace instead' },
];

/** Flags of install and template. */
export const installFlags: readonly FlagSpec[] = [
  ...bools(
    'create-namespace',
    'server-side',
    'no-hooks',
    'replace',
    'wait-for-jobs',
    'devel',
    'dependency-update',
    'disable-openapi-validation',
    'rollback-on-failure',
    'skip-crds',
    'render-subchart-notes',
    'skip-schema-validation',
    'enable-dns',
    'hide-notes',
    'take-ownership',
  ),
  ...forceFlags,
  {
    name: 'atomic',
    kind: 'bool',
    deprecated: 'use --rollback-on-failure instead',
  },
  { name: 'generate-name', short: 'g', kind: 'bool' },
  ...texts('name-template', 'description'),
  timeoutFlag,
  labelsFlag,
  waitFlag,
  dryRunFlag,
  ...valueFlags,
  ...chartPathFlags,
  ...postRendererFlags,
];

/** Flags that cannot be used together. */
export const forceConflicts: readonly (readonly string[])[] = [
  ['force-replace', 'force-conflicts'],
  ['force', 'force-conflicts'],
];

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Version } from '@sluice/golang/semver';
import {
  type Chart,
  DiskTree,
  checkDependencies,
  loadDirectory,
  packChart,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { fileReason } from './fileReason';
import type { HelmCall, HelmCommand } from './helmCommand';

const usage = `usage: sluice helm package CHART... [flags]

Packs chart directories into archives. They are not signed; gpg can do that.

flags:
  -d, --destination DIR          where to; default: here
      --version VERSION          in place of that in Chart.yaml
      --app-version VERSION      in place of that in Chart.yaml
  -h, --help

Fetch what a chart depends on first: 'sluice helm dependency update'.
`;

/** What install says before it tells which charts are missing. */
const introduction =
  /^an error occurred while checking for chart dependencies\. .*?: (?=found in )/;

function checkComplete(chart: Chart): void {
  try {
    checkDependencies(chart);
  } catch (error) {
    throw new Error(messageOf(error).replace(introduction, ''), {
      cause: error,
    });
  }
}

function checkIsChart(directory: string): void {
  const path = join(directory, 'Chart.yaml');
  try {
    readFileSync(path);
  } catch (error) {
    throw new Error(
      `unable to detect chart at ${path}: ${fileReason(path, error)}`,
      { cause: error },
    );
  }
}

function readChart(directory: string, { flags, warn }: HelmCall): Chart {
  checkIsChart(directory);
  const chart = loadDirectory(new DiskTree(directory), { warn });
  const { metadata } = chart;
  metadata.version = flags.text('version') || metadata.version;
  Version.parse(metadata.version);
  metadata.appVersion = flags.text('app-version') || metadata.appVersion;
  checkComplete(chart);
  return chart;
}

/** Where an archive is saved: here as a whole path, elsewhere as it was named. */
function save(chart: Chart, { flags, context }: HelmCall): string {
  const given = flags.has('destination') ? flags.text('destination') : '.';
  const shown = given === '.' ? context.cwd : given;
  const there = statSync(resolve(context.cwd, shown), {
    throwIfNoEntry: false,
  });
  try {
    const { name, data } = packChart(chart);
    if (there?.isDirectory() === false) {
      throw new Error(`is not a directory: ${shown}`);
    }
    const path = resolve(context.cwd, shown, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
    return join(shown, name);
  } catch (error) {
    throw new Error(`failed to save: ${messageOf(error)}`, { cause: error });
  }
}

function checkFlags({ flags, args }: HelmCall): void {
  if (args.length === 0) {
    throw new Error('need at least one argument, the path to the chart');
  }
  if (flags.bool('sign')) {
    throw new Error('archives are not signed: --sign');
  }
  if (flags.bool('dependency-update')) {
    throw new Error(
      "charts are not fetched by package: --dependency-update; use 'sluice helm dependency update'",
    );
  }
}

/** `helm package`, without signing. */
export const packageCommand: HelmCommand = {
  use: 'helm package [CHART_PATH] [...] [flags]',
  usage,
  flags: [
    ...(
      [
        'key',
        'keyring',
        'passphrase-file',
        'version',
        'app-version',
        'username',
        'password',
        'cert-file',
        'key-file',
        'ca-file',
      ] as const
    ).map(name => ({ name, kind: 'text' } as const)),
    { name: 'destination', short: 'd', kind: 'text' },
    { name: 'dependency-update', short: 'u', kind: 'bool' },
    { name: 'sign', kind: 'bool' },
    { name: 'insecure-skip-tls-verify', kind: 'bool' },
    { name: 'plain-http', kind: 'bool' },
  ],
  args: {},
  run(call) {
    checkFlags(call);
    for (const path of call.args) {
      const directory = resolve(call.context.cwd, path);
      if (!statSync(directory, { throwIfNoEntry: false })) {
        throw new Error(`stat ${path}: no such file or directory`);
      }
      const saved = save(readChart(directory, call), call);
      call.context.stdout(
        `Successfully packaged chart and saved it to: ${saved}\n`,
      );
    }
    return 0;
  },
};

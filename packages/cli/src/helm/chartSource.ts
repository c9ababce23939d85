import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import type { GoMap } from '@sluice/golang/value';
import {
  type Chart,
  checkDependencies,
  loadChart,
  mergeUserValues,
} from '@sluice/helm/offline';
import { exportsOf } from '../exportsOf';
import type { Flags } from '../flags/parseFlags';
import type { HelmCall, HelmContext } from './helmCommand';

const reasons = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'is a directory'],
  ['ENOTDIR', 'not a directory'],
]);

function codeOf(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null
      ? Reflect.get(error, 'code')
      : undefined;
  return typeof code === 'string' ? code : '';
}

/** Reads what a flag names: a file, or `-` for standard input. */
function readNamed(path: string, context: HelmContext): string {
  const name = path.trim();
  if (name === '-') return context.readInput();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    throw new Error(
      `values from the network are not supported: ${quote(name)}`,
    );
  }
  try {
    return readFileSync(resolve(context.cwd, path), 'utf8');
  } catch (error) {
    const reason = reasons.get(codeOf(error));
    if (!reason) throw error;
    const verb = codeOf(error) === 'EISDIR' ? 'read' : 'open';
    throw new Error(`${verb} ${path}: ${reason}`, { cause: error });
  }
}

/** The values of `--values`, `--set` and their kin. */
export function readUserValues(flags: Flags, context: HelmContext): GoMap {
  return mergeUserValues(
    {
      valueFiles: flags.list('values'),
      jsonValues: flags.list('set-json'),
      values: flags.list('set'),
      stringValues: flags.list('set-string'),
      fileValues: flags.list('set-file'),
      literalValues: flags.list('set-literal'),
    },
    path => readNamed(path, context),
  );
}

/** Whether something is there, whatever it is. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Checks a signature. What that takes is loaded only then. */
async function verified(path: string, call: HelmCall): Promise<string> {
  exportsOf(await import('./verifyArchive')).verifyArchive(path, call);
  return path;
}

/**
 * Where a chart is on this machine; at once, unless its signature is to be checked.
 *
 * @throws Error for one that is not there, or is in a repository
 */
export function locateChart(
  reference: string,
  call: HelmCall,
): string | Promise<string> {
  const { flags, context } = call;
  const name = reference.trim();
  if (flags.text('repo') !== '') {
    throw new Error('charts from repositories are not supported: --repo');
  }
  const path = resolve(context.cwd, name);
  if (isThere(path)) {
    return flags.bool('verify') ? verified(path, call) : path;
  }
  if (name.startsWith('/') || name.startsWith('.')) {
    throw new Error(`path ${quote(name)} not found`);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    throw new Error(
      `charts from repositories and registries are not supported: ${quote(
        name,
      )}; give a directory or an archive`,
    );
  }
  const [repository, ...rest] = name.split('/');
  throw new Error(
    rest.length > 0
      ? `repo ${repository} not found`
      : `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`,
  );
}

/** A chart that has all that it depends on. */
export function loadWholeChart(path: string, call: HelmCall): Chart {
  const chart = loadChart(path, { warn: call.warn });
  if (call.flags.bool('dependency-update')) {
    try {
      checkDependencies(chart);
    } catch (error) {
      throw new Error(
        'charts are not fetched from repositories: --dependency-update',
        { cause: error },
      );
    }
  }
  return chart;
}

import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type GoMap, fromBytes } from '@sluice/golang/value';
import {
  type Chart,
  checkDependencies,
  loadChart,
  mergeUserValues,
} from '@sluice/helm/offline';
import type { Flags } from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import { fileReason } from './fileReason';
import type { HelmCall, HelmContext } from './helmCommand';
import { type Fetching, loadFetching } from './loadFetching';

/** Goes on with something that is there at once, or comes later: only what has to be waited for is waited for. */
export function after<T, U>(
  value: T | Promise<T>,
  next: (value: T) => U | Promise<U>,
): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whether a name is one of a server; `oci` is one of a registry, and no file can have it either. */
function isUrl(name: string): boolean {
  return /^(?:https?|oci):/i.test(name);
}

/** Reads what a flag names: a file, or `-` for standard input. */
function readNamed(path: string, context: HelmContext): string {
  if (path.trim() === '-') return context.readInput();
  try {
    return fromBytes(readFileSync(resolve(context.cwd, path)));
  } catch (error) {
    throw new Error(fileReason(path, error), { cause: error });
  }
}

/** What fetches things. It is loaded only when something has to be fetched. */
async function fetchingOf({ context }: HelmCall): Promise<Fetching> {
  return await (context.fetching ?? loadFetching)();
}

function mergeValues(flags: Flags, read: (name: string) => string): GoMap {
  return mergeUserValues(
    {
      valueFiles: flags.list('values'),
      jsonValues: flags.list('set-json'),
      values: flags.list('set'),
      stringValues: flags.list('set-string'),
      fileValues: flags.list('set-file'),
      literalValues: flags.list('set-literal'),
    },
    read,
  );
}

/** Fetches whatever URL is asked for, and asks again, until there is nothing more to fetch: in the order in which Helm does. */
async function fetchUserValues(
  call: HelmCall,
  read: Map<string, string | Error>,
  first: string,
): Promise<GoMap> {
  const { fetchValues } = await fetchingOf(call);
  let url: string | undefined = first;
  while (url !== undefined) {
    const text = await fetchValues(url, call).catch((error: unknown) =>
      // Told where it is read: what is said of it depends on that.
      error instanceof Error ? error : new Error(messageOf(error)),
    );
    read.set(url, text);
    const values = tryUserValues(call, read);
    if (values instanceof Map) return values;
    url = values.wanted;
  }
  return new Map();
}

/** The values, or the URL of a file of values that has to be fetched first. */
function tryUserValues(
  { flags, context }: HelmCall,
  read: Map<string, string | Error>,
): GoMap | { wanted: string } {
  let wanted: string | undefined;
  let inputs = 0;
  try {
    return mergeValues(flags, name => {
      if (name.trim() === '-') {
        inputs += 1;
        // There is nothing more to read after the first time.
        if (inputs > 1) return '';
      }
      const known = read.get(name);
      if (known instanceof Error) throw known;
      if (known !== undefined) return known;
      if (isUrl(name)) {
        wanted = name;
        throw new Error(`${name} is not fetched yet`);
      }
      const text = readNamed(name, context);
      read.set(name, text);
      return text;
    });
  } catch (error) {
    if (wanted !== undefined) return { wanted };
    throw error;
  }
}

/** The values of `--values`, `--set` and their kin; at once, unless some are on a server. */
export function readUserValues(call: HelmCall): GoMap | Promise<GoMap> {
  const read = new Map<string, string | Error>();
  const values = tryUserValues(call, read);
  return values instanceof Map
    ? values
    : fetchUserValues(call, read, values.wanted);
}

/** Whether something is there, whatever it is. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Checks a signature. What that takes is loaded only then. */
async function verified(path: string, call: HelmCall): Promise<string> {
  (await fetchingOf(call)).verifyArchive(path, call);
  return path;
}

/** Fetches a chart. */
async function fetched(name: string, call: HelmCall): Promise<string> {
  return await (await fetchingOf(call)).fetchChart(name, call);
}

/**
 * Where a chart is on this machine; at once, unless it has to be fetched, or its signature is to be checked.
 *
 * @throws Error for one that is not there
 */
export function locateChart(
  reference: string,
  call: HelmCall,
): string | Promise<string> {
  const { flags, context } = call;
  const name = reference.trim();
  if (flags.text('repo') === '') {
    const path = resolve(context.cwd, name);
    if (name !== '' && isThere(path)) {
      return flags.bool('verify') ? verified(path, call) : path;
    }
    if (name.startsWith('/') || name.startsWith('.')) {
      throw new Error(`path ${quote(name)} not found`);
    }
  }
  return fetched(name, call);
}

/** A chart that has all that it depends on, fetched where that is asked for. */
async function withDependencies(path: string, call: HelmCall): Promise<Chart> {
  const { fetchDependencies } = await fetchingOf(call);
  await fetchDependencies(path, call);
  try {
    return loadChart(path, { warn: call.warn });
  } catch (error) {
    throw new Error(
      `failed reloading chart after repo update: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * Checks that a chart has all that it depends on; else fetches it, where `--dependency-update` says so.
 *
 * @throws Error with Helm's message
 */
export function completeChart(
  chart: Chart,
  path: string,
  call: HelmCall,
): Chart | Promise<Chart> {
  try {
    checkDependencies(chart);
    return chart;
  } catch (error) {
    if (!call.flags.bool('dependency-update')) throw error;
    return withDependencies(path, call);
  }
}

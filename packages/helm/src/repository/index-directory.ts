import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type JsonObject,
  type JsonValue,
  entryOf,
  parseJson,
  setEntry,
} from '@sluice/golang/json';
import { UrlError, parseUrl, urlText } from '@sluice/golang/url';
import { GoError } from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type Chart } from '../chart/chart';
import { messageOf } from '../chart/error';
import { loadChart } from '../chart/load';
import { compareNames } from '../chart/tree';
import { validateMetadata } from '../chart/validate';
import { metadataJson } from '../release/chart-json';
import { RawJson, listJson, structJson, unlessEmpty } from '../release/go-json';
import { sha256 } from './content-cache';
import { fileError } from './file-error';
import { type ChartVersion, RepositoryIndex, sortVersions } from './index-file';
import { localTime } from './lock-file';
import { replaceFile } from './replace-file';
import { cleanPath } from './urls';

export interface IndexDirectoryOptions {
  /** Where the archives will be; without it URLs are relative. */
  url?: string;
  /** An index whose entries are kept where the directory has no such version. It is made when it is not there. */
  merge?: string;
  /** Write JSON in place of YAML. */
  json?: boolean;
  warn?(message: string): void;
  now(): Date;
}

function joinUrl(base: string, ...parts: string[]): string {
  const joined = (path: string) => {
    const kept = [path, ...parts].filter(part => part !== '').join('/');
    return kept === '' ? '' : cleanPath(kept);
  };
  try {
    const url = parseUrl(base);
    return urlText({ ...url, path: joined(url.path) });
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return joined(base);
  }
}

/** The archives in a directory, and in those right below it; relative. */
function archivesIn(directory: string): string[] {
  const list = (below: string) =>
    readdirSync(join(directory, below)).sort(compareNames);
  const top = list('');
  const nested = top
    .filter(name =>
      statSync(join(directory, name), {
        throwIfNoEntry: false,
      })?.isDirectory(),
    )
    .flatMap(folder =>
      list(folder)
        .filter(name => name.endsWith('.tgz'))
        .map(name => `${folder}/${name}`),
    );
  return [...top.filter(name => name.endsWith('.tgz')), ...nested];
}

function versionOf(
  directory: string,
  path: string,
  { url = '', now }: IndexDirectoryOptions,
): ChartVersion | undefined {
  let chart: Chart;
  try {
    chart = loadChart(join(directory, path));
  } catch {
    // What is no chart is left out.
    return undefined;
  }
  const folder = dirname(path);
  const base = joinUrl(url, folder === '.' ? '' : folder);
  const file = basename(path);
  const { metadata } = chart;
  metadata.apiVersion ||= 'v1';
  try {
    validateMetadata(metadata);
  } catch (error) {
    throw new GoError(
      `failed adding to ${file} to index: validate failed for ${file}: ${messageOf(
        error,
      )}`,
      { cause: error },
    );
  }
  return {
    metadata,
    urls: [base === '' ? file : joinUrl(base, file)],
    created: localTime(now()),
    digest: sha256(readFileSync(join(directory, path))),
  };
}

function versionJson(version: ChartVersion): RawJson {
  const metadata = metadataJson(version.metadata).text.slice(1, -1);
  const own = structJson([
    ['urls', version.urls],
    ['created', version.created || '0001-01-01T00:00:00Z'],
    ['digest', unlessEmpty(version.digest)],
  ]).text.slice(1);
  return new RawJson(`{${metadata === '' ? '' : `${metadata},`}${own}`);
}

function indexJson(
  entries: ReadonlyMap<string, readonly ChartVersion[]>,
  now: Date,
): JsonObject {
  const sorted: JsonObject = Object.create(null);
  for (const name of [...entries.keys()].sort(compareNames)) {
    const versions = (entries.get(name) ?? []).map(versionJson);
    setEntry(sorted, name, parseJson(listJson(versions).text));
  }
  return { apiVersion: 'v1', generated: localTime(now), entries: sorted };
}

function write(
  path: string,
  entries: ReadonlyMap<string, readonly ChartVersion[]>,
  { json, now }: IndexDirectoryOptions,
): void {
  const index = indexJson(entries, now());
  replaceFile(path, json ? indented(index, '') : emitSigsYaml(index));
}

/** JSON as Go indents it. */
function indented(value: JsonValue, before: string): string {
  const inner = `${before}  `;
  if (Array.isArray(value) && value.length > 0) {
    const items = value.map(item => `${inner}${indented(item, inner)}`);
    return `[\n${items.join(',\n')}\n${before}]`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = Object.keys(value).map(
      key =>
        `${inner}${text(key)}: ${indented(entryOf(value, key) ?? null, inner)}`,
    );
    return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${before}}`;
  }
  return text(value);
}

function text(value: JsonValue): string {
  return structJson([['', value]]).text.slice('{"":'.length, -1);
}

function mergedWith(
  path: string,
  options: IndexDirectoryOptions,
): RepositoryIndex | undefined {
  if (!existsSync(path)) {
    write(path, new Map(), options);
    return undefined;
  }
  try {
    return RepositoryIndex.parse(readFileSync(path), {
      source: path,
      warn: options.warn,
    });
  } catch (error) {
    throw new GoError(
      `merge failed: error loading ${path}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/**
 * Writes `index.yaml` of the archives in a directory (`helm repo index`).
 *
 * @throws GoError with Helm's message
 */
export function indexDirectory(
  directory: string,
  options: IndexDirectoryOptions,
): void {
  const entries = new Map<string, ChartVersion[]>();
  const add = (version: ChartVersion) => {
    const { name } = version.metadata;
    entries.set(name, [...(entries.get(name) ?? []), version]);
  };
  for (const path of existsSync(directory) ? archivesIn(directory) : []) {
    const version = versionOf(directory, path, options);
    if (version) add(version);
  }
  if (options.merge) {
    const known = mergedWith(options.merge, options);
    for (const name of known?.names ?? []) {
      for (const version of known?.versions(name) ?? []) {
        const has = entries
          .get(version.metadata.name)
          ?.some(each => each.metadata.version === version.metadata.version);
        if (!has) add(version);
      }
    }
  }
  const sorted = new Map(
    [...entries].map(([name, versions]) => [name, sortVersions(versions)]),
  );
  const path = join(directory, 'index.yaml');
  try {
    write(path, sorted, options);
  } catch (error) {
    throw fileError('open', path, error);
  }
}

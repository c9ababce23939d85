import { MONTHS } from '@sluice/golang/time';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IndexCache, RepositoriesFile } from '@sluice/helm';
import type { HelmCall } from '../helmCommand';
import { pathsOf } from '../repositoryPaths';
import { type Choices, Directive, nothing } from './directive';

/** The names of repositories, with their URLs; empty where they cannot be read. */
export function repositoryChoices(
  call: HelmCall,
  except: readonly string[] = [],
): string[] {
  const { repositoryConfig } = pathsOf(call);
  const entries = attempt(
    () => RepositoriesFile.load(repositoryConfig).entries,
    [],
  );
  return entries
    .filter(({ name }) => !except.includes(name))
    .map(({ name, url }) => `${name}\t${url}`);
}

/** Who completes a line does not want to hear why there is nothing to offer. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The charts of a repository: of the list beside the cached index, else of the index. */
function chartsOf(repository: string, call: HelmCall): string[] {
  const { repositoryCache } = pathsOf(call);
  const list = join(repositoryCache, `${repository}-charts.txt`);
  const names =
    attempt(
      () => readFileSync(list, 'utf8').split(/\r?\n/).filter(Boolean),
      undefined,
    ) ??
    attempt(() => new IndexCache(repositoryCache).load(repository).names, []);
  return names.map(name => `${repository}/${name}`);
}

const schemes: readonly (readonly [string, string])[] = [
  ['oci://', 'Chart OCI prefix'],
  ['https://', 'Chart URL prefix'],
  ['http://', 'Chart URL prefix'],
  ['file://', 'Chart local URL prefix'],
];

/** What a chart can be: one of a repository, a URL, or a file (`withFiles`). */
export function chartChoices(
  call: HelmCall,
  word: string,
  withFiles: boolean,
): Choices {
  const choices: string[] = [];
  let noSpace = false;
  const noFiles = !withFiles;
  for (const line of repositoryChoices(call)) {
    const [repository, url] = line.split('\t');
    if (word.startsWith(`${repository}/`)) {
      choices.push(...chartsOf(repository, call));
      noSpace = false;
      break;
    }
    if (repository.startsWith(word)) {
      choices.push(`${repository}/\t${url}`);
      noSpace = true;
    }
  }
  for (const [scheme, what] of schemes) {
    if (scheme.startsWith(word)) {
      choices.push(`${scheme}\t${what}`);
      noSpace = true;
    }
  }
  if (withFiles && choices.length > 0 && word !== '') {
    const names = attempt(() => readdirSync(call.context.cwd).sort(), []);
    choices.push(...names.filter(name => name.startsWith(word)));
  }
  if (withFiles && word === '') {
    choices.push(
      './\tRelative path prefix to local chart',
      '/\tAbsolute path prefix to local chart',
    );
  }
  const directive =
    (noFiles ? Directive.noFiles : 0) + (noSpace ? Directive.noSpace : 0);
  return { choices, directive };
}

/** `July 9, 2018` of an RFC 3339 time; without one, Go's beginning of time. */
function dateText(time: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(time) ?? [];
  return year === undefined
    ? 'January 1, 0001'
    : `${MONTHS[Number(month) - 1]} ${Number(day)}, ${year}`;
}

/** The versions of a chart of a repository. */
export function versionChoices(call: HelmCall, reference: string): Choices {
  const [repository, name, ...rest] = reference.split('/');
  if (name === undefined || rest.length > 0) return nothing;
  const { repositoryCache } = pathsOf(call);
  const versions = attempt(
    () => new IndexCache(repositoryCache).load(repository).versions(name),
    undefined,
  );
  const choices = (versions ?? []).map(({ metadata, created }) => {
    const app = metadata.appVersion ? `App: ${metadata.appVersion}, ` : '';
    const old = metadata.deprecated ? '(deprecated)' : '';
    return `${metadata.version}\t${app}Created: ${dateText(created)} ${old}`;
  });
  return { choices, directive: Directive.noFiles };
}

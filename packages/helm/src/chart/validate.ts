import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { SemverError, Version } from '@sluice/golang/semver';
import { ChartValidationError } from './error';
import { type Dependency, type Metadata } from './metadata';

/** What Go's `unicode.IsSpace` takes for space. */
const SPACE =
  /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

/** Letters, marks, numbers, punctuation and symbols: what `unicode.IsPrint` takes. */
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;

/** Every space made an ordinary one, and what cannot be printed removed. */
export function sanitize(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let result = '';
  for (const character of text) {
    if (SPACE.test(character)) result += ' ';
    else if (PRINTABLE.test(character)) result += character;
  }
  return result;
}

/** Whether a text is a version, also a short one. */
export function isSemver(text: string): boolean {
  try {
    Version.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

/**
 * Cleans a dependency's texts and checks it.
 *
 * @throws ChartValidationError
 */
export function validateDependency(dependency: Dependency | null): void {
  if (dependency === null) {
    throw new ChartValidationError(
      'dependencies must not contain empty or null nodes',
    );
  }
  dependency.name = sanitize(dependency.name);
  dependency.version = sanitize(dependency.version);
  dependency.repository = sanitize(dependency.repository);
  dependency.condition = sanitize(dependency.condition);
  dependency.tags = dependency.tags && dependency.tags.map(sanitize);
  if (dependency.alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
    throw new ChartValidationError(
      `dependency ${quote(
        dependency.name,
      )} has disallowed characters in the alias`,
    );
  }
}

function sanitizeMetadata(metadata: Metadata): void {
  metadata.name = sanitize(metadata.name);
  metadata.description = sanitize(metadata.description);
  metadata.home = sanitize(metadata.home);
  metadata.icon = sanitize(metadata.icon);
  metadata.condition = sanitize(metadata.condition);
  metadata.tags = sanitize(metadata.tags);
  metadata.appVersion = sanitize(metadata.appVersion);
  metadata.kubeVersion = sanitize(metadata.kubeVersion);
  metadata.sources = metadata.sources && metadata.sources.map(sanitize);
  metadata.keywords = metadata.keywords && metadata.keywords.map(sanitize);
}

function checkName(name: string): void {
  if (name === '') {
    throw new ChartValidationError('chart.metadata.name is required');
  }
  if (name === '.' || name === '..') {
    throw new ChartValidationError(
      `chart.metadata.name ${quote(name)} is not allowed`,
    );
  }
  if (name !== posix.basename(name) || name.endsWith('/')) {
    throw new ChartValidationError(
      `chart.metadata.name ${quote(name)} is invalid`,
    );
  }
}

function checkVersion(version: string): void {
  if (version === '') {
    throw new ChartValidationError('chart.metadata.version is required');
  }
  if (!isSemver(version)) {
    throw new ChartValidationError(
      `chart.metadata.version ${quote(version)} is invalid`,
    );
  }
}

function checkDependencies(dependencies: readonly (Dependency | null)[]): void {
  const names = new Set<string>();
  for (const dependency of dependencies) {
    validateDependency(dependency);
    const key = dependency?.alias || dependency?.name || '';
    if (names.has(key)) {
      throw new ChartValidationError(
        `more than one dependency with name or alias ${quote(key)}`,
      );
    }
    names.add(key);
  }
}

/**
 * Cleans the texts of metadata and checks them.
 *
 * @throws ChartValidationError
 */
export function validateMetadata(metadata: Metadata | null): void {
  if (metadata === null) {
    throw new ChartValidationError('chart.metadata is required');
  }
  sanitizeMetadata(metadata);
  if (metadata.apiVersion === '') {
    throw new ChartValidationError('chart.metadata.apiVersion is required');
  }
  checkName(metadata.name);
  checkVersion(metadata.version);
  if (!['', 'application', 'library'].includes(metadata.type)) {
    throw new ChartValidationError(
      'chart.metadata.type must be application or library',
    );
  }
  for (const maintainer of metadata.maintainers ?? []) {
    if (maintainer === null) {
      throw new ChartValidationError(
        'maintainers must not contain empty or null nodes',
      );
    }
    maintainer.name = sanitize(maintainer.name);
    maintainer.email = sanitize(maintainer.email);
    maintainer.url = sanitize(maintainer.url);
  }
  checkDependencies(metadata.dependencies ?? []);
}

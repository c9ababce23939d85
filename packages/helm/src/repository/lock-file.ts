import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@sluice/golang/json';
import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type Dependency, type Lock } from '../chart/metadata';
import { dependencyJson } from '../release/chart-json';
import { listJson, structJson } from '../release/go-json';
import { replaceFile } from './replace-file';

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The digest of a lock file: of what is asked for and what that became. */
export function lockDigest(
  dependencies: readonly (Dependency | null)[],
  locked: readonly (Dependency | null)[] | null,
): string {
  return digestOf(
    listJson([
      listJson(dependencies.map(dependencyJson)),
      listJson(locked && locked.map(dependencyJson)),
    ]).text,
  );
}

/** The digest that Helm 2 gave lock files: of what is asked for. */
export function lockDigestOfHelm2(
  dependencies: readonly (Dependency | null)[],
): string {
  const list = listJson(dependencies.map(dependencyJson));
  return digestOf(structJson([['dependencies', list]]).text);
}

/** A time as Go prints it, with the offset of this machine's zone. */
export function localTime(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + minutes * 60_000)
    .toISOString()
    .replace(/\.?0*Z$/, '');
  if (minutes === 0) return `${local}Z`;
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(
    size % 60,
  )}`;
}

function dependencyValue(dependency: Dependency | null): JsonValue {
  return parseJson(dependencyJson(dependency).text);
}

/** `Chart.lock` as YAML. */
export function lockText(lock: Lock): string {
  const content: JsonObject = {
    generated: lock.generated,
    digest: lock.digest,
    dependencies: lock.dependencies && lock.dependencies.map(dependencyValue),
  };
  return emitSigsYaml(content);
}

/** Where a chart keeps its lock. */
export function lockFileName(apiVersion: string): string {
  return apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock';
}

/**
 * Checks that the lock of a chart can be written: a link is not written through.
 *
 * @throws GoError with Helm's message
 */
export function checkLockFile(directory: string, name: string): void {
  const path = join(directory, name);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) {
    throw new GoError(
      `the ${name} file is a symlink to ${quote(readlinkSync(path))}`,
    );
  }
}

/** Writes the lock of a chart. @throws GoError where there is a link */
export function writeLock(directory: string, name: string, lock: Lock): void {
  checkLockFile(directory, name);
  replaceFile(join(directory, name), lockText(lock));
}

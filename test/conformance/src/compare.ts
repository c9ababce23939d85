import { isObject, type Json } from './json';

/** A place where two answers are not the same; undefined where there is nothing. */
export interface Difference {
  /** For example `body.metadata.labels["a/b"]`. */
  path: string;
  embedded: Json | undefined;
  real: Json | undefined;
}

/** Every difference between two values, those of the embedded server first. */
export function compare(
  embedded: Json | undefined,
  real: Json | undefined,
  path = '',
): Difference[] {
  if (Array.isArray(embedded) && Array.isArray(real)) {
    if (embedded.length !== real.length) {
      const found = byName(embedded, real, path);
      if (found) return found;
    }
    const length = Math.max(embedded.length, real.length);
    return Array.from({ length }, (_item, index) =>
      compare(embedded[index], real[index], `${path}[${index}]`),
    ).flat();
  }
  if (isObject(embedded) && isObject(real)) {
    const keys = new Set([...Object.keys(embedded), ...Object.keys(real)]);
    return [...keys]
      .sort()
      .flatMap(key =>
        compare(own(embedded, key), own(real, key), join(path, key)),
      );
  }
  return embedded === real ? [] : [{ path, embedded, real }];
}

/** Lists of text, or of objects with names, differ in what one has and the other has not. */
function byName(
  embedded: Json[],
  real: Json[],
  path: string,
): Difference[] | undefined {
  const ours = named(embedded);
  const theirs = named(real);
  if (!ours || !theirs) return undefined;
  const names = new Set([...theirs.keys(), ...ours.keys()]);
  return [...names].flatMap(name =>
    compare(ours.get(name), theirs.get(name), `${path}[${name}]`),
  );
}

/** Items by text or name; undefined when some have none, or share one. */
function named(items: Json[]): Map<string, Json> | undefined {
  const result = new Map<string, Json>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined || result.has(name)) return undefined;
    result.set(name, item);
  }
  return result;
}

function nameOf(item: Json): string | undefined {
  if (typeof item === 'string') return item;
  if (!isObject(item)) return undefined;
  for (const key of [
    'name',
    'groupVersion',
    'subresource',
    'resource',
    'version',
  ]) {
    const name = item[key];
    if (typeof name === 'string') return name;
  }
  const { metadata } = item;
  return isObject(metadata) ? nameOf(metadata) : undefined;
}

function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function join(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Characters of a value that reports show. */
const reported = 1000;

/** One line per side. */
export function describe({ path, embedded, real }: Difference): string {
  return [
    `      ${path}`,
    `        real:     ${shown(real).slice(0, reported)}`,
    `        embedded: ${shown(embedded).slice(0, reported)}`,
  ].join('\n');
}

/** A value as reports and the list of known differences show it. */
export function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

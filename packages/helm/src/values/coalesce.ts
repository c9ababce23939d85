import { quote, sprintf } from '@sluice/golang/fmt';
import { GoError, type GoMap, type GoValue } from '@sluice/golang/value';
import { type Chart } from '../chart';
import { type Warn } from '../warn';
import { copyTable, isTable } from './table';

const GLOBAL = 'global';

/** How tables are put together: `keepNulls` merges, otherwise a null removes what it stands over. */
interface Mode {
  keepNulls: boolean;
  warn: Warn;
}

/** A key behind the keys that lead to it. */
export function concatPrefix(prefix: string, key: string): string {
  return prefix === '' ? key : `${prefix}.${key}`;
}

function removeNulls(table: GoMap): void {
  for (const [key, value] of table) {
    if (value === null) table.delete(key);
    else if (isTable(value)) removeNulls(value);
  }
}

/** Puts a table under another, whose entries win; both may change. */
function coalesceInto(
  target: GoMap,
  source: GoMap,
  prefix: string,
  mode: Mode,
): GoMap {
  const hadValue = new Set<string>();
  for (const [key, value] of source) {
    if (value !== null) hadValue.add(key);
  }
  for (const [key, value] of target) {
    if (value === null) source.set(key, null);
  }
  for (const [key, value] of source) {
    const own = target.get(key);
    if (own === undefined) {
      target.set(key, value);
    } else if (!mode.keepNulls && own === null && hadValue.has(key)) {
      target.delete(key);
    } else if (isTable(value)) {
      const path = concatPrefix(prefix, key);
      if (isTable(own)) {
        coalesceInto(own, value, path, mode);
      } else {
        mode.warn(
          `warning: cannot overwrite table with non table for ${path} (${sprintf(
            '%v',
            [value],
          )})`,
        );
      }
    } else if (isTable(own) && value !== null) {
      mode.warn(
        `warning: destination for ${concatPrefix(
          prefix,
          key,
        )} is a table. Ignoring non-table value (${sprintf('%v', [value])})`,
      );
    }
  }
  return target;
}

/** Gives the globals of a chart to one below it; those of the upper one win. */
function coalesceGlobals(
  target: GoMap,
  source: GoMap,
  prefix: string,
  mode: Mode,
): void {
  const own = target.get(GLOBAL) ?? new Map();
  if (!isTable(own) || target.get(GLOBAL) === null) {
    mode.warn(
      `warning: skipping globals because destination ${GLOBAL} is not a table.`,
    );
    return;
  }
  const given = source.has(GLOBAL) ? source.get(GLOBAL) : new Map();
  if (!isTable(given)) {
    mode.warn(
      `warning: skipping globals because source ${GLOBAL} is not a table.`,
    );
    return;
  }
  for (const [key, value] of given) {
    const before = own.get(key);
    if (isTable(value)) {
      const copy = new Map(value);
      if (before === undefined) {
        own.set(key, copy);
      } else if (isTable(before)) {
        coalesceInto(copy, before, concatPrefix(prefix, key), {
          ...mode,
          keepNulls: true,
        });
        own.set(key, copy);
      } else {
        mode.warn(
          `Conflict: cannot merge map onto non-map for ${quote(
            key,
          )}. Skipping.`,
        );
      }
    } else if (isTable(before)) {
      mode.warn(`key ${key} is table. Skipping`);
    } else {
      own.set(key, value);
    }
  }
  target.set(GLOBAL, own);
}

function coalesceTable(
  chart: Chart,
  key: string,
  own: GoMap,
  value: GoValue,
  prefix: string,
  mode: Mode,
): void {
  if (!isTable(value)) {
    if (value !== null) {
      mode.warn(`warning: skipped value for ${prefix}.${key}: Not a table.`);
    }
    return;
  }
  // What is meant for a chart below keeps its nulls until that chart's own turn.
  const keepNulls =
    mode.keepNulls || chart.dependencies.some(({ name }) => name === key);
  if (!keepNulls) removeNulls(value);
  coalesceInto(own, value, concatPrefix(prefix, key), { ...mode, keepNulls });
}

/** Puts a chart's default values under given ones. */
function coalesceDefaults(
  chart: Chart,
  values: GoMap,
  prefix: string,
  mode: Mode,
): void {
  const path = concatPrefix(prefix, chart.name);
  for (const [key, value] of copyTable(chart.values ?? new Map())) {
    const own = values.get(key);
    if (own === undefined) {
      if (mode.keepNulls || value !== null) {
        if (!mode.keepNulls && isTable(value)) removeNulls(value);
        values.set(key, value);
      }
    } else if (own === null && !mode.keepNulls) {
      values.delete(key);
    } else if (isTable(own)) {
      coalesceTable(chart, key, own, value, path, mode);
    }
  }
}

function coalesce(
  chart: Chart,
  values: GoMap,
  prefix: string,
  mode: Mode,
): GoMap {
  coalesceDefaults(chart, values, prefix, mode);
  for (const child of chart.dependencies) {
    const own = values.get(child.name) ?? new Map();
    if (!isTable(own) || values.get(child.name) === null) {
      const shown = values.get(child.name) ?? null;
      throw new GoError(
        `type mismatch on ${child.name}: ${sprintf('%t', [shown])}`,
      );
    }
    const path = concatPrefix(prefix, chart.name);
    coalesceGlobals(own, values, path, mode);
    values.set(child.name, coalesce(child, own, path, mode));
  }
  return values;
}

const silent: Warn = () => {};

/**
 * The values of a chart and all below it: given ones over defaults, upper charts over lower ones. A null removes a key.
 *
 * @throws GoError where values of a chart below are no table
 */
export function coalesceValues(
  chart: Chart,
  values: GoMap,
  warn: Warn = silent,
): GoMap {
  return coalesce(chart, copyTable(values), '', { keepNulls: false, warn });
}

/** As {@link coalesceValues}, but nulls stay, for a later coalescing. */
export function mergeValues(
  chart: Chart,
  values: GoMap,
  warn: Warn = silent,
): GoMap {
  return coalesce(chart, copyTable(values), '', { keepNulls: true, warn });
}

/** Puts a table under another in place; nulls remove. */
export function coalesceTables(
  target: GoMap | null,
  source: GoMap | null,
  warn: Warn = silent,
): GoMap | null {
  if (!source) return target;
  return target
    ? coalesceInto(target, source, '', { keepNulls: false, warn })
    : source;
}

/** Puts a table under another in place; nulls stay. */
export function mergeTables(
  target: GoMap | null,
  source: GoMap | null,
  warn: Warn = silent,
): GoMap | null {
  if (!source) return target;
  return target
    ? coalesceInto(target, source, '', { keepNulls: true, warn })
    : source;
}

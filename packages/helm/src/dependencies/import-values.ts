import { type JsonValue, entryOf } from '@sluice/golang/json';
import { formatValue } from '@sluice/golang/fmt';
import { type GoMap } from '@sluice/golang/value';
import { type Chart } from '../chart';
import { type Warn, mergeTables, mergeValues } from '../values/coalesce';
import { NoValueError, copyTable, tableAt } from '../values/table';

/** What is taken from a chart below, and where to; `.` is the top. */
interface Import {
  child: string;
  parent: string;
}

function importOf(value: JsonValue): Import | undefined {
  if (typeof value === 'string') {
    return { child: `exports.${value}`, parent: '.' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  return {
    child: formatValue(entryOf(value, 'child') ?? null),
    parent: formatValue(entryOf(value, 'parent') ?? null),
  };
}

/** A table within tables that are named by a path. */
function tablesAround(path: string, table: GoMap): GoMap {
  if (path === '.') return table;
  return path
    .split('.')
    .reduceRight<GoMap>((inner, key) => new Map([[key, inner]]), table);
}

function tableOf(values: GoMap, path: string, warn: Warn): GoMap | undefined {
  try {
    return tableAt(values, path);
  } catch (error) {
    if (!(error instanceof NoValueError)) throw error;
    warn(`ImportValues missing table from chart: ${error.message}`);
    return undefined;
  }
}

function importOwn(chart: Chart, warn: Warn): void {
  if (chart.metadata.dependencies === null) return;
  const values = mergeValues(chart, new Map(), warn);
  let imported: GoMap = new Map();
  for (const dependency of chart.metadata.dependencies) {
    if (dependency) {
      const imports = (dependency.importValues ?? []).flatMap(
        value => importOf(value) ?? [],
      );
      for (const { child, parent } of imports) {
        const table = tableOf(values, `${dependency.name}.${child}`, warn);
        if (table) {
          imported =
            mergeTables(imported, tablesAround(parent, table), warn) ??
            imported;
        }
      }
      dependency.importValues =
        imports.length > 0 ? imports.map(item => ({ ...item })) : null;
    }
  }
  chart.values = mergeTables(copyTable(values), imported, warn) ?? undefined;
}

/** Puts the values that charts import from those below them under their own defaults, from the bottom up. Changes the chart. */
export function processImports(chart: Chart, warn: Warn): void {
  for (const child of chart.dependencies) processImports(child, warn);
  importOwn(chart, warn);
}

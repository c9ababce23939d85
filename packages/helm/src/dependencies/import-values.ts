import { type JsonValue, entryOf } from '@sluice/golang/json';
import { formatValue } from '@sluice/golang/fmt';
import { type GoMap } from '@sluice/golang/value';
import { type Chart, type Dependency } from '../chart';
import { mergeTables, mergeValues } from '../values/coalesce';
import { NoValueError, copyTable, tableAt } from '../values/table';
import { type Warn } from '../warn';

/** What is taken from a chart below, and where to; `.` is the top. */
interface Import {
  child: string;
  parent: string;
  isExport: boolean;
}

/** A text is short for what the chart below exports. */
function importOf(value: JsonValue): Import | undefined {
  if (typeof value === 'string') {
    return { child: `exports.${value}`, parent: '.', isExport: true };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  return {
    child: formatValue(entryOf(value, 'child') ?? null),
    parent: formatValue(entryOf(value, 'parent') ?? null),
    isExport: false,
  };
}

/** A table within tables that are named by a path. */
function tablesAround(path: string, table: GoMap): GoMap {
  if (path === '.') return table;
  return path
    .split('.')
    .reduceRight<GoMap>((inner, key) => new Map([[key, inner]]), table);
}

function tableOf(
  values: GoMap,
  { name }: Dependency,
  { child, isExport }: Import,
  warn: Warn,
): GoMap | undefined {
  try {
    return tableAt(values, `${name}.${child}`);
  } catch (error) {
    if (!(error instanceof NoValueError)) throw error;
    const { message } = error;
    if (isExport) {
      warn('ImportValues missing table', {
        level: 'WARN',
        fields: { error: message },
      });
    } else {
      warn('ImportValues missing table from chart', {
        level: 'WARN',
        fields: { chart: name, error: message },
      });
    }
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
      for (const each of imports) {
        const table = tableOf(values, dependency, each, warn);
        if (table) {
          const own = tablesAround(each.parent, table);
          imported = mergeTables(imported, own, warn) ?? imported;
        }
      }
      dependency.importValues =
        imports.length > 0
          ? imports.map(({ child, parent }) => ({ child, parent }))
          : null;
    }
  }
  chart.values = mergeTables(copyTable(values), imported, warn) ?? undefined;
}

/** Puts the values that charts import from those below them under their own defaults, from the bottom up. Changes the chart. */
export function processImports(chart: Chart, warn: Warn): void {
  for (const child of chart.dependencies) processImports(child, warn);
  importOwn(chart, warn);
}

import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import { tableColumns } from './tableColumns';

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function metadataText(object: JsonObject, key: string): string {
  const metadata = entryOf(object, 'metadata');
  const value = isObject(metadata) ? entryOf(metadata, key) : undefined;
  return typeof value === 'string' ? value : '';
}

/** How long ago something was, in the two units that matter (`3d4h`), as kubectl tells. */
export function ageText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 0) return seconds < -1 ? '<invalid>' : '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return withRest(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (years < 8) return withRest(years, 'y', days % 365, 'd');
  return `${years}y`;
}

function withRest(a: number, unit: string, b: number, small: string): string {
  return b === 0 ? `${a}${unit}` : `${a}${unit}${b}${small}`;
}

function elementsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** A cell in one line; what moves the cursor is made visible. */
function cellText(cell: JsonValue): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return JSON.stringify(cell);
  const end = cell.search(/[\f\n\r]/);
  const line = end < 0 ? cell : `${cell.slice(0, end)}...`;
  return line.replaceAll('\x1b', '^[');
}

function isTable(object: JsonObject): boolean {
  return (
    entryOf(object, 'kind') === 'Table' &&
    /^meta\.k8s\.io\/v1(?:beta1)?$/.test(String(entryOf(object, 'apiVersion')))
  );
}

/**
 * Prints objects, or tables that a server made of them, one after the other. What names the columns is printed again only where
 * they are others than before (kubectl's printer).
 */
class ObjectPrinter {
  readonly #now: Date;
  /** The columns of the last table, as text. */
  #columns = '';
  #printedHeaders = false;
  #printedObject = false;

  constructor(now: Date) {
    this.#now = now;
  }

  print(object: JsonObject): string {
    return tableColumns(
      isTable(object) ? this.#table(object) : this.#object(object),
    );
  }

  #table(table: JsonObject): string {
    const columns = elementsOf(entryOf(table, 'columnDefinitions')).filter(
      isObject,
    );
    const rows = elementsOf(entryOf(table, 'rows')).filter(isObject);
    const text = JSON.stringify(columns);
    const known = this.#printedHeaders && text === this.#columns;
    if (text !== this.#columns) this.#printedHeaders = false;
    this.#columns = text;
    if (rows.length === 0) return '';
    this.#printedHeaders = true;
    const shown = columns.map(
      column => (entryOf(column, 'priority') ?? 0) === 0,
    );
    const lines = rows.map(row =>
      elementsOf(entryOf(row, 'cells'))
        .filter((_, i) => shown[i])
        .map(cellText),
    );
    if (!known) {
      const names = columns.filter((_, i) => shown[i]);
      lines.unshift(
        names.map(column => String(entryOf(column, 'name')).toUpperCase()),
      );
    }
    return lines.map(cells => `${cells.join('\t')}\n`).join('');
  }

  #object(object: JsonObject): string {
    const items = entryOf(object, 'items');
    const objects = Array.isArray(items) ? items.filter(isObject) : [object];
    const rows = objects.map(
      item => `${metadataText(item, 'name')}\t${this.#age(item)}\n`,
    );
    const header = this.#printedObject ? '' : 'NAME\tAGE\n';
    this.#printedObject = true;
    return header + rows.join('');
  }

  #age(object: JsonObject): string {
    const created = Date.parse(metadataText(object, 'creationTimestamp'));
    return Number.isNaN(created)
      ? '<unknown>'
      : ageText(this.#now.getTime() - created);
  }
}

/** The objects of a release by kind, as tables say or with their names and ages; '' where there are none. */
export function objectsText(
  resources: JsonObject | undefined,
  now: Date,
): string {
  const kinds = Object.keys(resources ?? {});
  if (!resources || kinds.length === 0) return '';
  const printer = new ObjectPrinter(now);
  const parts = kinds.map(kind => {
    const objects = elementsOf(entryOf(resources, kind)).filter(isObject);
    const printed = objects.map(object => printer.print(object));
    return `==> ${kind}\n${printed.join('')}\n`;
  });
  return `RESOURCES:\n${parts.join('')}\n`;
}

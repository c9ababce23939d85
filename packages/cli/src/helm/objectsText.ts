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

function rowOf(object: JsonObject, now: Date): string[] {
  const created = Date.parse(metadataText(object, 'creationTimestamp'));
  return [
    metadataText(object, 'name'),
    Number.isNaN(created) ? '<unknown>' : ageText(now.getTime() - created),
  ];
}

/** The objects of a release by kind, with their names and ages; '' where there are none. */
export function objectsText(
  resources: JsonObject | undefined,
  now: Date,
): string {
  const kinds = Object.keys(resources ?? {});
  if (!resources || kinds.length === 0) return '';
  const parts = kinds.map(kind => {
    const objects = entryOf(resources, kind);
    const rows = (Array.isArray(objects) ? objects : [])
      .filter(isObject)
      .map(object => rowOf(object, now));
    return `==> ${kind}\n${tableColumns([['NAME', 'AGE'], ...rows])}\n`;
  });
  return `RESOURCES:\n${parts.join('')}\n`;
}

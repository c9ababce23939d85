import type { KubernetesObject } from '@sluice/kubernetes';
import { listAt, numberAt, objectsAt, textAt, textsAt } from './fields';

type Cell = string | number | boolean | null;
/** Gives one cell of a row; `now` in milliseconds. */
export type CellReader = (object: KubernetesObject, now: number) => Cell;

/** What kubectl shows where there is nothing. */
export const none = '<none>';

/** The text at a path. */
export const path =
  (...names: string[]): CellReader =>
  object =>
    textAt(object, ...names);
/** The number at a path, 0 without one. */
export const number =
  (...names: string[]): CellReader =>
  object =>
    numberAt(object, ...names) ?? 0;

/** `a=b,c in (d,e)` as kubectl shows selectors. */
export function printedSelector(selector: unknown): string {
  const parts = textsAt(selector, 'matchLabels').map(
    ([key, value]) => `${key}=${value}`,
  );
  for (const expression of objectsAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key');
    const values = listAt(expression, 'values').join(',');
    switch (textAt(expression, 'operator')) {
      case 'In':
        parts.push(`${key} in (${values})`);
        break;
      case 'NotIn':
        parts.push(`${key} notin (${values})`);
        break;
      case 'Exists':
        parts.push(key);
        break;
      default:
        parts.push(`!${key}`);
    }
  }
  return parts.length === 0 ? none : parts.sort().join(',');
}

/** `a=b,c=d` */
export function printedMap(map: unknown): string {
  const parts = textsAt(map).map(([key, value]) => `${key}=${value}`);
  return parts.length === 0 ? none : parts.sort().join(',');
}

/** The first three and how many more there are. */
export function firstThree(items: readonly unknown[]): string {
  return items.length > 3
    ? `${items.slice(0, 3).join(',')} + ${items.length - 3} more...`
    : items.join(',');
}

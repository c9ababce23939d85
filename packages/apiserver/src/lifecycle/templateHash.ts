import { createHash } from 'node:crypto';
import type { JsonValue } from '@sluice/golang/json';
import { isObject } from '../resources/fields';

/** Letters and digits that form no words. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const length = 10;

function canonical(value: JsonValue | undefined): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (isObject(value)) {
    return Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]);
  }
  return typeof value === 'bigint' ? value.toString() : value;
}

/** A short name for a pod template, stable whatever the order of its fields. */
export function templateHash(template: JsonValue | undefined): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(canonical(template)) ?? '')
    .digest();
  return [...digest.subarray(0, length)]
    .map(byte => alphabet[byte % alphabet.length])
    .join('');
}

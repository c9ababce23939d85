import { SemverError } from './error';
import { tryParseUint } from './uint';

const DIGITS = /^[0-9]*$/;
const ALLOWED = /^[0-9A-Za-z-]*$/;

/**
 * Checks what stands behind the hyphen of a version.
 * @throws SemverError
 */
export function validatePrerelease(text: string): void {
  for (const part of text.split('.')) {
    if (part === '' || !ALLOWED.test(part)) {
      throw new SemverError('invalid prerelease string');
    }
    if (DIGITS.test(part) && part.length > 1 && part.startsWith('0')) {
      throw new SemverError('version segment starts with 0');
    }
  }
}

/**
 * Checks what stands behind the plus of a version.
 * @throws SemverError
 */
export function validateMetadata(text: string): void {
  for (const part of text.split('.')) {
    if (part === '' || !ALLOWED.test(part)) {
      throw new SemverError('invalid metadata string');
    }
  }
}

/** Numbers come before texts; a number that is no uint64 counts as a text, as in Go. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  const numberA = tryParseUint(a);
  const numberB = tryParseUint(b);
  if (numberA === undefined && numberB === undefined) return a > b ? 1 : -1;
  if (numberA === undefined) return 1;
  if (numberB === undefined) return -1;
  return numberA > numberB ? 1 : -1;
}

/** Orders two prereleases part by part; one with more parts comes later. */
export function comparePrereleases(a: string, b: string): -1 | 0 | 1 {
  const partsA = a.split('.');
  const partsB = b.split('.');
  const length = Math.max(partsA.length, partsB.length);
  for (let i = 0; i < length; i++) {
    const order = comparePart(partsA[i] ?? '', partsB[i] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

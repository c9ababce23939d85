import { randomInt } from 'node:crypto';

const nameSuffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
const nameSuffixLength = 5;
const generatedNameLength = 63;

/** A name that starts with `generateName`, as the API server makes them. */
export function generatedName(base: string): string {
  let suffix = '';
  for (let index = 0; index < nameSuffixLength; index++) {
    suffix += nameSuffixAlphabet[randomInt(nameSuffixAlphabet.length)];
  }
  return base.slice(0, generatedNameLength - nameSuffixLength) + suffix;
}

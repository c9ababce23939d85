const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

function isLetter(code: number): boolean {
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  }
  return LETTER.test(String.fromCodePoint(code));
}

function isDigit(code: number): boolean {
  if (code < 128) {
    return code >= 48 && code <= 57;
  }
  return DIGIT.test(String.fromCodePoint(code));
}

/** The number that a run of digits writes, with Go's int64 overflow, and where the run ends. */
function readNumber(
  codes: number[],
  from: number,
  initial: bigint,
): [bigint, number] {
  let value = initial;
  let end = from;
  while (end < codes.length && isDigit(codes[end])) {
    value = BigInt.asIntN(64, value * 10n + BigInt(codes[end] - 48));
    end += 1;
  }
  return [value, end];
}

function codePoints(text: string): number[] {
  return Array.from(text, character => character.codePointAt(0) ?? 0);
}

function compareAt(a: number[], b: number[], i: number): number {
  const aLetter = isLetter(a[i]);
  const bLetter = isLetter(b[i]);
  if (aLetter && bLetter) {
    return a[i] - b[i];
  }
  if (aLetter || bLetter) {
    return bLetter ? -1 : 1;
  }
  let initial = 0n;
  if (a[i] === 48 || b[i] === 48) {
    for (let j = i - 1; j >= 0 && isDigit(a[j]); j -= 1) {
      if (a[j] !== 48) {
        initial = 1n;
        break;
      }
    }
  }
  const [aNumber, aEnd] = readNumber(a, i, initial);
  const [bNumber, bEnd] = readNumber(b, i, initial);
  if (aNumber !== bNumber) {
    return aNumber < bNumber ? -1 : 1;
  }
  return aEnd === bEnd ? a[i] - b[i] : aEnd - bEnd;
}

/**
 * The order in which go-yaml prints the keys of a map: letters by code point behind everything else, runs of digits by the
 * number they write, so `f9` before `f10`.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) {
    i += 1;
  }
  if (i === length) {
    return a.length - b.length;
  }
  const x = a.charCodeAt(i);
  const y = b.charCodeAt(i);
  if (x < 128 && y < 128 && isLetter(x) && isLetter(y)) {
    return x - y;
  }
  const aCodes = codePoints(a);
  const bCodes = codePoints(b);
  const common = Math.min(aCodes.length, bCodes.length);
  for (let k = 0; k < common; k += 1) {
    if (aCodes[k] !== bCodes[k]) {
      return compareAt(aCodes, bCodes, k);
    }
  }
  return aCodes.length - bCodes.length;
}

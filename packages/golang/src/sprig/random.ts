import { runes } from '../unicode';
import { GoError, goInt, intType, stringType } from '../value';
import { fn0, fn1, fn2, int, string, type FunctionTable } from './define';
import { type Surroundings } from './options';
import { assertLength, runtimeError } from './panics';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PRINTABLE = String.fromCharCode(
  ...Array.from({ length: 95 }, (_, i) => 32 + i),
);

type Random = Surroundings['random'];

/** A whole number from 0 to below `bound`, each as likely as any other. */
function below(bound: bigint, random: Random): bigint {
  const size = Math.max(1, Math.ceil((bound - 1n).toString(2).length / 8));
  const range = 256n ** BigInt(size);
  const fair = range - (range % bound);
  for (;;) {
    let value = 0n;
    for (const byte of random(size)) value = value * 256n + BigInt(byte);
    if (value < fair) return value % bound;
  }
}

/** So many characters of a set of at most 256. */
function characters(count: bigint, set: string, random: Random): string {
  if (count <= 0n) return '';
  assertLength(Number(count));
  const fair = 256 - (256 % set.length);
  const wanted = Number(count);
  const parts: string[] = [];
  while (parts.length < wanted) {
    const missing = Math.min(wanted - parts.length, 65_536);
    for (const byte of random(missing)) {
      if (byte < fair) parts.push(set[byte % set.length]);
    }
  }
  return parts.join('');
}

/** Go's `rand.Intn`. */
function intn(bound: bigint, random: Random): bigint {
  if (bound <= 0n) throw new GoError('invalid argument to Intn');
  return below(bound, random);
}

function shuffle(text: string, random: Random): string {
  const shuffled = [...runes(text)];
  for (let i = shuffled.length - 1; i > 0; i -= 1) {
    const other = Number(below(BigInt(i + 1), random));
    [shuffled[i], shuffled[other]] = [shuffled[other], shuffled[i]];
  }
  return shuffled.join('');
}

/** A random UUID (RFC 9562, version 4). */
function uuid(random: Random): string {
  const bytes = Buffer.from(random(16));
  bytes[6] = (bytes[6] % 16) + 0x40;
  bytes[8] = (bytes[8] % 64) + 0x80;
  return bytes
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function randomBase64(count: bigint, random: Random): string {
  if (count < 0n) throw runtimeError('makeslice: len out of range');
  assertLength(Number(count));
  return Buffer.from(random(Number(count))).toString('base64');
}

export function randomFunctions({
  random,
  resolveHost,
}: Surroundings): FunctionTable {
  const filled = (set: string) =>
    fn1(int, stringType, count => characters(count, set, random));
  return {
    randAlphaNum: filled(DIGITS + LETTERS),
    randAlpha: filled(LETTERS),
    randAscii: filled(PRINTABLE),
    randNumeric: filled(DIGITS),
    randBytes: fn1(int, stringType, count => randomBase64(count, random)),
    randInt: fn2([int, int], intType, (min, max) =>
      goInt(intn(BigInt.asIntN(64, max - min), random) + min),
    ),
    shuffle: fn1(string, stringType, text => shuffle(text, random)),
    uuidv4: fn0(stringType, () => uuid(random)),
    getHostByName: fn1(string, stringType, resolveHost),
  };
}

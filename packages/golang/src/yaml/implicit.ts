import { parseTimestamp, type Timestamp } from './timestamp';
import { type YamlProfile } from './resolve';

/** What a plain text turned out to be. */
export type Resolved =
  | { tag: '!!str' | '!!merge'; value: string }
  | { tag: '!!null'; value: null }
  | { tag: '!!bool'; value: boolean }
  | { tag: '!!int'; value: bigint }
  | { tag: '!!float'; value: number }
  | { tag: '!!timestamp'; value: Timestamp };

const COMMON: [Resolved, string[]][] = [
  [{ tag: '!!bool', value: true }, ['true', 'True', 'TRUE']],
  [{ tag: '!!bool', value: false }, ['false', 'False', 'FALSE']],
  [{ tag: '!!null', value: null }, ['', '~', 'null', 'Null', 'NULL']],
  [{ tag: '!!float', value: NaN }, ['.nan', '.NaN', '.NAN']],
  [
    { tag: '!!float', value: Infinity },
    ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'],
  ],
  [{ tag: '!!float', value: -Infinity }, ['-.inf', '-.Inf', '-.INF']],
];

const OLD_BOOLEANS: [Resolved, string[]][] = [
  [
    { tag: '!!bool', value: true },
    ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'],
  ],
  [
    { tag: '!!bool', value: false },
    ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'],
  ],
];

function table(words: [Resolved, string[]][]): Map<string, Resolved> {
  return new Map(
    words.flatMap(([value, texts]) =>
      texts.map((text): [string, Resolved] => [text, value]),
    ),
  );
}

const WORDS: Record<YamlProfile, Map<string, Resolved>> = {
  'yaml.v3': table(COMMON),
  sigs: table([...COMMON, ...OLD_BOOLEANS]),
};

/** By first character: 1 may be a word of the table, 2 a number, 3 a float or a word. */
const HINTS = new Uint8Array(128);
for (const c of 'yYnNtTfFoO~') {
  HINTS[c.charCodeAt(0)] = 1;
}
for (const c of '+-0123456789') {
  HINTS[c.charCodeAt(0)] = 2;
}
HINTS['.'.charCodeAt(0)] = 3;

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SIMPLE_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
const INTEGER =
  /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0[bB]([01]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;
/** A sign behind the prefix, as Go's two-step parse lets through. */
const BINARY = /^(-?)0b([-+]?)([01]+)$/;
const OCTAL = /^(-?)0o([-+]?)([0-7]+)$/;

const MAX_UINT64 = (1n << 64n) - 1n;
const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
/** No number of 64 bits is written with more digits than this and its leading zeros matter to nobody. */
const MAX_DIGITS = 400;

function inRange(sign: string, magnitude: bigint): bigint | undefined {
  const value = sign === '-' ? -magnitude : magnitude;
  if (value < MIN_INT64 || value > MAX_UINT64) {
    return undefined;
  }
  // Go reads what is beyond int64 as uint64, which takes no sign.
  return value > MAX_INT64 && sign !== '' ? undefined : value;
}

/** Go's strconv.ParseInt and ParseUint with base 0. */
function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null || text.length > MAX_DIGITS) {
    return undefined;
  }
  const [, sign, hex, octal, binary, oldOctal, decimal] = match;
  if (hex !== undefined) {
    return inRange(sign, BigInt(`0x${hex}`));
  }
  if (binary !== undefined) {
    return inRange(sign, BigInt(`0b${binary}`));
  }
  const digits = octal ?? oldOctal;
  if (digits !== undefined) {
    return inRange(sign, BigInt(`0o${digits}`));
  }
  return inRange(sign, BigInt(decimal));
}

function parsePrefixed(
  pattern: RegExp,
  base: '0b' | '0o',
  text: string,
): bigint | undefined {
  const match = pattern.exec(text);
  if (match === null || text.length > MAX_DIGITS) {
    return undefined;
  }
  const [, outer, inner, digits] = match;
  if (outer === '-' && inner !== '') {
    return undefined;
  }
  return inRange(outer + inner, BigInt(base + digits));
}

function parseFloat64(text: string): number | undefined {
  if (!FLOAT.test(text)) {
    return undefined;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function resolveNumber(
  text: string,
  profile: YamlProfile,
  timestamps: boolean,
): Resolved | undefined {
  if (SIMPLE_INTEGER.test(text)) {
    return { tag: '!!int', value: BigInt(text) };
  }
  if (timestamps) {
    const time = parseTimestamp(text);
    if (time !== undefined) {
      return { tag: '!!timestamp', value: time };
    }
  }
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) {
    return { tag: '!!int', value: integer };
  }
  const float = parseFloat64(plain);
  if (float !== undefined) {
    return { tag: '!!float', value: float };
  }
  const prefixed =
    parsePrefixed(BINARY, '0b', plain) ??
    (profile === 'yaml.v3' ? parsePrefixed(OCTAL, '0o', plain) : undefined);
  return prefixed === undefined ? undefined : { tag: '!!int', value: prefixed };
}

/** Whether a text may be anything but a string, by its first character. */
export function mayBeTyped(text: string): boolean {
  if (text === '') {
    return true;
  }
  const c = text.charCodeAt(0);
  return c < 128 && HINTS[c] !== 0;
}

/** What go-yaml makes of a plain text without a tag. */
export function resolvePlain(
  text: string,
  profile: YamlProfile,
  timestamps = true,
): Resolved {
  if (mayBeTyped(text)) {
    const word = WORDS[profile].get(text);
    if (word !== undefined) {
      return word;
    }
    const hint = HINTS[text.charCodeAt(0)];
    if (hint === 2) {
      const number = resolveNumber(text, profile, timestamps);
      if (number !== undefined) {
        return number;
      }
    } else if (hint === 3) {
      const value = parseFloat64(text);
      if (value !== undefined) {
        return { tag: '!!float', value };
      }
    }
  }
  return { tag: '!!str', value: text };
}

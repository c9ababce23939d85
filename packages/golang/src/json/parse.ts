import { type JsonValue } from './value';

const MAX_DEPTH = 1000;
const MAX_DIGITS = 400;
const INTEGER = /^-?[0-9]+$/;

export interface ParseJsonOptions {
  /** Nested arrays and objects; default 1,000. */
  maxDepth?: number;
}

/** How deeply the brackets outside of strings nest. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      i += 1;
      while (i < text.length && text.charCodeAt(i) !== 0x22) {
        i += text.charCodeAt(i) === 0x5c ? 2 : 1;
      }
    } else if (c === 0x5b || c === 0x7b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (c === 0x5d || c === 0x7d) {
      depth -= 1;
    }
  }
  return deepest;
}

/** `rest` holds the source text of the value on the engines that pass it. */
function keepDigits(_key: string, value: unknown, ...rest: unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) {
    return value;
  }
  const [context] = rest;
  if (
    typeof context === 'object' &&
    context !== null &&
    'source' in context &&
    typeof context.source === 'string' &&
    context.source.length < MAX_DIGITS &&
    INTEGER.test(context.source)
  ) {
    return BigInt(context.source);
  }
  return value;
}

/**
 * Parses JSON; integers that a number cannot hold exactly become bigint. Keys such as `__proto__` are data.
 *
 * @throws SyntaxError when the text is not JSON, RangeError when it nests too deeply
 */
export function parseJson(
  text: string,
  options: ParseJsonOptions = {},
): JsonValue {
  const maxDepth = options.maxDepth ?? MAX_DEPTH;
  if (depthOf(text) > maxDepth) {
    throw new RangeError(`json: exceeded max depth of ${maxDepth}`);
  }
  return /[0-9]{16}/.test(text)
    ? JSON.parse(text, keepDigits)
    : JSON.parse(text);
}

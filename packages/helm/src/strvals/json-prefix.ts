import { type JsonValue, parseJson } from '@sluice/golang/json';
import { GoError } from '@sluice/golang/value';

const STRING = /"(?:[^"\\]|\\.)*"/y;
const WORD = /-?[0-9][0-9.eE+-]*|true|false|null/y;

/** Where the brackets that open at a position close; the length of the text where they do not. */
function bracketsEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const c = text[at];
    if (c === '"') {
      STRING.lastIndex = at;
      const match = STRING.exec(text);
      if (!match) return text.length;
      at += match[0].length - 1;
    } else if (c === '{' || c === '[') {
      depth += 1;
    } else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function prefixEnd(text: string): number {
  const from = text.search(/\S/);
  if (from === -1) return 0;
  if (text[from] === '{' || text[from] === '[') return bracketsEnd(text, from);
  const pattern = text[from] === '"' ? STRING : WORD;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match ? from + match[0].length : text.length;
}

/**
 * The JSON value that a text begins with, and how much of the text that is.
 *
 * @throws GoError
 */
export function jsonPrefix(text: string): { text: string; value: JsonValue } {
  const prefix = text.slice(0, prefixEnd(text));
  try {
    return { text: prefix, value: parseJson(prefix) };
  } catch (error) {
    throw new GoError('invalid JSON value', { cause: error });
  }
}

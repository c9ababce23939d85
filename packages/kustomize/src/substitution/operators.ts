import { SubstitutionError } from './error';
import { BadPatternError, ShellPattern } from './shell-pattern';

const toText = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8');
const toBytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

/** One character in another case as Go maps it: always to one character. */
function mapCase(character: string, upper: boolean): string {
  if (character === '\u0130' && !upper) {
    return 'i';
  }
  const mapped = upper ? character.toUpperCase() : character.toLowerCase();
  return Array.from(mapped).length === 1 ? mapped : character;
}

function changeCase(value: string, upper: boolean, all: boolean): string {
  const characters = Array.from(toText(value));
  return toBytes(
    characters
      .map((character, index) =>
        all || index === 0 ? mapCase(character, upper) : character,
      )
      .join(''),
  );
}

/** Go's strconv.Atoi; undefined where it fails. */
function parseInteger(text: string): number | undefined {
  return /^[-+]?[0-9]{1,18}$/.test(text) ? Number(text) : undefined;
}

function substring(value: string, offset: string, length?: string): string {
  let from = parseInteger(offset);
  if (from === undefined) {
    return value;
  }
  if (from < 0) {
    from = Math.max(value.length + from, 0);
  }
  if (length === undefined) {
    return value.slice(from);
  }
  const count = parseInteger(length);
  if (count === undefined) {
    return value;
  }
  if (from + count >= value.length) {
    return value.slice(from);
  }
  if (count < 0) {
    // Go's own slice expression stops the program here.
    throw new SubstitutionError(
      `slice bounds out of range [${from}:${from + count}]`,
    );
  }
  return value.slice(from, from + count);
}

/** Go's strings.Replace: an empty pattern matches before every character and at the end. */
function replace(
  value: string,
  pattern: string,
  replacement: string,
  all: boolean,
): string {
  if (!all) {
    const at = value.indexOf(pattern);
    return at === -1
      ? value
      : value.slice(0, at) + replacement + value.slice(at + pattern.length);
  }
  if (pattern !== '') {
    return value.split(pattern).join(replacement);
  }
  const characters = Array.from(toText(value), toBytes);
  return `${replacement}${characters
    .map(character => character + replacement)
    .join('')}`;
}

/** The length of what a pattern matches at the start; -1 when nothing. */
function matchedPrefix(
  value: string,
  pattern: string,
  longest: boolean,
): number {
  const shell = new ShellPattern(pattern);
  let found = -1;
  try {
    for (let end = value.length; end > 0; end -= 1) {
      if (shell.matches(value, end)) {
        found = end;
        if (longest) {
          break;
        }
      }
    }
  } catch (error) {
    if (error instanceof BadPatternError) {
      return -1;
    }
    throw error;
  }
  return found;
}

function removePrefix(
  value: string,
  pattern: string,
  longest: boolean,
): string {
  const length = matchedPrefix(value, pattern, longest);
  return length === -1 ? value : value.slice(length);
}

const reverse = (value: string) =>
  toBytes(Array.from(toText(value)).reverse().join(''));

function removeSuffix(
  value: string,
  pattern: string,
  longest: boolean,
): string {
  return reverse(removePrefix(reverse(value), reverse(pattern), longest));
}

/**
 * The value of an expression from its variable's value ('' for one that is not set). All texts are byte strings. The operators that look like
 * `-`, `+` and `?` of a shell all do the same here: they give the word when the value is empty.
 *
 * @throws SubstitutionError
 */
export function applyOperator(
  operator: string,
  value: string,
  words: string[],
): string {
  const [first = '', second] = words;
  switch (operator) {
    case ',':
      return value === '' ? value : changeCase(value, false, false);
    case ',,':
      return changeCase(value, false, true);
    case '^':
      return value === '' ? value : changeCase(value, true, false);
    case '^^':
      return changeCase(value, true, true);
    case '#':
      return words.length === 0
        ? String(value.length)
        : removePrefix(value, first, false);
    case '##':
      return removePrefix(value, first, true);
    case '%':
      return removeSuffix(value, first, false);
    case '%%':
      return removeSuffix(value, first, true);
    case ':':
      return substring(value, first, second);
    case '/':
      return replace(value, first, second ?? '', false);
    case '//':
      return replace(value, first, second ?? '', true);
    case '/#':
      return second !== undefined && value.startsWith(first)
        ? replace(value, first, second, false)
        : value;
    case '/%':
      return second !== undefined && value.endsWith(first)
        ? value.slice(0, value.length - first.length) + second
        : value;
    default:
      return value === '' ? words.join('') : value;
  }
}

/** The operators that make up for a variable that is not set. */
export function isDefaultOperator(operator: string): boolean {
  return ['-', '+', '=', '?', ':-', ':+', ':=', ':?'].includes(operator);
}

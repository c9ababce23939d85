import { isPrintable, sprint } from '../fmt';
import { type GoValue, hasInvalidBytes, toBytes } from '../value';
import { printable } from './print';

const htmlEscapes: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** Go's `template.HTMLEscapeString`. */
export function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, character => htmlEscapes[character]);
}

const scriptEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeScriptCharacter(character: string): string {
  const known = scriptEscapes[character];
  if (known !== undefined) return known;
  const isKept = isPrintable(character) || hasInvalidBytes(character);
  if (isKept && character >= ' ') return character;
  const code = character.codePointAt(0) ?? 0;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Go's `template.JSEscapeString`. */
export function escapeScript(text: string): string {
  return text.replace(/[^ !#-%(-;?-[\]-\x7f]/gu, escapeScriptCharacter);
}

/** Go's `url.QueryEscape`. */
export function escapeQuery(text: string): string {
  if (/^[A-Za-z0-9_.~-]*$/.test(text)) return text;
  let escaped = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(character)) escaped += character;
    else if (byte === 0x20) escaped += '+';
    else {
      escaped += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }
  }
  return escaped;
}

/** The text of what is given to one of these functions. */
export function textOfArguments(args: readonly GoValue[]): string {
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  return sprint(args.map(arg => printable(arg)));
}

import { quote } from '@sluice/golang/fmt';
import { type SchemaJson } from './json';

/** A schema that cannot be used; the message is that of santhosh-tekuri/jsonschema. */
export class SchemaError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SchemaError';
  }
}

/** A token of a JSON pointer, escaped. */
export function escapeToken(token: string): string {
  if (!token.includes('~') && !token.includes('/')) return token;
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** `/a/b` of tokens. */
export function pointerOf(tokens: readonly string[]): string {
  return tokens.map(token => `/${escapeToken(token)}`).join('');
}

/** What Go's `url.PathEscape` leaves as it is. */
const UNESCAPED = /^[A-Za-z0-9\-_.~$&+=:@]*$/;

function pathEscape(text: string): string {
  if (UNESCAPED.test(text)) return text;
  return Array.from(Buffer.from(text), byte => {
    const character = String.fromCharCode(byte);
    return UNESCAPED.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** A pointer as the fragment of a URL. */
export function encodeFragment(pointer: string): string {
  return pointer.split('/').map(pathEscape).join('/');
}

/** The URL of what a pointer leads to. */
export function locationOf(url: string, pointer: string): string {
  return `${url}#${encodeFragment(pointer)}`;
}

/** A text before its first `#` and what is behind. */
export function splitFragment(text: string): [string, string] {
  const hash = text.indexOf('#');
  return hash === -1 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)];
}

function decodeFragment(text: string, fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch (error) {
    throw new SchemaError(
      `error in parsing ${quote(text)}: invalid URL escape`,
      { cause: error },
    );
  }
}

/** A reference resolved against a base: the URL, and the fragment unescaped. */
export function resolveReference(
  base: string,
  reference: string,
): { url: string; fragment: string } {
  const [path, raw] = splitFragment(reference);
  const fragment = decodeFragment(reference, raw);
  if (path === '') return { url: base, fragment };
  if (base.startsWith('urn:') && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) {
    return { url: base, fragment };
  }
  if (!URL.canParse(path, base)) {
    throw new SchemaError(`error in parsing ${quote(path)}: invalid URL`);
  }
  return { url: new URL(path, base).href, fragment };
}

function unescapeToken(token: string): string | undefined {
  if (!token.includes('~')) return token;
  if (/~(?![01])/.test(token)) return undefined;
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/**
 * What a pointer leads to in a document.
 *
 * @throws SchemaError where it leads nowhere
 */
export function lookup(
  document: SchemaJson,
  url: string,
  pointer: string,
): SchemaJson {
  let value: SchemaJson | undefined = document;
  for (const escaped of pointer.split('/').slice(1)) {
    const token = unescapeToken(escaped);
    if (token === undefined) {
      throw new SchemaError(
        `invalid json-pointer ${quote(locationOf(url, pointer))}`,
      );
    }
    if (value instanceof Map) value = value.get(token);
    else if (Array.isArray(value) && /^[0-9]+$/.test(token)) {
      value = value[Number(token)];
    } else value = undefined;
    if (value === undefined) {
      throw new SchemaError(
        `json-pointer in ${quote(locationOf(url, pointer))} not found`,
      );
    }
  }
  return value;
}

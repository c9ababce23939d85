import { quote } from '../fmt';
import { fromBinary } from '../bytes';

/** A part of a URL: what is escaped differs between them. */
export type UrlPart = 'path' | 'host' | 'zone' | 'userinfo' | 'fragment';

/** A text that Go's `url.Parse` refuses, with its message. */
export class UrlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UrlError';
  }
}

const PLAIN: Readonly<Record<UrlPart, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  zone: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  userinfo: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

/** Whether a byte has to be written as `%XX`. */
export function mustEscape(byte: string, part: UrlPart): boolean {
  return !PLAIN[part].test(byte);
}

const ESCAPE = /^%[0-9A-Fa-f]{2}$/;

/**
 * Reads `%XX`. Texts are binary strings.
 *
 * @throws UrlError
 */
export function unescapeUrl(text: string, part: UrlPart): string {
  const bad = (escape: string) =>
    new UrlError(`invalid URL escape ${quote(fromBinary(escape))}`);
  const inHost = part === 'host' || part === 'zone';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '%') {
      const escape = text.slice(at, at + 3);
      if (!ESCAPE.test(escape)) throw bad(escape);
      const code = Number.parseInt(escape.slice(1), 16);
      if (part === 'host' && code < 0x80 && escape !== '%25') throw bad(escape);
      const byte = String.fromCharCode(code);
      if (
        part === 'zone' &&
        escape !== '%25' &&
        byte !== ' ' &&
        mustEscape(byte, 'host')
      ) {
        throw bad(escape);
      }
      at += 2;
    } else if (inHost && text[at] < '\x80' && mustEscape(text[at], part)) {
      throw new UrlError(`invalid character ${quote(text[at])} in host name`);
    }
  }
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_escape, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Writes as `%XX` what has to be. Texts are binary strings. */
export function escapeUrl(text: string, part: UrlPart): string {
  let escaped = '';
  for (const byte of text) {
    escaped += mustEscape(byte, part)
      ? `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : byte;
  }
  return escaped;
}

/** Whether a text may stand in the part as it is: nothing in it has to be escaped that is not. */
export function isValidEncoding(text: string, part: UrlPart): boolean {
  for (const byte of text) {
    if (!/[!$&'()*+,;=:@[\]%]/.test(byte) && mustEscape(byte, part)) {
      return false;
    }
  }
  return true;
}

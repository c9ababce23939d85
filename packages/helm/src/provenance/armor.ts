import { Bytes, PgpError } from './openpgp';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
/** Longer lines hold no armour. */
const MAX_LINE = 96;
/** Longer lines are not looked at. */
const MAX_HEADER = 100;

const space = /^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g;

function trimmed(line: string): string {
  return line.replace(space, '');
}

function isBegin(line: string): boolean {
  const text = trimmed(line);
  return (
    line.length < MAX_HEADER &&
    text.startsWith(BEGIN) &&
    text.length > BEGIN.length + 5
  );
}

/** Where the contents begin: behind the first headers that a blank line ends. */
function contentsStart(lines: readonly string[]): number | undefined {
  let inHeaders = false;
  for (const [i, line] of lines.entries()) {
    if (!inHeaders) inHeaders = isBegin(line);
    else if (trimmed(line) === '') return i + 1;
    else inHeaders = line.includes(':');
  }
  return undefined;
}

/** Text in base 64, and what is wrong behind it. */
function decode(text: string, fault: PgpError | undefined): Bytes {
  const wrong = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length;
  const whole = wrong - (wrong % 4);
  const end = text.slice(whole);
  const bytes = Buffer.from(text.slice(0, whole), 'base64');
  if (end === '') return new Bytes(bytes, fault);
  const last = /^[A-Za-z0-9+/]{2}==$|^[A-Za-z0-9+/]{3}=$/.test(end);
  if (last) {
    return new Bytes(Buffer.concat([bytes, Buffer.from(end, 'base64')]), fault);
  }
  const short = /^[A-Za-z0-9+/]{0,3}$|^[A-Za-z0-9+/]{2}=$/.test(end);
  const problem = short
    ? fault ?? new PgpError('other', 'unexpected EOF')
    : new PgpError('other', `illegal base64 data at input byte ${wrong}`);
  return new Bytes(bytes, problem);
}

/**
 * The contents of armour (RFC 9580, section 6.2); undefined where there is none. Its checksum is not checked. What
 * is wrong with the contents shows to who reads as far.
 */
export function readArmor(text: string): Bytes | undefined {
  const lines = text.split('\n').map(line => line.replace(/\r$/, ''));
  const start = contentsStart(lines);
  if (start === undefined) return undefined;
  const parts: string[] = [];
  let fault: PgpError | undefined;
  for (const line of lines.slice(start)) {
    const part = trimmed(line);
    const isChecksum = part.length === 5 && part.startsWith('=');
    if (part.startsWith(END) || isChecksum) break;
    if (part.length > MAX_LINE || line.length >= MAX_HEADER) {
      fault = new PgpError('structural', 'armor invalid');
      break;
    }
    parts.push(part);
  }
  return decode(parts.join(''), fault);
}

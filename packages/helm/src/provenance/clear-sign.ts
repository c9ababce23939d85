import { readArmor } from './armor';
import { type Bytes } from './openpgp';

/** A text with its signature below (RFC 9580, section 7). */
export interface SignedText {
  /** As people read it: lines ended by LF, the last one by none. */
  text: Buffer;
  /** As it was signed: lines ended by CR LF. */
  signed: Buffer;
  /** The packets of the signature. */
  signature: Bytes;
}

const MESSAGE = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const SIGNATURE_END = '\n-----END PGP SIGNATURE-----';

const hashNames: readonly string[] = [
  'MD5',
  'SHA1',
  'RIPEMD160',
  'SHA224',
  'SHA256',
  'SHA384',
  'SHA512',
  'SHA3-256',
  'SHA3-512',
];

/** A line of a text, and where the next one begins. */
function lineAt(text: string, at: number): { line: string; next: number } {
  const end = text.indexOf('\n', at);
  if (end < 0) return { line: text.slice(at), next: text.length };
  const stop = end > at && text[end - 1] === '\r' ? end - 1 : end;
  return { line: text.slice(at, stop), next: end + 1 };
}

function startOf(text: string): number | undefined {
  if (text.startsWith(MESSAGE)) return MESSAGE.length;
  const found = text.indexOf(`\n${MESSAGE}`);
  return found < 0 ? undefined : found + 1 + MESSAGE.length;
}

/** Only `Hash` is allowed, with known names; what it says is not checked otherwise. */
function isHeader(line: string): boolean {
  if (!/^[ -~]*$/.test(line)) return false;
  const colon = line.indexOf(':');
  if (colon < 0 || line.slice(0, colon).trim() !== 'Hash') return false;
  return line
    .slice(colon + 1)
    .split(',')
    .every(name => hashNames.includes(name.trim().toUpperCase()));
}

/** Where the text begins: behind the headers; undefined where they are wrong. */
function passHeaders(text: string, start: number): number | undefined {
  const suffix = lineAt(text, start);
  if (suffix.line !== '') return undefined;
  let at = suffix.next;
  while (at < text.length) {
    const { line, next } = lineAt(text, at);
    at = next;
    if (/^[\t-\r ]*$/.test(line)) return at;
    if (!isHeader(line)) return undefined;
  }
  return undefined;
}

/** Without the dash before lines that begin with one, and the white space at their ends. */
function unescaped(line: string): string {
  let end = line.length;
  const start = line.startsWith('- ') ? 2 : 0;
  while (end > start && (line[end - 1] === ' ' || line[end - 1] === '\t')) {
    end -= 1;
  }
  return line.slice(start, end);
}

/**
 * Finds the first text with a signature below; undefined where there is none, or a wrong one. What stands around it
 * is not looked at.
 */
export function readSignedText(bytes: Uint8Array): SignedText | undefined {
  // One character for a byte: signatures are made over bytes.
  const text = Buffer.from(bytes).toString('latin1');
  const start = startOf(text);
  let at = start === undefined ? undefined : passHeaders(text, start);
  if (at === undefined) return undefined;
  const lines: string[] = [];
  for (;;) {
    const { line, next } = lineAt(text, at);
    if (line === '' && next === text.length) return undefined;
    if (line === SIGNATURE) break;
    lines.push(unescaped(line));
    at = next;
  }
  const end = text.indexOf(SIGNATURE_END, at);
  if (end < 0) return undefined;
  const signature = readArmor(text.slice(at, end + SIGNATURE_END.length));
  if (!signature) return undefined;
  return {
    text: Buffer.from(lines.join('\n'), 'latin1'),
    signed: Buffer.from(lines.join('\r\n'), 'latin1'),
    signature,
  };
}

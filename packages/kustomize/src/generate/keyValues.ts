import { decodeUtf8 } from '../text/bytes';
import { withContext } from '../text/context';
import { quote } from '@sluice/golang/fmt';

/** Where the entries of a generated object come from. */
export interface KeyValueSources {
  literals: string[];
  files: string[];
  envs: string[];
}

export type ReadFile = (path: string) => Uint8Array;

type Pair = [key: string, value: Uint8Array];

const encoder = new TextEncoder();

function removeQuotes(text: string): string {
  const first = text[0];
  if (text.length < 2 || first !== text[text.length - 1]) return text;
  return first === '"' || first === "'" ? text.slice(1, -1) : text;
}

function literalPair(source: string): Pair {
  const separator = source.indexOf('=');
  if (separator <= 0) {
    throw new Error(`invalid literal source ${source}, expected key=value`);
  }
  return [
    source.slice(0, separator),
    encoder.encode(removeQuotes(source.slice(separator + 1))),
  ];
}

/** The key and the path of `[key=]path`; without a key it is the file's name. */
export function parseFileSource(source: string): {
  key: string;
  path: string;
} {
  const parts = source.split('=');
  if (parts.length === 1) {
    const trimmed = source.replace(/\/+$/, '');
    const base = trimmed.slice(trimmed.lastIndexOf('/') + 1);
    return { key: base || (source ? '/' : '.'), path: source };
  }
  const [key, path] = parts;
  if (parts.length === 2 && key === '') {
    throw new Error(
      `missing key name for file path ${quote(path)} in source ${quote(
        source,
      )}`,
    );
  }
  if (parts.length === 2 && path === '') {
    throw new Error(
      `missing file path for key name ${quote(key)} in source ${quote(source)}`,
    );
  }
  if (parts.length > 2) {
    throw new Error(
      `source ${quote(source)} key name or file path contains '='`,
    );
  }
  return { key, path };
}

/** The lines as Go's scanner gives them: without line ends, no empty last line. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines.map(line => line.replace(/\r$/, ''));
}

const leadingSpace = /^[\t\n\v\f\r \u0085\u00a0\p{Zs}\u2028\u2029]+/u;

/** The number, from 1, of the first line that is not UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    const part = bytes.subarray(from, end < 0 ? undefined : end);
    if (end < 0 || decodeUtf8(part) === undefined) return line;
    from = end + 1;
  }
}

function envPairs(bytes: Uint8Array): Pair[] {
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    throw new Error(`line ${firstBadLine(bytes)} has invalid utf8 bytes`);
  }
  const pairs: Pair[] = [];
  linesOf(text).forEach((raw, i) => {
    const withoutMark = i === 0 ? raw.replace(/^\ufeff/, '') : raw;
    const line = withoutMark.replace(leadingSpace, '');
    if (line === '' || line.startsWith('#')) return;
    const separator = line.indexOf('=');
    const key = separator < 0 ? line : line.slice(0, separator);
    if (key === '') return;
    pairs.push([
      key,
      encoder.encode(separator < 0 ? '' : line.slice(separator + 1)),
    ]);
  });
  return pairs;
}

/**
 * The entries of a generated object: env files, then literals, then files.
 *
 * @throws Error when a source cannot be used or a key comes twice
 */
export function loadKeyValues(
  name: string,
  sources: KeyValueSources,
  readFile: ReadFile,
): Map<string, Uint8Array> {
  const pairs = withContext('loading KV pairs', () => [
    ...withContext(`env source files: [${sources.envs.join(' ')}]`, () =>
      sources.envs.flatMap(path => envPairs(readFile(path))),
    ),
    ...withContext(`literal sources [${sources.literals.join(' ')}]`, () =>
      sources.literals.map(literalPair),
    ),
    ...withContext(`file sources: [${sources.files.join(' ')}]`, () =>
      sources.files.map((source): Pair => {
        const { key, path } = parseFileSource(source);
        return [key, readFile(path)];
      }),
    ),
  ]);
  const result = new Map<string, Uint8Array>();
  for (const [key, value] of pairs) {
    if (result.has(key)) {
      throw new Error(`configmap ${name} illegally repeats the key \`${key}\``);
    }
    result.set(key, value);
  }
  return result;
}

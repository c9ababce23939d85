import { entryOf } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import { ChartError } from './error';
import { type Metadata } from './metadata';
import { parseMetadata } from './read-metadata';

/** What the file beside a chart's archive says of it (`.prov`). */
export interface Provenance {
  /** `Chart.yaml` as it was when the chart was signed. */
  metadata: Metadata;
  /** The digests of files by name: `sha256:` and hexadecimal digits. */
  files: ReadonlyMap<string, string>;
  /** The text that was signed, lines ended as OpenPGP has them: by CR LF, the last one by none. */
  signedText: string;
  /** The signature, in its armour. */
  signature: string;
}

const MESSAGE = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const MAX_SIZE = 5 * 1024 * 1024;

function cut(text: string): { message: string; signature: string } {
  const lines = text.split(/\r?\n/);
  const begin = lines.indexOf(MESSAGE);
  const blank = lines.indexOf('', begin);
  const signature = lines.indexOf(SIGNATURE, blank);
  if (begin === -1 || blank === -1 || signature === -1) {
    throw new ChartError('signature block not found');
  }
  const message = lines
    .slice(blank + 1, signature)
    // A line that begins with a dash was given another.
    .map(line => (line.startsWith('- ') ? line.slice(2) : line))
    .map(line => line.replace(/[ \t]+$/, ''));
  return {
    message: message.join('\n'),
    signature: lines.slice(signature).join('\n'),
  };
}

function readFiles(text: string): Map<string, string> {
  const value = parseSigsYaml(text);
  const files =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? entryOf(value, 'files')
      : undefined;
  if (typeof files !== 'object' || files === null || Array.isArray(files)) {
    return new Map();
  }
  return new Map(
    Object.entries(files).flatMap(([name, digest]): [string, string][] =>
      typeof digest === 'string' ? [[name, digest]] : [],
    ),
  );
}

/**
 * Reads a provenance file. Whether the signature is good, and whose it is, is for the caller to find out.
 *
 * @throws ChartError where it is none
 */
export function parseProvenance(text: string): Provenance {
  if (text.length > MAX_SIZE) {
    throw new ChartError('provenance file is too large');
  }
  const { message, signature } = cut(text);
  const [metadata, ...rest] = message.split('\n...\n');
  if (rest.length === 0) {
    throw new ChartError('message block must have at least two parts');
  }
  return {
    metadata: parseMetadata(metadata),
    files: readFiles(rest[0]),
    signedText: message.replaceAll('\n', '\r\n'),
    signature,
  };
}

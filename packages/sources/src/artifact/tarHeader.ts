/** One entry of an artifact: a file with its content to follow, or a folder. */
export interface TarEntry {
  /** Relative, `/`-separated, without a trailing slash. */
  name: string;
  type: 'file' | 'folder';
  executable?: boolean;
  /** Bytes; 0 for folders. */
  size: number;
}

const blockSize = 512;
/** Largest size that fits the octal field of eleven digits. */
const largestOctalSize = 8 ** 11 - 1;

/**
 * The header blocks of an entry: no owner, no time, modes 0600, 0700 (executable) and 0750 (folder), so that equal content gives equal
 * bytes. Plain USTAR where it suffices, a PAX record for names that are long or not ASCII and for sizes of 8 GiB and more, as Go's archive/tar.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const split = splitName(entry.name);
  const records: [string, string][] = [];
  if (!split) records.push(['path', entry.name]);
  if (entry.size > largestOctalSize) records.push(['size', String(entry.size)]);
  if (records.length === 0 && split) return ustarBlock(entry, split);
  const data = Buffer.concat(
    records.sort(([a], [b]) => (a < b ? -1 : 1)).map(paxRecord),
  );
  return Buffer.concat([
    ustarBlock(
      { name: '', type: 'file', size: data.length },
      { prefix: '', name: paxName(entry.name) },
      'x',
    ),
    padded(data),
    ustarBlock(entry, split ?? { prefix: '', name: asciiPart(entry.name) }),
  ]);
}

/** The zero bytes that follow content of so many bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** The two empty blocks that end an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * blockSize);
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, tarPadding(data.length)]);
}

function splitName(name: string): { prefix: string; name: string } | undefined {
  if (!/^[\x20-\x7e]*$/.test(name)) return undefined;
  if (name.length <= 100) return { prefix: '', name };
  // The last slash within reach, as Go chooses it.
  const slash = name.lastIndexOf('/', Math.min(155, name.length - 2));
  const rest = name.length - slash - 1;
  if (slash <= 0 || rest > 100 || rest === 0) return undefined;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** What old readers see of a name that only the PAX record holds in full. */
function asciiPart(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '').slice(0, 100);
}

function paxName(name: string): string {
  const slash = name.lastIndexOf('/');
  const folder = slash < 0 ? '' : `${name.slice(0, slash)}/`;
  return asciiPart(`${folder}PaxHeaders.0/${name.slice(slash + 1)}`);
}

function paxRecord([key, value]: [string, string]): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let size = rest + String(rest).length;
  if (String(size).length !== String(rest).length)
    size = rest + String(size).length;
  return Buffer.from(`${size} ${key}=${value}\n`);
}

function ustarBlock(
  entry: TarEntry,
  { prefix, name }: { prefix: string; name: string },
  typeFlag = entry.type === 'folder' ? '5' : '0',
): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, offset: number, length: number) =>
    block.write(
      `${value.toString(8).padStart(length - 1, '0')}\0`,
      offset,
      'latin1',
    );
  block.write(name, 0, 100, 'latin1');
  octal(modeOf(entry, typeFlag), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.size > largestOctalSize ? 0 : entry.size, 124, 12);
  octal(0, 136, 12);
  block.write(typeFlag, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  if (typeFlag !== 'x') {
    octal(0, 329, 8);
    octal(0, 337, 8);
  }
  block.write(prefix, 345, 155, 'latin1');
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function modeOf(entry: TarEntry, typeFlag: string): number {
  if (typeFlag === 'x') return 0;
  if (entry.type === 'folder') return 0o750;
  return entry.executable ? 0o700 : 0o600;
}

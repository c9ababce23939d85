import { gzipSync } from 'node:zlib';

const BLOCK = 512;

function header(name: string, size: number, type: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  block.write('0000644\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function entry(name: string, data: Buffer, type: string): Buffer[] {
  const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
  return [header(name, data.length, type), data, padding];
}

/**
 * A chart's archive, gzip over tar, with the files in the order given; names are taken as they are. The same files give the same
 * bytes.
 */
export function packArchive(
  files: Iterable<readonly [name: string, data: Uint8Array | string]>,
): Uint8Array {
  const blocks: Buffer[] = [];
  for (const [name, data] of files) {
    if (Buffer.byteLength(name) > 100) {
      blocks.push(...entry('././@LongLink', Buffer.from(`${name}\0`), 'L'));
    }
    blocks.push(...entry(name, Buffer.from(data), '0'));
  }
  blocks.push(Buffer.alloc(2 * BLOCK));
  return gzipSync(Buffer.concat(blocks), { level: 9 });
}

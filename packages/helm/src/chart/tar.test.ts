import { gzipSync } from 'node:zlib';
import { readArchive } from '.';

/** What a header holds, by where it begins. */
type Fields = Readonly<Record<number, string>>;

/** A header of ustar, with fields of one's own; bytes are given as Latin-1. */
function header(name: string, size: number, type = '0', fields: Fields = {}) {
  const block = Buffer.alloc(512);
  const all: Fields = {
    0: name,
    100: '0000644\0',
    124: `${size.toString(8).padStart(11, '0')}\0`,
    136: '00000000000\0',
    148: '        ',
    156: type,
    257: 'ustar\0',
    ...fields,
  };
  for (const [at, text] of Object.entries(all)) {
    block.write(text, Number(at), 'latin1');
  }
  if (!(148 in fields)) {
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
  return block;
}

function entry(name: string, text: string, type = '0', fields: Fields = {}) {
  const data = Buffer.from(text, 'latin1');
  const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
  const head = header(name, data.length, type, fields);
  return Buffer.concat([head, data, padding]);
}

function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) {
    length = String(length).length + rest.length;
  }
  return `${length}${rest}`;
}

const end = Buffer.alloc(1024);
const chart = entry('web/Chart.yaml', 'name: web');
const file = entry('web/f', 'text');
const invalid = 'archive/tar: invalid tar header';

function filesOf(data: Uint8Array): string[][] {
  return readArchive(data).map(({ name, data: content }) => [
    name,
    Buffer.from(content).toString('latin1'),
  ]);
}

/** What is read behind the first file. */
function read(...parts: Uint8Array[]): string[][] {
  return filesOf(gzipSync(Buffer.concat([chart, ...parts, end]))).slice(1);
}

describe('entries of tar archives', () => {
  it.each<[string, Buffer[], string[][]]>([
    [
      'a name in a record',
      [entry('p', record('path', 'web/long'), 'x'), entry('z', 'text')],
      [['long', 'text']],
    ],
    [
      'a size in a record',
      [
        entry('p', record('size', '4'), 'x'),
        entry('web/f', 'text', '0', { 124: '00000000000\0' }),
      ],
      [['f', 'text']],
    ],
    [
      'an empty value, which says nothing',
      [entry('p', record('path', '') + record('size', ''), 'x'), file],
      [['f', 'text']],
    ],
    [
      'records for the whole archive, which go for no file',
      [entry('p', record('path', 'web/other'), 'g'), file],
      [['f', 'text']],
    ],
    [
      'a long name of GNU, over that of a record',
      [
        entry('p', record('path', 'web/pax'), 'x'),
        entry('././@LongLink', 'web/gnu\0', 'L'),
        entry('z', 'text'),
      ],
      [['gnu', 'text']],
    ],
    [
      'a prefix',
      [entry('f', 'text', '0', { 345: 'web/d' })],
      [['d/f', 'text']],
    ],
    [
      'a prefix that an old version of Go wrote as GNU',
      [entry('f', 'text', '0', { 257: 'ustar  \0', 345: 'web/d' })],
      [['d/f', 'text']],
    ],
    [
      'a size in bytes',
      [entry('web/f', 'text', '0', { 124: '\x80\0\0\0\0\0\0\0\0\0\0\x04' })],
      [['f', 'text']],
    ],
    ['a file with a slash behind', [entry('web/f/', 'text')], [['f', 'text']]],
    ['a directory of old', [entry('web/f/', '', '\0')], []],
    [
      'a directory by its mode',
      [entry('web/f', '', '0', { 100: '0040755\0' })],
      [],
    ],
    [
      'a link, which is empty',
      [entry('web/f', '', '2', { 157: '/etc/passwd' })],
      [['f', '']],
    ],
    ['a device, which is empty', [entry('web/f', '', '3')], [['f', '']]],
    [
      'a name that is no text',
      [entry('web/\xff', 'text')],
      [['\udcff', 'text']],
    ],
    [
      'what stands behind the end',
      [file, end, Buffer.from('garbage')],
      [['f', 'text']],
    ],
  ])('takes %s', (_, parts, expected) => {
    expect(read(...parts)).toEqual(expected);
  });

  it.each<[string, Buffer[], string]>([
    [
      'a wrong sum',
      [entry('web/f', 'text', '0', { 148: '0000001\0' })],
      invalid,
    ],
    [
      'a negative size',
      [entry('web/f', 'text', '0', { 124: '\xff'.repeat(12) })],
      invalid,
    ],
    [
      'a size beyond 64 bits',
      [entry('web/f', '', '0', { 124: `\x80${'\x7f'.repeat(11)}` })],
      invalid,
    ],
    [
      'a size that is no number',
      [entry('web/f', '', '0', { 124: '0000000009\0' })],
      invalid,
    ],
    [
      'a mode that is no number',
      [entry('web/f', '', '0', { 100: 'zzzzzzz\0' })],
      invalid,
    ],
    ['one block of zeros', [Buffer.alloc(512), file], invalid],
    [
      'a negative size in a record',
      [entry('p', record('size', '-4'), 'x'), file],
      invalid,
    ],
    [
      'a size in hexadecimal digits',
      [entry('p', record('size', '0x4'), 'x'), file],
      invalid,
    ],
    [
      'a NUL in a name',
      [entry('p', record('path', 'web/a\0b'), 'x'), file],
      invalid,
    ],
    [
      'a time that is none',
      [entry('p', record('mtime', '1e9'), 'x'), file],
      invalid,
    ],
    ['a record without its end', [entry('p', '6 a=bX', 'x'), file], invalid],
    ['a record without a key', [entry('p', '6 =bb\n', 'x'), file], invalid],
    [
      'a record that is longer than all',
      [entry('p', '99 a=b\n', 'x'), file],
      invalid,
    ],
    [
      'records of more than a MiB',
      [entry('p', record('comment', 'x'.repeat(1024 * 1024)), 'x'), file],
      'archive/tar: header field too long',
    ],
    ['a size beyond what there is', [header('web/f', 5000)], 'unexpected EOF'],
    [
      'a huge size',
      [
        entry('web/f', 'text', '0', {
          124: '\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff',
        }),
      ],
      'decompressed chart is larger than the maximum size 104857600',
    ],
    [
      'files with holes',
      [
        entry(
          'p',
          record('GNU.sparse.major', '1') + record('GNU.sparse.minor', '0'),
          'x',
        ),
        file,
      ],
      'archive/tar: sparse files are not supported',
    ],
    ['holes of another kind of tar', [entry('web/f', '', 'S')], invalid],
  ])('refuses %s', (_, parts, message) => {
    expect(() => read(...parts)).toThrow(message);
  });
});

describe('gzip around them', () => {
  const whole = gzipSync(Buffer.concat([chart, file, end]));
  const open = gzipSync(Buffer.concat([chart, file]));
  const both = [
    ['Chart.yaml', 'name: web'],
    ['f', 'text'],
  ];

  it.each<[string, Buffer]>([
    [
      'in two parts',
      Buffer.concat([gzipSync(chart), gzipSync(Buffer.concat([file, end]))]),
    ],
    ['behind nothing', Buffer.concat([gzipSync(''), whole])],
    ['without its sum, once the archive has ended', whole.subarray(0, -8)],
    [
      'with garbage behind',
      Buffer.concat([whole, Buffer.from('garbage garbage')]),
    ],
    ['without the end of the archive', open],
  ])('is read %s', (_, data) => {
    expect(filesOf(data)).toEqual(both);
  });

  it('is read with all that its header may have', () => {
    const withFields = Buffer.concat([
      whole.subarray(0, 3),
      Buffer.from([0x1c]),
      whole.subarray(4, 10),
      Buffer.from('\x02\0xyname\0comment\0', 'latin1'),
      whole.subarray(10),
    ]);
    expect(filesOf(withFields)).toEqual(both);
  });

  it.each<[string, Buffer, string]>([
    ['a sum that is cut off', open.subarray(0, -3), 'unexpected EOF'],
    [
      'a wrong sum',
      Buffer.concat([open.subarray(0, -8), Buffer.alloc(8)]),
      'gzip: invalid checksum',
    ],
    [
      'garbage',
      Buffer.concat([open, Buffer.from('garbage garbage')]),
      'gzip: invalid header',
    ],
    ['a header that is cut off', whole.subarray(0, 5), 'unexpected EOF'],
    [
      'another method',
      Buffer.concat([Buffer.from([0x1f, 0x8b, 7]), whole.subarray(3)]),
      'gzip: invalid header',
    ],
    ['nothing', Buffer.alloc(0), 'EOF'],
  ])('is refused for %s', (_, data, message) => {
    expect(() => readArchive(data)).toThrow(message);
  });
});

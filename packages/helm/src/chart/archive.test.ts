import { gzipSync } from 'node:zlib';
import { loadArchive, readArchive } from '.';
import { defaultLimits } from './limits';
import { packArchive } from './tar-archive';

const chartFile = 'apiVersion: v2\nname: web\nversion: 0.1.0\n';

function reading(name: string, data: Uint8Array | string = 'x') {
  return () => readArchive(packArchive([[name, data]]));
}

describe('archives of charts', () => {
  it('reads files below the first directory, whatever its name', () => {
    const long = `web/${'d'.repeat(90)}/${'f'.repeat(90)}.txt`;
    const files = readArchive(
      packArchive([
        ['other/Chart.yaml', `\ufeff${chartFile}`],
        ['web\\templates\\a.yaml', 'a: b'],
        [long, 'deep'],
      ]),
    );
    expect(
      files.map(({ name, data }) => [name, Buffer.from(data).toString()]),
    ).toEqual([
      ['Chart.yaml', chartFile],
      ['templates/a.yaml', 'a: b'],
      [long.slice(4), 'deep'],
    ]);
  });

  it.each([
    ['a//etc/passwd', 'chart illegally contains absolute paths'],
    ['a/../../x', 'chart illegally references parent directory'],
    ['a\\..\\x', 'chart illegally references parent directory'],
    ['a/c:/x', 'chart contains illegally named files'],
    ['x', 'chart illegally contains content outside the base directory: "x"'],
    ['Chart.yaml/x', 'chart yaml not in base directory'],
  ])('refuses %s', (name, message) => {
    expect(reading(name)).toThrow(message);
  });

  it('bounds files, the whole, and what a bomb becomes', () => {
    expect(reading('a/big', Buffer.alloc(5 * 1024 * 1024 + 1))).toThrow(
      'decompressed chart file "a/big" is larger than the maximum file size 5242880',
    );
    const limits = { ...defaultLimits, maxChartSize: 1000, maxFiles: 1 };
    const half = Buffer.alloc(600);
    const two = packArchive([
      ['a/b', half],
      ['a/c', half],
    ]);
    expect(() => readArchive(two, { ...limits, maxFiles: 5 })).toThrow(
      'decompressed chart is larger than the maximum size 1000',
    );
    expect(() => readArchive(two, { ...limits, maxChartSize: 10_000 })).toThrow(
      'chart has more files than the maximum 1',
    );
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    expect(() => readArchive(bomb)).toThrow(
      'decompressed chart is larger than the maximum size 104857600',
    );
  });

  it('tells what is no archive', () => {
    expect(() => loadArchive(Buffer.from('hello hello hello'))).toThrow(
      'stream does not appear to be a valid chart file (details: gzip: invalid header)',
    );
    const cut = packArchive([['a/Chart.yaml', chartFile]]).subarray(0, 40);
    expect(() => loadArchive(cut)).toThrow(
      'unable to load chart archive: unexpected EOF',
    );
    expect(() => loadArchive(packArchive([]))).toThrow(
      'unable to load chart archive: no files in chart archive',
    );
    expect(() => loadArchive(packArchive([['a/b', 'c']]))).toThrow(
      'unable to detect chart version, no Chart.yaml found',
    );
  });

  it('loads charts within charts, but not without end', () => {
    let inner = packArchive([['web/Chart.yaml', chartFile]]);
    for (let i = 0; i < 12; i += 1) {
      inner = packArchive([
        ['web/Chart.yaml', chartFile],
        ['web/charts/web-0.1.0.tgz', inner],
      ]);
    }
    expect(() => loadArchive(inner)).toThrow(
      'charts nest deeper than the maximum 10',
    );
    const half = packArchive([
      ['web/Chart.yaml', chartFile],
      ['web/a', Buffer.alloc(600)],
    ]);
    const two = packArchive([
      ['web/Chart.yaml', chartFile],
      ['web/charts/a.tgz', half],
      ['web/charts/b.tgz', half],
    ]);
    const limits = { ...defaultLimits, maxTotalSize: 1000 };
    expect(() => loadArchive(two, { limits })).toThrow(
      'the archives of a chart hold more than the maximum 1000',
    );
    const chart = loadArchive(
      packArchive([
        ['web/Chart.yaml', chartFile],
        [
          'web/charts/web-0.1.0.tgz',
          packArchive([['web/Chart.yaml', chartFile]]),
        ],
      ]),
    );
    expect(chart.dependencies[0].fullPath).toBe('web/charts/web');
  });
});

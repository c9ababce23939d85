import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseFromJson, releaseJson } from '../release';
import { plainRelease } from '../testing/release-stage';
import { fileTime } from './file-time';
import { loadChart } from './load';
import type { TarHeader } from './tar-header';
import { withRecords } from './tar-records';

const emptyHeader: TarHeader = {
  name: '',
  type: '0',
  mode: 0,
  size: 0,
  modTime: 0n,
  format: 'ustar',
};

describe('times of files', () => {
  it('keep their nanoseconds, without zeros at the end', () => {
    expect(fileTime(1_700_000_000_123_456_789n)).toBe(
      '2023-11-14T22:13:20.123456789Z',
    );
    expect(fileTime(1_700_000_000_120_000_000n)).toBe(
      '2023-11-14T22:13:20.12Z',
    );
    expect(fileTime(0n)).toBe('1970-01-01T00:00:00Z');
    expect(fileTime(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
    expect(fileTime(10n ** 24n)).toBeUndefined();
  });

  it('are read from headers of archives', () => {
    const timeOf = (text: string) =>
      fileTime(withRecords(emptyHeader, new Map([['mtime', text]])).modTime);
    expect(timeOf('1700000000.1234567891')).toBe(
      '2023-11-14T22:13:20.123456789Z',
    );
    expect(timeOf('1700000000.5')).toBe('2023-11-14T22:13:20.5Z');
    expect(timeOf('1700000000')).toBe('2023-11-14T22:13:20Z');
    expect(timeOf('-1.25')).toBe('1969-12-31T23:59:58.75Z');
    expect(() => timeOf('soon')).toThrow('archive/tar: invalid tar header');
  });

  it('come from the disk into a release and out of it as they are', () => {
    const directory = mkdtempSync(join(tmpdir(), 'file-time-'));
    const file = join(directory, 'Chart.yaml');
    writeFileSync(file, 'apiVersion: v2\nname: c\nversion: 1.0.0\n');
    utimesSync(file, 1_700_000_000, 1_700_000_000.123456);
    const chart = loadChart(directory);
    rmSync(directory, { recursive: true });
    expect(chart.modTime).toMatch(/^2023-11-14T22:13:20\.12345\d+Z$/);
    const json = releaseJson({ ...plainRelease('web', 1), chart });
    expect(json).toContain(`"modtime":"${chart.modTime}"`);
    expect(releaseFromJson(json).chart?.modTime).toBe(chart.modTime);
    const elsewhere = json.replace(
      /"modtime":"[^"]*"/,
      '"modtime":"2023-11-14T23:13:20.000000001+01:00"',
    );
    expect(releaseJson(releaseFromJson(elsewhere))).toBe(elsewhere);
  });
});

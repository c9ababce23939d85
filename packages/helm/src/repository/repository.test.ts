import { emptyDependency } from '../chart';
import {
  RepositoryIndex,
  chartUrl,
  resolveChartUrl,
  resolveDependencies,
} from '.';

const index = `apiVersion: v1
entries:
  web:
  - {apiVersion: v2, name: web, version: 1.2.0, urls: [charts/web-1.2.0.tgz], digest: abc}
  - apiVersion: v2
    name: web
    version: 1.10.0
    urls:
    - https://other.example.com/web-1.10.0.tgz
  - {name: web, version: 2.0.0-rc.1, urls: []}
  - {name: web, version: not-a-version}
  - null
  other-chart:
  - {apiVersion: v2, name: other-chart, version: 0.1.0}
generated: "2026-01-01T00:00:00Z"
`;

function parse(text: string, warn?: (message: string) => void) {
  return RepositoryIndex.parse(Buffer.from(text), { warn });
}

describe('indexes of repositories', () => {
  it.each([
    ['as Helm prints it', index],
    [
      'in another layout',
      index
        .replace('entries:', 'entries: # all')
        .replace(/^ {2}web:/m, '  "web":'),
    ],
  ])('reads an index %s', (_, text) => {
    const warnings: string[] = [];
    const read = parse(text, message => warnings.push(message));
    expect(read.names).toEqual(['web', 'other-chart']);
    expect(read.generated).toBe('2026-01-01T00:00:00Z');
    expect(
      read.versions('web')?.map(({ metadata }) => metadata.version),
    ).toEqual(['2.0.0-rc.1', '1.10.0', '1.2.0']);
    expect(warnings).toHaveLength(2);
    expect(read.versions('none')).toBeUndefined();
  });

  it('reads JSON', () => {
    const read = parse(
      '{"apiVersion":"v1","entries":{"a":[{"name":"a","version":"1.0.0"}]}}',
    );
    expect(read.get('a').metadata.version).toBe('1.0.0');
  });

  it('selects versions', () => {
    const read = parse(index);
    const version = (range?: string) => read.get('web', range).metadata.version;
    expect(version()).toBe('1.10.0');
    expect(version('~1.2')).toBe('1.2.0');
    expect(version('2.0.0-rc.1')).toBe('2.0.0-rc.1');
    expect(version('>0.0.0-0')).toBe('2.0.0-rc.1');
    expect(() => version('^3')).toThrow('no chart version found for web-^3');
    expect(() => read.get('none')).toThrow('no chart name found');
  });

  it('refuses what is no index', () => {
    expect(() => parse('')).toThrow('empty index.yaml file');
    expect(() => parse('entries: {}')).toThrow('no API version specified');
    expect(() =>
      RepositoryIndex.parse(Buffer.from(index), { maxSize: 10 }),
    ).toThrow('index file is larger than 10 bytes');
  });

  it('resolves URLs', () => {
    const read = parse(index);
    const url = 'https://charts.example.com/stable?token=x';
    expect(chartUrl(url, read.get('web', '1.2.0'))).toBe(
      'https://charts.example.com/stable/charts/web-1.2.0.tgz?token=x',
    );
    expect(chartUrl(url, read.get('web'))).toBe(
      'https://other.example.com/web-1.10.0.tgz',
    );
    expect(() => chartUrl(url, read.get('web', '2.0.0-rc.1'))).toThrow(
      'no downloadable URLs',
    );
    expect(() => resolveChartUrl('http://[', 'a.tgz')).toThrow(
      'failed to make chart URL absolute: failed to parse http://[ as URL',
    );
  });

  it('locks dependencies', () => {
    const wanted = (version: string) => ({
      ...emptyDependency(),
      name: 'web',
      repository: 'https://charts.example.com',
      version,
    });
    const list = () => [
      { version: '2.0.0', usable: false },
      { version: '1.10.0', usable: true },
    ];
    const lock = resolveDependencies(
      [wanted('>=1')],
      list,
      '2026-01-01T00:00:00Z',
    );
    expect(lock.dependencies?.[0]).toMatchObject({ version: '1.10.0' });
    expect(lock.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(() => resolveDependencies([wanted('^3')], list, '')).toThrow(
      'can\'t get a valid version for 1 subchart(s): "web" (repository "https://charts.example.com", version "^3")',
    );
    expect(() => resolveDependencies([wanted('x y')], list, '')).toThrow(
      'invalid version/constraint format',
    );
    expect(() =>
      resolveDependencies([wanted('1')], () => undefined, ''),
    ).toThrow('web chart not found in repo https://charts.example.com');
  });

  it('reads a large index a chart at a time', () => {
    const entry = (name: string, version: number) =>
      `  - apiVersion: v2\n    name: ${name}\n    version: ${version}.0.0\n    description: ${'long '.repeat(
        20,
      )}\n    urls:\n    - ${name}-${version}.tgz\n`;
    const charts = Array.from({ length: 500 }, (_, i) => `chart-${i}`);
    const text = `apiVersion: v1\nentries:\n${charts
      .map(
        name =>
          `  ${name}:\n${Array.from({ length: 20 }, (_, i) =>
            entry(name, i),
          ).join('')}`,
      )
      .join('')}`;
    const read = parse(text);
    expect(read.names).toHaveLength(500);
    expect(read.get('chart-499').metadata.version).toBe('19.0.0');
  });
});

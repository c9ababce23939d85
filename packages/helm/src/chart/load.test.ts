import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  MemoryTree,
  defaultLimits,
  loadChart,
  loadDirectory,
  loadFiles,
  loadValues,
} from '.';
import { parseMetadata } from './read-metadata';

const chartFile = 'apiVersion: v2\nname: web\nversion: 0.1.0\n';

function files(contents: Record<string, string>) {
  return Object.entries(contents).map(([name, text]) => ({
    name,
    data: Buffer.from(text),
  }));
}

describe('charts from files', () => {
  it.each([
    [
      'values.yaml',
      'cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: invalid leading UTF-8 octet',
    ],
    [
      'Chart.yaml',
      'cannot load Chart.yaml: error converting YAML to JSON: yaml: invalid leading UTF-8 octet',
    ],
  ])('refuses a %s that is not UTF-8', (name, message) => {
    const data = Buffer.concat([Buffer.from('a: '), Buffer.from([0xff])]);
    const all = [
      { name: 'Chart.yaml', data: Buffer.from(chartFile) },
      { name, data },
    ];
    expect(() => loadFiles(all)).toThrow(message);
  });

  it('sorts files into what they are', () => {
    const chart = loadFiles(
      files({
        'templates/a.yaml': 'a',
        'Chart.yaml': chartFile,
        'values.yaml': 'a: 1',
        'values.schema.json': '{}',
        'README.md': 'read',
        'charts/sub/Chart.yaml': chartFile.replace('web', 'sub'),
        'charts/sub/templates/b.yaml': 'b',
        'charts/_ignored/Chart.yaml': 'broken: [',
        'charts/x.tgz.prov': 'signature',
      }),
    );
    expect(chart.templates.map(({ name }) => name)).toEqual([
      'templates/a.yaml',
    ]);
    expect(chart.files.map(({ name }) => name)).toEqual([
      'README.md',
      'charts/x.tgz.prov',
    ]);
    expect(chart.values).toEqual(new Map([['a', 1]]));
    expect(chart.dependencies.map(({ path }) => path)).toEqual(['web.sub']);
  });

  it('reads requirements of old charts', () => {
    const chart = loadFiles(
      files({
        'Chart.yaml': 'name: old\nversion: "1"\n',
        'requirements.yaml': 'dependencies: [{name: a, version: 1.0}]',
      }),
    );
    expect(chart.metadata.apiVersion).toBe('v1');
    expect(chart.metadata.dependencies?.[0]).toMatchObject({
      name: 'a',
      version: '1',
    });
    expect(chart.files.map(({ name }) => name)).toEqual(['requirements.yaml']);
  });

  it.each([
    ['', 'validation: chart.metadata.name is required'],
    ['name: a', 'validation: chart.metadata.version is required'],
    [
      'name: a\nversion: x',
      'validation: chart.metadata.version "x" is invalid',
    ],
    [
      'name: ../a\nversion: 1.0.0',
      'validation: chart.metadata.name "../a" is invalid',
    ],
    [
      'name: a\nversion: 1.0.0\ntype: other',
      'validation: chart.metadata.type must be application or library',
    ],
    [
      'name: a\nversion: 1.0.0\ndependencies: [{name: b}, {name: c, alias: b}]',
      'validation: more than one dependency with name or alias "b"',
    ],
    [
      'name: a\nversion: 1.0.0\ndependencies: [{name: b, alias: "b/c"}]',
      'validation: dependency "b" has disallowed characters in the alias',
    ],
    [
      'name: a\nversion: {}',
      'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field Metadata.version of type string',
    ],
    [
      'name: a\nmaintainers: [{name: []}]',
      'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field Maintainer.maintainers.name of type string',
    ],
  ])('refuses the metadata %j', (text, message) => {
    expect(() => loadFiles(files({ 'Chart.yaml': text }))).toThrow(message);
  });

  it('makes texts of numbers, and takes names in any case', () => {
    expect(
      parseMetadata(
        'NAME: a\nappVersion: 1.10\nversion: 2\nannotations: {a: 1, __proto__: true}',
      ),
    ).toMatchObject({
      name: 'a',
      appVersion: '1.1',
      version: '2',
      annotations: new Map([
        ['a', '1'],
        ['__proto__', 'true'],
      ]),
    });
  });

  it('ends the last line of values, in one document or more', () => {
    for (const text of ['a: |\n  x ', '---\na: |\n  x ', 'a: |\n  x \n']) {
      expect(loadValues(text).get('a')).toBe('x \n');
    }
    for (const text of ['a: |+\n  x\n', '---\na: |+\n  x\n']) {
      expect(loadValues(text).get('a')).toBe('x\n');
    }
  });

  it('merges the documents of values', () => {
    expect(
      loadValues('---\na: {b: 1, c: 2}\n--- # more\na: {b: null}\nd: [1]\n'),
    ).toEqual(
      new Map<string, unknown>([
        [
          'a',
          new Map([
            ['b', null],
            ['c', 2],
          ]),
        ],
        ['d', [1]],
      ]),
    );
    expect(() => loadValues('a: 1\n---b\n')).toThrow(
      'error reading yaml document: invalid Yaml document separator: b',
    );
    expect(() => loadValues('- a')).toThrow(
      'cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  });
});

describe('charts from directories', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-helm-'));
    mkdirSync(join(directory, 'chart/templates'), { recursive: true });
    writeFileSync(join(directory, 'chart/Chart.yaml'), chartFile);
    writeFileSync(join(directory, 'chart/templates/.hidden'), 'h');
    writeFileSync(join(directory, 'chart/skip.txt'), 's');
    writeFileSync(join(directory, 'chart/.helmignore'), '*.txt\n');
    writeFileSync(join(directory, 'secret'), 'outside');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const names = (path: string, root?: string) =>
    loadChart(path, { root }).files.map(({ name }) => name);

  it('leaves out what is to be ignored', () => {
    expect(names(join(directory, 'chart'))).toEqual(['.helmignore']);
  });

  it('follows links, unless they leave the root', () => {
    const chart = join(directory, 'chart');
    symlinkSync('../secret', join(chart, 'linked'));
    expect(names(chart)).toContain('linked');
    expect(names(chart, directory)).toContain('linked');
    expect(() => loadChart(chart, { root: chart })).toThrow(
      'cannot load linked: it leads out of the directory that it must stay in',
    );
    expect(() => loadChart(chart, { root: join(chart, 'templates') })).toThrow(
      'it leads out',
    );
  });

  it('never reads what is no file, nor the same directories without end', () => {
    const chart = join(directory, 'chart');
    symlinkSync('/dev/zero', join(chart, 'endless'));
    expect(() => loadChart(chart)).toThrow(
      `cannot load irregular file ${chart}/endless as it has file mode type bits set`,
    );
    rmSync(join(chart, 'endless'));
    for (let i = 0; i < 40; i += 1) {
      mkdirSync(join(chart, `d${i}`));
      symlinkSync(`../d${i + 1}`, join(chart, `d${i}`, 'a'));
      symlinkSync(`../d${i + 1}`, join(chart, `d${i}`, 'b'));
    }
    mkdirSync(join(chart, 'd40'));
    const limits = { ...defaultLimits, maxFiles: 1000 };
    expect(() => loadChart(chart, { limits })).toThrow(
      'chart has more directories than the maximum 1000',
    );
    rmSync(join(chart, 'Chart.yaml'));
    symlinkSync('/dev/zero', join(chart, 'Chart.yaml'));
    expect(() => loadChart(chart)).toThrow('Chart.yaml: is no regular file');
  });

  it('tells of links that it follows, and where they break', () => {
    const chart = join(realpathSync(directory), 'chart');
    symlinkSync('../secret', join(chart, 'linked'));
    const warn = jest.fn();
    loadChart(chart, { warn });
    expect(warn.mock.calls).toEqual([
      [
        'found symbolic link in path. Contents of linked file included and used',
        {
          fields: {
            path: join(chart, 'linked'),
            resolved: join(dirname(chart), 'secret'),
          },
        },
      ],
    ]);
    symlinkSync('../none/where', join(chart, 'broken'));
    expect(() => loadChart(chart)).toThrow(
      `error evaluating symlink ${chart}/broken: lstat ${dirname(
        chart,
      )}/none: no such file or directory`,
    );
    rmSync(join(chart, 'broken'));
    symlinkSync('broken', join(chart, 'broken'));
    expect(() => loadChart(chart)).toThrow(
      `error evaluating symlink ${chart}/broken: EvalSymlinks: too many links`,
    );
  });

  it('ends where links make a circle', () => {
    const chart = join(directory, 'chart');
    symlinkSync('..', join(chart, 'templates/up'));
    expect(() => loadChart(chart)).toThrow(
      /nest too deeply|symbolic links|larger|ELOOP/,
    );
  });

  it('tells what is missing', () => {
    expect(() => loadChart(join(directory, 'none'))).toThrow(
      /^stat .*none: no such file or directory$/,
    );
    expect(() => loadChart(directory)).toThrow(
      /^unable to detect chart at .*Chart.yaml: open .*Chart.yaml: no such file or directory$/,
    );
    expect(() => loadChart(join(directory, 'chart/Chart.yaml'))).toThrow(
      /seems to be a YAML file, but expected a gzipped archive$/,
    );
  });

  it('reads from memory, too', () => {
    const tree = new MemoryTree(
      new Map([['Chart.yaml', Buffer.from(chartFile)]]),
    );
    expect(loadDirectory(tree).name).toBe('web');
  });
});

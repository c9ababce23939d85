import { gunzipSync, gzipSync } from 'node:zlib';
import { loadFiles, parseYamlMap } from '../chart';
import {
  type Release,
  type ReleaseStatus,
  decodeRelease,
  encodeRelease,
  isLocked,
  latestDeployed,
  ownLabels,
  releaseJson,
  releaseJsonInTurns,
  storageLabels,
  storageName,
  surplus,
  upgradeBaseline,
  validateReleaseName,
} from '.';

function release(version: number, status: ReleaseStatus): Release {
  return {
    name: 'web',
    namespace: 'apps',
    version,
    info: {
      firstDeployed: '2026-01-01T00:00:00.123456789Z',
      description: 'Install <complete>',
      status,
      notes: '',
    },
    chart: loadFiles([
      {
        name: 'Chart.yaml',
        data: Buffer.from('apiVersion: v2\nname: web\nversion: 0.1.0'),
      },
      { name: 'templates/a.yaml', data: Buffer.from([0xff, 0]) },
      { name: 'values.yaml', data: Buffer.from('a: 1') },
    ]),
    config: parseYamlMap('b: {c: 1.5}'),
    manifest: '---\n# Source: a\n',
    hooks: [
      {
        name: 'h',
        kind: 'Job',
        path: 'web/templates/h.yaml',
        manifest: 'kind: Job',
        events: ['pre-install'],
        lastRun: { phase: 'Succeeded', startedAt: '2026-01-01T00:00:00Z' },
        weight: -1,
        deletePolicies: [],
        outputLogPolicies: [],
      },
    ],
    labels: new Map([['team', 'a']]),
    applyMethod: 'ssa',
  };
}

describe('releases as they are stored', () => {
  it('prints long ones in turns, to the same', async () => {
    const long = release(3, 'deployed');
    for (const shift of ['', 'x', '\u{d83d}']) {
      long.manifest = `${shift}${'<😀>"\u2028\ud83d'.repeat(100_000)}`;
      expect((await releaseJsonInTurns(long)) === releaseJson(long)).toBe(true);
    }
  });

  it('prints the fields as Helm does', () => {
    expect(releaseJson(release(3, 'deployed'))).toBe(
      '{"name":"web","info":{"first_deployed":"2026-01-01T00:00:00.123456789Z","description":"Install \\u003ccomplete\\u003e","status":"deployed"},' +
        '"chart":{"metadata":{"name":"web","version":"0.1.0","apiVersion":"v2"},"lock":null,"templates":[{"name":"templates/a.yaml","data":"/wA="}],"values":{"a":1},"schema":null,"schemamodtime":"0001-01-01T00:00:00Z","files":null},' +
        '"config":{"b":{"c":1.5}},"manifest":"---\\n# Source: a\\n",' +
        '"hooks":[{"name":"h","kind":"Job","path":"web/templates/h.yaml","manifest":"kind: Job","events":["pre-install"],"last_run":{"started_at":"2026-01-01T00:00:00Z","phase":"Succeeded"},"weight":-1}],' +
        '"version":3,"namespace":"apps","apply_method":"ssa"}',
    );
  });

  it('reads what it wrote, and what others wrote without compression', () => {
    const stored = release(3, 'deployed');
    const text = encodeRelease(stored);
    const read = decodeRelease(text);
    expect(releaseJson(read)).toBe(releaseJson(stored));
    const plain = gunzipSync(Buffer.from(text, 'base64')).toString('base64');
    expect(releaseJson(decodeRelease(plain))).toBe(releaseJson(stored));
  });

  it('takes empty times and unknown fields', () => {
    const text =
      '{"name":"a","info":{"deleted":"","status":"failed"},"hooks":[{"last_run":{"started_at":"","phase":""}}],"later":1}';
    const read = decodeRelease(Buffer.from(text).toString('base64'));
    expect(read.info).toMatchObject({ status: 'failed', deleted: undefined });
    expect(read.hooks[0].lastRun).toEqual({ phase: '' });
    expect(() => decodeRelease('c2VjcmV0')).toThrow('the release is no JSON');
  });

  it.each([
    '{"version":"two"}',
    '{"version":1.5}',
    '{"name":1}',
    '{"name":"web","info":[]}',
    '{"name":"web","info":{"status":1}}',
    '{"hooks":{}}',
    '{"hooks":[1]}',
    '{"hooks":[{"events":"pre-install"}]}',
    '{"hooks":[{"weight":"1"}]}',
    '{"config":"a"}',
    '{"chart":[]}',
    '"web"',
    '[]',
    '{"secret":',
  ])('cannot read %s, and tells nothing of it', json => {
    const data = Buffer.from(json).toString('base64');
    expect(() => decodeRelease(data)).toThrow(/^the release (?:is|has) /);
  });

  it('does not decompress without end', () => {
    const data = gzipSync(Buffer.alloc(300 * 1024 * 1024)).toString('base64');
    expect(() => decodeRelease(data)).toThrow('cannot decompress the release');
  });

  it('names and labels what holds it', () => {
    const labels = storageLabels(release(3, 'failed'), { createdAt: 5 });
    expect(storageName('web', 3)).toBe('sh.helm.release.v1.web.v3');
    expect(Object.fromEntries(labels)).toEqual({
      createdAt: '5',
      team: 'a',
      name: 'web',
      owner: 'helm',
      status: 'failed',
      version: '3',
    });
    expect(ownLabels(labels)).toEqual(new Map([['team', 'a']]));
  });

  it('finds its way through a history', () => {
    const history = [
      release(3, 'failed'),
      release(1, 'superseded'),
      release(2, 'deployed'),
    ];
    expect(latestDeployed(history)?.version).toBe(2);
    expect(upgradeBaseline(history)?.version).toBe(2);
    expect(upgradeBaseline([release(1, 'failed')])?.version).toBe(1);
    expect(upgradeBaseline([release(1, 'uninstalled')])).toBeUndefined();
    expect(surplus(history, 2).map(({ version }) => version)).toEqual([1, 3]);
    expect(surplus(history, 0)).toEqual([]);
    expect(isLocked([...history, release(4, 'pending-upgrade')])).toBe(true);
    expect(isLocked(history)).toBe(false);
  });

  it('checks names', () => {
    expect(() => validateReleaseName('')).toThrow('no name provided');
    expect(() => validateReleaseName('a'.repeat(54))).toThrow(
      'must not be longer than 53',
    );
    expect(() => validateReleaseName('A')).toThrow('invalid release name');
    validateReleaseName('a.b-c');
  });
});

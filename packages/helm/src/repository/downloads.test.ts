import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packArchive } from '../chart/tar-archive';
import { chartArchive } from '../testing/chart-archive';
import {
  RepositoryWorld,
  digestOf,
  indexText,
} from '../testing/repository-world';
import {
  ChartDownloader,
  type ChartRequest,
  ContentCache,
  IndexCache,
  RepositoriesFile,
  type VerificationStrategy,
  equalUrls,
  fetchIndex,
  helmPaths,
  openAccess,
  resolveReference,
  unpackChart,
} from '.';

const url = 'https://charts.example';
const web = chartArchive('web', '1.0.0');
let world: RepositoryWorld;

beforeEach(() => {
  world = new RepositoryWorld();
});
afterEach(() => world.dispose());

function request(reference: string, more: Partial<ChartRequest> = {}) {
  return { reference, version: '', access: openAccess, ...more };
}

/** A named repository with one chart. */
async function offer(archiveUrl: string, digest?: string): Promise<void> {
  world.name('c', url);
  world.pages.set(
    `${url}/index.yaml`,
    indexText([{ name: 'web', version: '1.0.0', url: archiveUrl, digest }]),
  );
  const cache = new IndexCache(world.paths.repositoryCache);
  cache.save(
    'c',
    await fetchIndex({ url, access: openAccess }, world.get, () => {}),
  );
  world.requests.length = 0;
}

describe('downloads of charts', () => {
  it('are kept by their digests', async () => {
    await offer('web-1.0.0.tgz', digestOf(web));
    world.pages.set(`${url}/web-1.0.0.tgz`, web);
    const downloader = world.downloader();
    const path = await downloader.toCache(request('c/web'));
    expect(Buffer.compare(readFileSync(path), web)).toBe(0);
    expect(path).toBe(
      join(
        world.paths.contentCache,
        digestOf(web).slice(0, 2),
        `${digestOf(web)}.chart`,
      ),
    );
    await downloader.toCache(request('c/web'));
    expect(world.requests).toHaveLength(1);
  });

  it.each<[string, Partial<ChartRequest>, string]>([
    ['by name', {}, 'c/web'],
    ['by a URL of their own', { repository: url }, 'web'],
  ])('have the digest of the index: %s', async (_, more, reference) => {
    await offer('web-1.0.0.tgz', digestOf(chartArchive('web', '2.0.0')));
    world.pages.set(`${url}/web-1.0.0.tgz`, web);
    await expect(
      world.downloader().toCache(request(reference, more)),
    ).rejects.toThrow('the digest of web-1.0.0.tgz does not match');
    expect(() => readdirSync(world.paths.contentCache)).toThrow('ENOENT');
  });

  it('do not trust what others have put into the cache', async () => {
    await offer('web-1.0.0.tgz', digestOf(web));
    world.pages.set(`${url}/web-1.0.0.tgz`, web);
    new ContentCache(world.paths.contentCache).put(
      digestOf(web),
      'chart',
      chartArchive('evil', '1.0.0'),
    );
    const path = await world.downloader().toCache(request('c/web'));
    expect(Buffer.compare(readFileSync(path), web)).toBe(0);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://charts.example/web.tgz',
    'data:text/plain,x',
  ])('come from servers only: %s', async archiveUrl => {
    await offer(archiveUrl);
    await expect(world.downloader().toCache(request('c/web'))).rejects.toThrow(
      'not supported',
    );
    expect(world.requests).toEqual([]);
  });

  it.each([
    ['oci://registry.example/web'],
    ['/'],
    ['/%2e%2e'],
    ['/..'],
    ['/a%2f..%2f..'],
    ['/a%00b.tgz'],
    ['/a%5cb.tgz'],
  ])('have the name of a file: %s', async path => {
    await offer(path);
    await expect(
      world.downloader().toDirectory(request('c/web'), world.root),
    ).rejects.toThrow(/not supported|does not end with the name of a file/);
    expect(world.requests).toEqual([]);
  });

  it('stay in their directory whatever their URL', async () => {
    await offer('/x/%2e%2e%2f%2e%2e%2fweb.tgz');
    world.pages.set(`${url}/x/%2e%2e%2f%2e%2e%2fweb.tgz`, web);
    const { path } = await world
      .downloader()
      .toDirectory(request('c/web'), world.root);
    expect(path).toBe(join(world.root, 'web.tgz'));
  });

  it('show credentials to their owner', async () => {
    const secret = { username: 'ada', password: 's3cret' };
    await offer('https://other.example/web-1.0.0.tgz');
    world.name('c', url, secret);
    world.pages.set('https://other.example/web-1.0.0.tgz', web);
    await world.downloader().toCache(request('c/web'));
    // Known by the index to be one of that repository.
    await world
      .downloader()
      .toCache(request('https://other.example/web-1.0.0.tgz'));
    await world.downloader().toCache(
      request('web', {
        repository: url,
        access: { ...openAccess, username: 'eve', password: 'x' },
      }),
    );
    expect(
      world.requests.map(({ owner, access }) => [owner, access.username]),
    ).toEqual([
      [url, 'ada'],
      [url, 'ada'],
      [url, 'eve'],
      [url, 'ada'],
    ]);
  });

  it('are checked for signatures when asked for', async () => {
    await offer('web-1.0.0.tgz');
    world.pages.set(`${url}/web-1.0.0.tgz`, web);
    const signed = { signedBy: ['ada'], fingerprint: 'F', fileHash: 'h' };
    const said: string[] = [];
    const downloader = (
      verification: VerificationStrategy,
      verify = jest.fn(() => signed),
    ) => {
      const { paths, get } = world;
      const say = (text: string) => said.push(text);
      return new ChartDownloader({ paths, get, verification, verify, say });
    };
    await expect(
      downloader('always').download(request('c/web')),
    ).rejects.toThrow(`failed to fetch provenance "${url}/web-1.0.0.tgz.prov"`);
    await downloader('ifPossible').download(request('c/web'));
    expect(said).toEqual([
      expect.stringMatching(/^WARNING: Verification not found for c\/web: /),
    ]);
    world.pages.set(`${url}/web-1.0.0.tgz.prov`, 'signed');
    const verify = jest.fn(() => signed);
    const checked = await downloader('always', verify).download(
      request('c/web'),
    );
    expect(checked.signed).toBe(signed);
    expect(verify).toHaveBeenCalledWith(
      checked.data,
      'web-1.0.0.tgz',
      Buffer.from('signed'),
    );
    const unfit = jest.fn(() => {
      throw new Error('not signed by a friend');
    });
    await expect(
      downloader('always', unfit).toDirectory(request('c/web'), world.root),
    ).rejects.toThrow('not signed by a friend');
    expect(readdirSync(world.root)).not.toContain('web-1.0.0.tgz');
    const later = await downloader('later', unfit).toDirectory(
      request('c/web'),
      world.root,
    );
    expect(readFileSync(`${later.path}.prov`, 'utf8')).toBe('signed');
  });
});

describe('archives', () => {
  it('are unpacked below their directory', () => {
    const path = unpackChart(
      world.root,
      chartArchive('web', '1.0.0', { 'templates/a.yaml': 'a' }),
    );
    expect(path).toBe(join(world.root, 'web'));
    expect(readFileSync(join(path, 'templates/a.yaml'), 'utf8')).toBe('a');
  });

  it.each([
    ['..', 'is not allowed'],
    ['../web', 'must not contain path separators'],
    ['""', 'chart name not specified'],
  ])('do not choose where: %s', (name, message) => {
    const archive = packArchive([['x/Chart.yaml', `name: ${name}\n`]]);
    expect(() => unpackChart(world.root, archive)).toThrow(message);
    expect(readdirSync(world.root)).toEqual([]);
  });

  it('are not written through links', () => {
    const outside = join(world.root, 'outside');
    const inside = join(world.root, 'inside');
    mkdirSync(outside);
    mkdirSync(join(inside, 'web'), { recursive: true });
    symlinkSync(outside, join(inside, 'web', 'templates'));
    const archive = chartArchive('web', '1.0.0', { 'templates/a.yaml': 'a' });
    expect(() => unpackChart(inside, archive)).toThrow('is a link');
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('repositories that have names', () => {
  it('are kept as Helm keeps them', () => {
    world.name('a', 'https://a.example', { caFile: 'ca.pem' });
    world.name('b', 'https://b.example');
    world.name('a', 'https://c.example');
    const file = RepositoriesFile.load(world.paths.repositoryConfig);
    expect(file.entries.map(({ url: each }) => each)).toEqual([
      'https://c.example',
      'https://b.example',
    ]);
    expect(readFileSync(world.paths.repositoryConfig, 'utf8')).toBe(
      `apiVersion: ""
generated: "0001-01-01T00:00:00Z"
repositories:
- caFile: ""
  certFile: ""
  insecure_skip_tls_verify: false
  keyFile: ""
  name: a
  pass_credentials_all: false
  password: ""
  url: https://c.example
  username: ""
- caFile: ""
  certFile: ""
  insecure_skip_tls_verify: false
  keyFile: ""
  name: b
  pass_credentials_all: false
  password: ""
  url: https://b.example
  username: ""
`,
    );
    expect(file.remove('b')).toBe(true);
    expect(file.remove('b')).toBe(false);
  });

  it('say what is wrong with their file', () => {
    expect(() => RepositoriesFile.load('/none/x.yaml')).toThrow(
      "couldn't load repositories file (/none/x.yaml): open /none/x.yaml: no such file or directory",
    );
    world.write({ 'bad.yaml': 'repositories: 1\n' });
    expect(() => RepositoriesFile.load(join(world.root, 'bad.yaml'))).toThrow(
      'error unmarshaling JSON',
    );
  });

  it('have names that stay in the cache', () => {
    const cache = new IndexCache(world.paths.repositoryCache);
    for (const name of ['../x', 'a/b', 'a\\b', 'a\0b']) {
      expect(() => cache.path(name)).toThrow('contains what no file name may');
      expect(() => cache.remove(name)).toThrow(
        'contains what no file name may',
      );
    }
    expect(() => cache.load('none')).toThrow(
      `open ${cache.path('none')}: no such file or directory`,
    );
  });

  it('are found where Helm keeps them', () => {
    expect(helmPaths({ HOME: '/h', XDG_CACHE_HOME: '/xc' })).toMatchObject({
      repositoryCache: '/xc/helm/repository',
      contentCache: '/xc/helm/content',
    });
    expect(
      helmPaths({
        HOME: '/h',
        HELM_CONFIG_HOME: '/hc',
        HELM_CACHE_HOME: '/cache',
        HELM_CONTENT_CACHE: '/content',
      }),
    ).toEqual({
      repositoryConfig: '/hc/repositories.yaml',
      repositoryCache: '/cache/repository',
      contentCache: '/content',
    });
    expect(
      helmPaths(
        { HELM_REPOSITORY_CONFIG: '/env', HELM_REPOSITORY_CACHE: '/c' },
        { repositoryConfig: '/flag' },
      ),
    ).toMatchObject({ repositoryConfig: '/flag', repositoryCache: '/c' });
  });
});

describe('references', () => {
  it('are what Go makes of them', () => {
    const lines = readFileSync(
      join(__dirname, '__fixtures__', 'references.jsonl'),
      'utf8',
    );
    const cases: unknown[][] = lines
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const ours = cases.map(([base, reference]) => {
      let resolved = '';
      let failed = false;
      try {
        resolved = resolveReference(String(base), String(reference));
      } catch (error) {
        failed = error instanceof Error;
      }
      const equal = equalUrls(String(base), String(reference));
      return [base, reference, resolved, failed, equal];
    });
    expect(ours).toEqual(cases);
    expect(cases).toHaveLength(400);
  });

  it.each([
    ['https://h/a', 'b.tgz', 'https://h/a/b.tgz'],
    ['https://h/a/', '/b.tgz', 'https://h/b.tgz'],
    ['https://h/a', '../b.tgz', 'https://h/b.tgz'],
    ['https://h/a', '../../../b.tgz', 'https://h/b.tgz'],
    ['https://h/a', './x/../b.tgz', 'https://h/a/b.tgz'],
    ['https://h/a', '//o/b.tgz', 'https://o/b.tgz'],
    ['https://h/a?t=1', 'b.tgz?t=2', 'https://h/a/b.tgz?t=1'],
    ['https://h/a', 'b%20c.tgz', 'https://h/a/b%20c.tgz'],
    ['https://h/a', 'b c.tgz', 'https://h/a/b%20c.tgz'],
    ['https://h/a', 'HTTP://o/b.tgz', 'HTTP://o/b.tgz'],
    ['https://h', '%2e%2e/b.tgz', 'https://h/%2e%2e/b.tgz'],
  ])('of %s: %s', (base, reference, expected) => {
    expect(resolveReference(base, reference)).toBe(expected);
  });

  it.each([
    ['https://h/a', 'https://h/a/', true],
    ['https://h', 'https://h/', true],
    ['https://h/a/../b', 'https://h/b', true],
    ['https://h/a', 'http://h/a', false],
    ['%zz', '%zz', true],
    ['https://h', '%zz', false],
  ])('%s is %s: %s', (a, b, expected) => {
    expect(equalUrls(a, b)).toBe(expected);
  });
});

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { loadArchive } from '../chart';
import { chartArchive } from '../testing/chart-archive';
import {
  RepositoryWorld,
  digestOf,
  indexText,
} from '../testing/repository-world';
import { DependencyManager, type DependencyManagerOptions } from '.';

const url = 'https://charts.example';
let world: RepositoryWorld;
let said: string;

beforeEach(() => {
  world = new RepositoryWorld();
  said = '';
  const offers = ['1.0.0', '1.2.0', '2.0.0-rc.1'].map(version => {
    const archive = chartArchive('web', version);
    world.pages.set(`${url}/web-${version}.tgz`, archive);
    return {
      name: 'web',
      version,
      url: `web-${version}.tgz`,
      digest: digestOf(archive),
    };
  });
  world.pages.set(`${url}/index.yaml`, indexText(offers));
});
afterEach(() => world.dispose());

function shop(dependencies: string): void {
  world.write({
    'shop/Chart.yaml': `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n${dependencies}`,
  });
}

function manager(
  options: Partial<DependencyManagerOptions> = {},
  root?: string,
): DependencyManager {
  return new DependencyManager({
    chart: { directory: join(world.root, 'shop'), shown: 'shop', root },
    downloader: world.downloader(),
    get: world.get,
    say: text => {
      said += text;
    },
    warn: () => undefined,
    log: () => undefined,
    now: () => new Date('2026-01-02T03:04:05Z'),
    ...options,
  });
}

function charts(): string[] {
  return readdirSync(join(world.root, 'shop', 'charts')).sort();
}

/** Nothing is left of what was gathered. */
function expectTidy(): void {
  expect(
    readdirSync(join(world.root, 'shop/charts')).filter(name =>
      /tmp/.test(name),
    ),
  ).toEqual([]);
}

describe('dependencies', () => {
  it('are fetched, and locked', async () => {
    shop(`- {name: web, version: ^1, repository: '${url}'}\n`);
    world.write({
      'shop/charts/web-0.9.0.tgz': chartArchive('web', '0.9.0'),
      'shop/charts/_notes.txt': 'keep',
    });
    await manager().update();
    expect(charts()).toEqual(['_notes.txt', 'web-1.2.0.tgz']);
    const lock = readFileSync(join(world.root, 'shop/Chart.lock'), 'utf8');
    expect(lock).toMatch(
      /^dependencies:\n- name: web\n {2}repository: https:\/\/charts\.example\n {2}version: 1\.2\.0\ndigest: sha256:[0-9a-f]{64}\ngenerated: "2026-01-0\dT.*"\n$/,
    );
    expect(said).toBe(`Getting updates for unmanaged Helm repositories...
...Successfully got an update from the "${url}" chart repository
Saving 1 charts
Downloading web from repo ${url}
Deleting outdated charts
Could not verify shop/charts/_notes.txt for deletion: file 'shop/charts/_notes.txt' does not appear to be a gzipped archive; got 'application/octet-stream' (Skipping)
`);
    await manager({ now: () => new Date('2027-01-01T00:00:00Z') }).update();
    expect(readFileSync(join(world.root, 'shop/Chart.lock'), 'utf8')).toBe(
      lock,
    );
    expectTidy();
  });

  it('are built from the lock', async () => {
    world.name('c', url);
    shop(`- {name: web, version: 1.0.x, repository: '@c'}\n`);
    await manager().update();
    expect(charts()).toEqual(['web-1.0.0.tgz']);
    world.pages.set(
      `${url}/index.yaml`,
      indexText([
        { name: 'web', version: '1.0.1', url: 'none.tgz' },
        { name: 'web', version: '1.0.0', url: 'web-1.0.0.tgz' },
      ]),
    );
    await manager().build();
    expect(charts()).toEqual(['web-1.0.0.tgz']);
    shop(`- {name: web, version: 1.x.x, repository: '@c'}\n`);
    await expect(manager().build()).rejects.toThrow(
      'the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml)',
    );
  });

  it.each<[string, string]>([
    ['that is not there', 'none.tgz'],
    ['that is no chart', 'page.tgz'],
    ['that is only half there', 'half.tgz'],
    ['that the index lies about', 'web-1.0.0.tgz'],
  ])('stay as they were for an archive %s', async (_, file) => {
    world.pages.set(`${url}/page.tgz`, '<html></html>');
    world.pages.set(
      `${url}/half.tgz`,
      chartArchive('web', '2.0.0').subarray(0, 90),
    );
    const lies = file.startsWith('web') ? { digest: '00'.repeat(32) } : {};
    world.pages.set(
      `${url}/index.yaml`,
      indexText([
        { name: 'db', version: '1.0.0', url: 'web-1.2.0.tgz' },
        { name: 'web', version: '3.0.0', url: file, ...lies },
      ]),
    );
    shop(
      `- {name: db, version: 1, repository: '${url}'}\n- {name: web, version: 3, repository: '${url}'}\n`,
    );
    const before = chartArchive('web', '0.9.0');
    world.write({ 'shop/charts/web-0.9.0.tgz': before });
    await expect(manager().update()).rejects.toThrow(
      /could not (?:download|verify)/,
    );
    expect(charts()).toEqual(['web-0.9.0.tgz']);
    expect(existsSync(join(world.root, 'shop/Chart.lock'))).toBe(false);
    expectTidy();
  });

  it('stay as they were where one cannot take its place', async () => {
    shop(
      `- {name: a, version: 1, repository: 'file://../a'}\n- {name: web, version: ^1, repository: '${url}'}\n`,
    );
    const before = chartArchive('a', '1.0.0', { mine: 'mine' });
    world.write({
      'a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
      'shop/charts/a-1.0.0.tgz': before,
    });
    mkdirSync(join(world.root, 'shop/charts/web-1.2.0.tgz'));
    await expect(manager().update()).rejects.toThrow('is a directory');
    expect(
      Buffer.compare(
        readFileSync(join(world.root, 'shop/charts/a-1.0.0.tgz')),
        before,
      ),
    ).toBe(0);
    expect(charts()).toEqual(['a-1.0.0.tgz', 'web-1.2.0.tgz']);
    expectTidy();
  });

  it('are packed where they are directories, with what is in them', async () => {
    shop(`- {name: a, version: '>0', repository: 'file://../a'}\n`);
    world.write({
      'a/Chart.yaml':
        'apiVersion: v2\nname: a\nversion: 1.5.0\n# a comment\ndependencies: [{name: b, version: 1.0.0}]\n',
      'a/values.yaml': '# a comment\nx: 1\n',
      'a/values.schema.json': '{}',
      'a/templates/t.yaml': 'a: 1\n',
      'a/README.md': 'read me\n',
      'a/.helmignore': 'secret*\n',
      'a/secret.txt': 'hidden',
      'a/charts/b/Chart.yaml': 'apiVersion: v2\nname: b\nversion: 1.0.0\n',
    });
    await manager({ debug: true }).update();
    expect(said).toContain('Archiving a from repo file://../a\n');
    const packed = loadArchive(
      readFileSync(join(world.root, 'shop/charts/a-1.5.0.tgz')),
    );
    expect(packed.raw.map(({ name }) => name).sort()).toEqual([
      '.helmignore',
      'Chart.yaml',
      'README.md',
      'charts/b/Chart.yaml',
      'templates/t.yaml',
      'values.schema.json',
      'values.yaml',
    ]);
    expect(packed.dependencies.map(({ name }) => name)).toEqual(['b']);
    expect(readFileSync(join(world.root, 'shop/Chart.lock'), 'utf8')).toContain(
      'version: 1.5.0',
    );
  });

  it('stay below a root', async () => {
    world.write({
      'away/Chart.yaml': 'apiVersion: v2\nname: away\nversion: 1.0.0\n',
      'shop/near/Chart.yaml': 'apiVersion: v2\nname: near\nversion: 1.0.0\n',
    });
    mkdirSync(join(world.root, 'shop/link'), { recursive: true });
    symlinkSync(join(world.root, 'away'), join(world.root, 'shop/link/away'));
    const root = join(world.root, 'shop');
    const near = '- {name: near, version: 1, repository: "file://near"}\n';
    for (const repository of [
      'file://../away',
      `file://${join(world.root, 'away')}`,
      'file://link/away',
    ]) {
      shop(`${near}- {name: away, version: 1, repository: '${repository}'}\n`);
      await expect(manager({}, root).update()).rejects.toThrow(
        'leads out of the directory that it must stay in',
      );
    }
    shop(`- {name: ../../away, version: 1}\n`);
    await expect(manager({}, root).update()).rejects.toThrow(
      'leads out of the directory that it must stay in',
    );
    rmSync(join(root, 'link'), { recursive: true });
    shop(near);
    await manager({}, root).update();
    expect(charts()).toEqual(['near-1.0.0.tgz']);
  });

  it('are neither written nor looked for behind links below a root', async () => {
    const root = join(world.root, 'shop');
    shop(`- {name: web, version: ^1, repository: '${url}'}\n`);
    world.write({ 'away/secret.tgz': chartArchive('secret', '1.0.0') });
    symlinkSync(join(world.root, 'away'), join(root, 'charts'));
    await expect(manager({}, root).update()).rejects.toThrow('leads out of');
    expect(readdirSync(join(world.root, 'away'))).toEqual(['secret.tgz']);
  });

  it('take the place of links, not of what they lead to', async () => {
    shop(`- {name: web, version: ^1, repository: '${url}'}\n`);
    const before = chartArchive('away', '1.0.0');
    world.write({ 'away/a.tgz': before, 'shop/charts/_keep': '' });
    const target = join(world.root, 'away/a.tgz');
    symlinkSync(target, join(world.root, 'shop/charts/old.tgz'));
    symlinkSync(target, join(world.root, 'shop/charts/web-1.2.0.tgz'));
    const root = join(world.root, 'shop');
    await expect(manager({}, root).update()).rejects.toThrow('leads out of');
    expect(charts()).toEqual(['_keep', 'old.tgz', 'web-1.2.0.tgz']);
    await manager().update();
    expect(charts()).toEqual(['_keep', 'web-1.2.0.tgz']);
    expect(Buffer.compare(readFileSync(target), before)).toBe(0);
  });

  it('do not write the lock through a link', async () => {
    shop(`- {name: web, version: ^1, repository: '${url}'}\n`);
    world.write({ 'away/lock': 'x' });
    symlinkSync(
      join(world.root, 'away/lock'),
      join(world.root, 'shop/Chart.lock'),
    );
    const before = chartArchive('web', '0.9.0');
    world.write({ 'shop/charts/web-0.9.0.tgz': before });
    await expect(manager().update()).rejects.toThrow(
      /the Chart.lock file is a symlink to|Chart.lock/,
    );
    expect(readFileSync(join(world.root, 'away/lock'), 'utf8')).toBe('x');
    expect(charts()).toEqual(['web-0.9.0.tgz']);
  });

  it('take the index that is kept where they are told to', async () => {
    world.name('c', url);
    shop(`- {name: web, version: ^1, repository: 'alias:c'}\n`);
    await manager().update();
    world.pages.set(`${url}/index.yaml`, indexText([]));
    await manager({ skipRefresh: true }).update();
    expect(charts()).toEqual(['web-1.2.0.tgz']);
    await expect(manager().update()).rejects.toThrow(
      `web chart not found in repo ${url}`,
    );
  });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { artifactPath } from './artifactPath';
import { FolderStorage } from './folderStorage';

const owner = { kind: 'GitRepository', namespace: 'team', name: 'app' };
const { signal } = new AbortController();

describe('FolderStorage', () => {
  let directory: string;
  let now: number;
  let storage: FolderStorage;
  const path = artifactPath(owner, 'aaa.tar.gz');
  const write = (to: string, content: string) =>
    storage.write(to, Readable.from([Buffer.from(content)]), signal);

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-storage-'));
    now = Date.now();
    storage = new FolderStorage({
      directory,
      url: name => `http://host/token/${name}`,
      now: () => now,
      maxArtifactBytes: 1000,
    });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps what is written under its path and says its digest', async () => {
    expect(await write(path, 'hello')).toEqual({
      digest:
        'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      size: 5,
    });
    expect(path).toBe('gitrepository/team/app/aaa.tar.gz');
    expect(storage.url(path)).toBe(`http://host/token/${path}`);
    const content = await storage.read(path);
    expect(content && (await text(content))).toBe('hello');
  });

  it('notices what is missing and what was tampered with, at each look', async () => {
    const { digest } = await write(path, 'hello');
    const verify = () => storage.verify(path, digest, signal);
    expect(await verify()).toEqual({ kind: 'ok' });
    expect(await verify()).toEqual({ kind: 'ok' });
    const file = join(directory, path);
    const old = new Date(now - 5_000);
    // As long as before, and with a time that a program set back.
    writeFileSync(file, 'hellO');
    utimesSync(file, old, old);
    expect(await verify()).toEqual({
      kind: 'mismatch',
      message: `computed digest doesn't match '${digest}'`,
    });
    await storage.remove(path);
    expect(await verify()).toEqual({ kind: 'missing' });
    symlinkSync('/etc/passwd', file);
    expect(await verify()).toEqual({ kind: 'missing' });
    expect(await storage.read(path)).toBeUndefined();
  });

  it('leaves nothing of a write that fails, is stopped or is too large', async () => {
    const broken = Readable.from(
      (async function* breaks() {
        yield Buffer.from('half');
        throw new Error('broken');
      })(),
    );
    await expect(storage.write(path, broken, signal)).rejects.toThrow('broken');
    await expect(write(path, 'x'.repeat(1001))).rejects.toThrow(/larger than/);
    const stop = new AbortController();
    const endless = new Readable({ read: () => undefined });
    const writing = storage.write(path, endless, stop.signal);
    stop.abort();
    await expect(writing).rejects.toThrow();
    expect(readdirSync(join(directory, 'gitrepository/team/app'))).toEqual([]);
  });

  it.each([
    '../../etc/passwd',
    'gitrepository/team/app/../../x',
    '/etc/passwd',
    'gitrepository/team/app',
    'gitrepository/team/app/a/b',
    'gitrepository/team/app/..',
    'gitrepository//app/x.tar.gz',
    'gitrepository/team/app/.tmp-1',
  ])('knows no path but that of an artifact: %s', async bad => {
    await expect(write(bad, 'x')).rejects.toThrow();
    expect(await storage.read(bad)).toBeUndefined();
    expect(await storage.verify(bad, 'sha256:x', signal)).toEqual({
      kind: 'missing',
    });
    await storage.remove(bad);
    await storage.collectGarbage(bad);
  });

  it('refuses owners that would be other paths', async () => {
    const evil = { ...owner, name: '..' };
    expect(() => artifactPath(evil, 'a.tar.gz')).toThrow();
    await expect(storage.removeAll(evil)).rejects.toThrow();
  });

  it('removes what is too old or too many, never what is current', async () => {
    const ages: [string, number][] = [
      ['old', 61_000],
      ['third', 50_000],
      ['second', 40_000],
      ['current', 70_000],
    ];
    for (const [name, age] of ages) {
      const file = artifactPath(owner, `${name}.tar.gz`);
      await write(file, name);
      const at = new Date(now - age);
      utimesSync(join(directory, file), at, at);
    }
    const current = artifactPath(owner, 'current.tar.gz');
    const folder = join(directory, 'gitrepository/team/app');
    expect(await storage.collectGarbage(current)).toBe(2);
    expect(readdirSync(folder).sort()).toEqual([
      'current.tar.gz',
      'second.tar.gz',
    ]);
    now += 60_000;
    expect(await storage.collectGarbage(current)).toBe(1);
    expect(readdirSync(folder)).toEqual(['current.tar.gz']);
  });

  it('forgets an owner, and nobody else', async () => {
    const other = artifactPath({ ...owner, name: 'app-2' }, 'a.tar.gz');
    await write(path, 'one');
    await write(other, 'two');
    expect(await storage.removeAll(owner)).toBe(true);
    expect(await storage.removeAll(owner)).toBe(false);
    expect(existsSync(join(directory, path))).toBe(false);
    expect(existsSync(join(directory, other))).toBe(true);
    mkdirSync(join(directory, 'gitrepository/empty'), { recursive: true });
  });
});

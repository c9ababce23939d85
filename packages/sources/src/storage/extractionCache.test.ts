import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { ArtifactDigestError, ArtifactNotFoundError } from './artifactReader';
import { UnpackError } from './extractArtifact';
import { ExtractionCache } from './extractionCache';
import { FolderStorage } from './folderStorage';

const { signal } = new AbortController();

interface Entry {
  name: string;
  content?: string;
  mode?: number;
  type?: 'file' | 'directory' | 'symlink' | 'link';
  linkname?: string;
}

async function archive(entries: Entry[]): Promise<Buffer> {
  const packer = pack();
  for (const { content = '', ...header } of entries)
    packer.entry({ ...header, size: content.length }, content);
  packer.finalize();
  return gzipSync(await buffer(packer));
}

describe('ExtractionCache', () => {
  let root: string;
  let storage: FolderStorage;
  let cache: ExtractionCache;
  let reads: number;
  let count = 0;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-cache-'));
    reads = 0;
    storage = new FolderStorage({
      directory: join(root, 'artifacts'),
      url: path => path,
    });
    cache = new ExtractionCache({
      storage: Object.assign(Object.create(storage), {
        read: (path: string) => {
          reads++;
          return storage.read(path);
        },
      }),
      directory: join(root, 'unpacked'),
      limits: { bytes: 100_000, entries: 100 },
      keep: 1,
    });
    await cache.start();
  });
  afterEach(() => rmSync(root, { recursive: true }));

  async function store(data: Buffer) {
    const path = `gitrepository/a/b/${++count}.tar.gz`;
    const { digest } = await storage.write(path, Readable.from([data]), signal);
    return { path, digest };
  }

  it('unpacks an artifact once for all who read it at the same time', async () => {
    const artifact = await store(
      await archive([
        { name: 'app', type: 'directory', mode: 0o750 },
        { name: 'app/x.yaml', content: 'x: 1' },
        { name: 'run.sh', mode: 0o700, content: '#!' },
      ]),
    );
    const opened = await Promise.all(
      [1, 2, 3].map(() => cache.open(artifact, signal)),
    );
    expect(reads).toBe(1);
    const { directory } = opened[0];
    expect(readFileSync(join(directory, 'app/x.yaml'), 'utf8')).toBe('x: 1');
    expect(statSync(join(directory, 'run.sh')).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'app/x.yaml')).mode & 0o777).toBe(0o600);
    opened.forEach(entry => entry.release());
  });

  it('keeps what is in use, and forgets what was unused for longest', async () => {
    const artifacts = [];
    for (const content of ['1', '2', '3'])
      artifacts.push(await store(await archive([{ name: 'f', content }])));
    const [first, second, third] = artifacts;
    const inUse = await cache.open(first, signal);
    const old = await cache.open(second, signal);
    old.release();
    const newer = await cache.open(third, signal);
    newer.release();
    newer.release();
    expect(existsSync(join(inUse.directory, 'f'))).toBe(true);
    expect(existsSync(join(newer.directory, 'f'))).toBe(true);
    await cache.open(second, signal);
    expect(reads).toBe(4);
    await cache.open(third, signal);
    expect(reads).toBe(4);
  });

  it('says when an artifact is missing, or is not what was promised', async () => {
    const digest = `sha256:${createHash('sha256').update('x').digest('hex')}`;
    await expect(
      cache.open({ path: 'gitrepository/a/b/none.tar.gz', digest }, signal),
    ).rejects.toThrow(ArtifactNotFoundError);
    const { path } = await store(await archive([{ name: 'f' }]));
    await expect(cache.open({ path, digest }, signal)).rejects.toThrow(
      ArtifactDigestError,
    );
    expect(readdirSync(join(root, 'unpacked'))).toEqual([]);
  });

  it.each<[string, Entry[]]>([
    ['a parent', [{ name: '../evil', content: 'x' }]],
    ['an inner parent', [{ name: 'a/../../evil', content: 'x' }]],
    ['an absolute path', [{ name: '/tmp/evil', content: 'x' }]],
    [
      'one name twice',
      [
        { name: 'a', content: '1' },
        { name: 'a', content: '2' },
      ],
    ],
    [
      'a file as a folder',
      [
        { name: 'a', content: '1' },
        { name: 'a/b', content: '2' },
      ],
    ],
    ['more bytes than allowed', [{ name: 'a', content: '0'.repeat(100_001) }]],
    [
      'more entries than allowed',
      Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` })),
    ],
  ])('refuses an archive with %s', async (_what, entries) => {
    const artifact = await store(await archive(entries));
    await expect(cache.open(artifact, signal)).rejects.toThrow(UnpackError);
    expect(readdirSync(join(root, 'unpacked'))).toEqual([]);
    expect(existsSync(join(root, 'evil'))).toBe(false);
  });

  it('leaves out links, so that none can lead anywhere', async () => {
    const artifact = await store(
      await archive([
        { name: 'link', type: 'symlink', linkname: '/etc' },
        { name: 'link/passwd', content: 'mine' },
        { name: 'hard', type: 'link', linkname: '/etc/passwd' },
      ]),
    );
    const { directory } = await cache.open(artifact, signal);
    expect(readdirSync(directory)).toEqual(['link']);
    expect(readFileSync(join(directory, 'link/passwd'), 'utf8')).toBe('mine');
  });

  it('takes names that JavaScript gives a meaning for names', async () => {
    const artifact = await store(
      await archive([
        { name: '__proto__/constructor', content: 'data' },
        { name: 'toString', content: 'data' },
      ]),
    );
    const { directory } = await cache.open(artifact, signal);
    expect(readdirSync(directory).sort()).toEqual(['__proto__', 'toString']);
  });

  it('refuses rubbish, and what breaks off', async () => {
    const whole = await archive([{ name: 'a', content: '0'.repeat(5000) }]);
    for (const data of [Buffer.from('rubbish'), whole.subarray(0, 30)]) {
      const artifact = await store(data);
      await expect(cache.open(artifact, signal)).rejects.toThrow(UnpackError);
    }
  });

  it('is not filled by blocks of nothing', async () => {
    const artifact = await store(gzipSync(Buffer.alloc(50_000_000)));
    await expect(cache.open(artifact, signal)).rejects.toThrow(UnpackError);
  });
});

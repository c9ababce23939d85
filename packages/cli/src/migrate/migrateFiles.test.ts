import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type MigrateOptions, migrateFiles } from './migrateFiles';

const old = 'apiVersion: source.toolkit.fluxcd.io/v1beta2\nkind: Bucket\n';
const raised = old.replace('v1beta2', 'v1');

describe('migrateFiles', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-migrate-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  const read = (path: string) => readFileSync(join(root, path));

  async function migrate(options: Partial<MigrateOptions> = {}) {
    const lines: string[] = [];
    const done = await migrateFiles({
      path: root,
      extensions: ['.yaml', '.yml'],
      dryRun: false,
      confirm: async () => true,
      report: (mark, text) =>
        lines.push(`${mark} ${text.replaceAll(root, 'ROOT')}`),
      signal: new AbortController().signal,
      ...options,
    });
    return { done, lines };
  }

  it('raises files in place and keeps what they are', async () => {
    const odd = Buffer.from([0xff, 0x00, 0x0d, 0x0a]);
    write('b/odd.yml', Buffer.concat([Buffer.from(old), odd]));
    write('a.yaml', old);
    chmodSync(join(root, 'a.yaml'), 0o640);
    write('c.txt', old);
    write('.git/x.yaml', old);
    expect(await migrate()).toEqual({
      done: true,
      lines: [
        '► starting migration of custom resources',
        '✚ ROOT/a.yaml:1: Bucket v1beta2 -> v1',
        '✚ ROOT/b/odd.yml:1: Bucket v1beta2 -> v1',
        '✔ file ROOT/a.yaml migrated successfully',
        '✔ file ROOT/b/odd.yml migrated successfully',
        '✔ custom resources migrated successfully',
      ],
    });
    expect(read('a.yaml').toString()).toBe(raised);
    expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(read('b/odd.yml')).toEqual(
      Buffer.concat([Buffer.from(raised), odd]),
    );
    expect(read('c.txt').toString()).toBe(old);
    expect(read('.git/x.yaml').toString()).toBe(old);
    expect(readdirSync(root).sort()).toEqual(['.git', 'a.yaml', 'b', 'c.txt']);
    expect((await migrate()).lines.at(-1)).toBe(
      '✔ no custom resources found that require migration',
    );
  });

  it('changes nothing in a dry run, or when it is declined', async () => {
    write('a.yaml', old);
    expect((await migrate({ dryRun: true })).lines.at(-1)).toBe(
      '✔ dry-run mode enabled, no changes will be made',
    );
    expect((await migrate({ confirm: async () => false })).done).toBe(false);
    expect(read('a.yaml').toString()).toBe(old);
  });

  it('follows no link', async () => {
    write('outside/a.yaml', old);
    mkdirSync(join(root, 'in'));
    symlinkSync('../outside/a.yaml', join(root, 'in', 'link.yaml'));
    symlinkSync('../outside', join(root, 'in', 'folder.yaml'));
    const { lines } = await migrate({ path: join(root, 'in') });
    expect(lines).toContain('⚠️ skipping irregular file ROOT/in/link.yaml');
    expect(lines).toContain('⚠️ skipping irregular file ROOT/in/folder.yaml');
    await expect(
      migrate({ path: join(root, 'in', 'link.yaml') }),
    ).rejects.toThrow('is irregular');
    expect(read('outside/a.yaml').toString()).toBe(old);
  });

  it('writes no file that somebody else changes', async () => {
    write('a.yaml', old);
    const confirm = async () => {
      write('a.yaml', `${old}# mine\n`);
      return true;
    };
    await expect(migrate({ confirm })).rejects.toThrow('was changed meanwhile');
    expect(read('a.yaml').toString()).toBe(`${old}# mine\n`);
    expect(readdirSync(root)).toEqual(['a.yaml']);
  });

  it('takes one file, of the right name', async () => {
    write('a.yaml', old);
    await migrate({ path: join(root, 'a.yaml') });
    expect(read('a.yaml').toString()).toBe(raised);
    write('a.json', old);
    await expect(migrate({ path: join(root, 'a.json') })).rejects.toThrow(
      'does not match the specified extensions: .yaml, .yml',
    );
    await expect(migrate({ path: join(root, 'none') })).rejects.toThrow(
      'failed to stat path',
    );
  });
});

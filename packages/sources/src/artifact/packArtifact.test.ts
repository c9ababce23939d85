import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { IgnorePattern, IgnoreRules, readPatterns } from '../sourceignore';
import { loadIgnorePatterns, packArtifact } from './packArtifact';

const { signal } = new AbortController();
const corpus = join(
  __dirname,
  '../../../../../shared/corpora/flux/sourceignore/cases.json',
);

interface ArchiveCase {
  name: string;
  kind: string;
  files: Record<string, { content: string; mode: number }>;
  filter: { patterns: { pattern: string; domain: string[] }[] } | null;
  expect: {
    files: Record<string, { mode: number } | null>;
    dirs: Record<string, boolean>;
    dirMode: number;
  };
}

interface File {
  path: readonly string[];
  executable: boolean;
  size: number;
  text: string;
}

function file(path: string, text = '', executable = false): File {
  return {
    path: path.split('/'),
    executable,
    size: Buffer.byteLength(text),
    text,
  };
}

async function* content(entry: File) {
  yield Buffer.from(entry.text);
}

async function packed(files: File[], ignore?: string): Promise<Buffer> {
  const rules = IgnoreRules.forArchive(
    await loadIgnorePatterns(files, content, ignore),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of packArtifact({ files, content, rules, signal }))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function entries(archive: Buffer) {
  const reader = extract();
  reader.end(gunzipSync(archive));
  const found: Record<string, string> = {};
  for await (const entry of reader) {
    const { name, mode = 0, type, uid, gid, uname, mtime } = entry.header;
    expect([uid, gid, uname, mtime?.getTime()]).toEqual([0, 0, '', 0]);
    found[name] = `${type} ${mode.toString(8)}`;
    entry.resume();
  }
  return found;
}

const manifest =
  '---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: dummy\n';

describe('packArtifact', () => {
  it("writes the very tar that Go's archive/tar writes", async () => {
    const archive = await packed([
      file('.sourceignore', '**.txt\n'),
      file('foo.txt'),
      file('manifest.yaml', manifest),
    ]);
    // Of the same entries written with Go 1.25.
    expect(createHash('sha256').update(gunzipSync(archive)).digest('hex')).toBe(
      'aa38843e96128eacd63d3da1864e01b6c1f8813ed00efbe84cb89c8e9b89a98d',
    );
  });

  it('gives equal bytes for equal content', async () => {
    const files = [file('a/b.yaml', 'x'), file('c.sh', 'y', true)];
    expect(await packed(files)).toEqual(await packed(files));
  });

  it("has Flux's modes, and folders before their files", async () => {
    const archive = await packed([
      file('a/b/c.yaml', 'x'),
      file('a/run.sh', 'y', true),
      file('z.yaml', 'z'),
    ]);
    expect(Object.entries(await entries(archive))).toEqual([
      ['.', 'directory 750'],
      ['a', 'directory 750'],
      ['a/b', 'directory 750'],
      ['a/b/c.yaml', 'file 600'],
      ['a/run.sh', 'file 700'],
      ['z.yaml', 'file 600'],
    ]);
  });

  it('lets spec.ignore win over .sourceignore, each limited to its folder', async () => {
    const files = [
      file('.sourceignore', '*.md\n'),
      file('app/.sourceignore', 'secret.yaml\n'),
      file('app/a.md', 'x'),
      file('app/secret.yaml', 'x'),
      file('other/secret.yaml', 'x'),
      file('read.md', 'x'),
    ];
    expect(Object.keys(await entries(await packed(files, '!a.md')))).toEqual([
      '.',
      '.sourceignore',
      'app',
      'app/.sourceignore',
      'app/a.md',
      'other',
      'other/secret.yaml',
    ]);
  });

  it('keeps long and foreign names, and those that JavaScript gives a meaning', async () => {
    const long = `${'d'.repeat(150)}/${'e'.repeat(90)}`;
    const longer = `${'f'.repeat(200)}/x.yaml`;
    const files = [
      file('__proto__', 'x'),
      file(long, 'x'),
      file(longer, 'x'),
      file('grüße.yaml', 'x'),
    ];
    const rules = new IgnoreRules(readPatterns(''));
    const chunks: Buffer[] = [];
    for await (const chunk of packArtifact({ files, content, rules, signal }))
      chunks.push(chunk);
    const reader = extract();
    reader.end(gunzipSync(Buffer.concat(chunks)));
    const names: string[] = [];
    for await (const entry of reader) {
      if (entry.header.type === 'file') names.push(entry.header.name);
      entry.resume();
    }
    expect(names).toEqual(['__proto__', long, longer, 'grüße.yaml']);
  });

  it('fails when the content cannot be read to its end', async () => {
    const rules = new IgnoreRules([]);
    const archive = packArtifact({
      files: [file('a', 'x')],
      content: async function* broken() {
        yield Buffer.from('x');
        throw new Error('gone');
      },
      rules,
      signal,
    });
    await expect(archive.resume().toArray()).rejects.toThrow('gone');
  });

  it('agrees with Flux on what an archive holds', async () => {
    // The corpus is not part of the repository.
    const cases: ArchiveCase[] = existsSync(corpus)
      ? JSON.parse(readFileSync(corpus, 'utf8')).cases
      : [];
    for (const entry of cases.filter(({ kind }) => kind === 'archive')) {
      const files = Object.entries(entry.files)
        .map(([path, { content: text, mode }]) =>
          file(path, text, (mode & 0o111) !== 0),
        )
        .sort((a, b) => (a.path.join('/') < b.path.join('/') ? -1 : 1));
      const patterns = (entry.filter?.patterns ?? []).map(
        ({ pattern, domain }) => new IgnorePattern(pattern, domain),
      );
      const rules = entry.filter
        ? IgnoreRules.forArchive(patterns)
        : new IgnoreRules([]);
      const found = await entries(
        await buffer(packArtifact({ files, content, rules, signal })),
      );
      for (const [path, expected] of Object.entries(entry.expect.files)) {
        const mode = expected && `file ${expected.mode.toString(8)}`;
        expect([entry.name, path, found[path] ?? null]).toEqual([
          entry.name,
          path,
          mode,
        ]);
      }
      for (const [path, there] of Object.entries(entry.expect.dirs)) {
        const mode = there
          ? `directory ${entry.expect.dirMode.toString(8)}`
          : undefined;
        expect([entry.name, path, found[path]]).toEqual([
          entry.name,
          path,
          mode,
        ]);
      }
    }
  });
});

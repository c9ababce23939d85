import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadIgnorePatterns } from '../artifact';
import { IgnorePattern, IgnoreRules, readPatterns } from './index';
import { defaultPatterns, versionControlPatterns } from './ignoreRules';

interface PathCase {
  path: string;
  dir: boolean;
  expect: boolean;
}

interface Case {
  name: string;
  kind: string;
  pattern: string;
  patternText?: string;
  patterns?: (string | { pattern: string; domain: string[] })[];
  domain?: string[];
  path: string;
  dir: boolean;
  paths: PathCase[];
  files: Record<string, string>;
  objects: Record<string, string>;
  specIgnore: string | null;
  expect: unknown;
}

const corpus = join(
  __dirname,
  '../../../../../shared/corpora/flux/sourceignore/cases.json',
);

function corpusCases(...kinds: string[]): Case[] {
  if (!existsSync(corpus)) return [];
  const { cases }: { cases: Case[] } = JSON.parse(readFileSync(corpus, 'utf8'));
  return cases.filter(entry => kinds.includes(entry.kind));
}

function patternsOf(entry: Case): IgnorePattern[] {
  if (entry.patternText !== undefined)
    return readPatterns(entry.patternText, entry.domain);
  return (entry.patterns ?? []).map(pattern =>
    typeof pattern === 'string'
      ? new IgnorePattern(pattern, entry.domain)
      : new IgnorePattern(pattern.pattern, pattern.domain),
  );
}

function asFiles(contents: Record<string, string>) {
  return Object.entries(contents).map(([path, text]) => ({
    path: path.split('/'),
    executable: false,
    size: Buffer.byteLength(text),
    text,
  }));
}

async function* contentOf(file: { text: string }) {
  yield Buffer.from(file.text);
}

describe('sourceignore', () => {
  it('ignores below a folder that a pattern names, and lets the last match win', () => {
    const rules = new IgnoreRules(readPatterns('docs/\n# note\n\n!docs/a.md'));
    expect(rules.ignores(['docs', 'b.md'], false)).toBe(true);
    expect(rules.ignores(['docs', 'a.md'], false)).toBe(false);
    expect(rules.ignores(['docs'], false)).toBe(false);
    expect(rules.ignores(['# note'], false)).toBe(false);
  });

  it('drops the defaults with the first pattern of the user, never those of version control', () => {
    const path = ['logo.png'];
    expect(IgnoreRules.forArchive([]).ignores(path, false)).toBe(true);
    const rules = IgnoreRules.forArchive(readPatterns('nothing'));
    expect(rules.ignores(path, false)).toBe(false);
    expect(rules.ignores(['a', '.gitignore'], false)).toBe(true);
  });

  it('takes time linear in the text for patterns full of stars', () => {
    const rules = new IgnoreRules(readPatterns(`${'*a'.repeat(50)}b`));
    expect(rules.ignores(['a'.repeat(5000)], false)).toBe(false);
  });

  // The corpus is not part of the repository: without it, the rest of these find nothing to compare.
  it('agrees with Flux on single patterns', () => {
    for (const entry of corpusCases('single')) {
      const pattern = new IgnorePattern(entry.pattern, entry.domain);
      const verdict = pattern.match(entry.path.split('/'), entry.dir);
      expect([entry.name, verdict]).toEqual([
        entry.name,
        String(entry.expect).replace('NoMatch', 'none').toLowerCase(),
      ]);
    }
  });

  it('agrees with Flux on several patterns', () => {
    for (const entry of corpusCases('match', 'default')) {
      const patterns = patternsOf(entry);
      const rules = new IgnoreRules(
        entry.kind === 'default'
          ? [
              ...versionControlPatterns(entry.domain),
              ...defaultPatterns(entry.domain),
              ...patterns,
            ]
          : patterns,
      );
      for (const path of entry.paths) {
        const ignored = rules.ignores(path.path.split('/'), path.dir);
        expect([entry.name, path.path, ignored]).toEqual([
          entry.name,
          path.path,
          path.expect,
        ]);
      }
    }
  });

  it('agrees with Flux on what files are loaded', async () => {
    for (const entry of corpusCases('load')) {
      const patterns = await loadIgnorePatterns(
        asFiles(entry.files),
        contentOf,
        undefined,
      );
      // We know no folder that the tree is in: domains begin at its root.
      const skip = entry.domain?.length ?? 0;
      const expected = Array.isArray(entry.expect)
        ? entry.expect.map(
            ({ pattern, domain }) =>
              `${pattern} in ${domain.slice(skip).join('/')}`,
          )
        : [];
      expect(
        patterns.map(({ text, domain }) => `${text} in ${domain.join('/')}`),
      ).toEqual(expect.arrayContaining(expected));
      expect(patterns).toHaveLength(expected.length);
    }
  });

  it('agrees with Flux on buckets', async () => {
    for (const entry of corpusCases('bucket')) {
      const root = asFiles(entry.objects).filter(
        file => file.path.length === 1,
      );
      const rules = new IgnoreRules([
        ...versionControlPatterns(),
        ...(await loadIgnorePatterns(
          root,
          contentOf,
          entry.specIgnore ?? undefined,
        )),
      ]);
      const index = Object.fromEntries(
        asFiles(entry.objects)
          .filter(
            file =>
              file.path[0] !== '.sourceignore' &&
              !rules.ignores(file.path, false),
          )
          .map(file => [
            file.path.join('/'),
            createHash('md5').update(file.text).digest('hex'),
          ]),
      );
      expect(entry.expect).toEqual(expect.objectContaining({ index }));
    }
  });

  it('agrees with Flux on what an archive holds', async () => {
    for (const entry of corpusCases('gitArtifact')) {
      const files = asFiles(entry.files);
      const patterns = await loadIgnorePatterns(
        files,
        contentOf,
        entry.specIgnore ?? undefined,
      );
      const rules = IgnoreRules.forArchive(patterns);
      const kept = files.filter(file => !rules.ignores(file.path, false));
      const all = entry.specIgnore?.startsWith('!') === true;
      // Their digests are of Go's gzip; what is left out shows in the texts.
      expect(kept.some(file => file.path[0] === 'foo.txt')).toBe(all);
      expect(kept.length).toBeGreaterThan(0);
    }
  });
});

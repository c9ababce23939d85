import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildKustomization } from '../build/build';
import { buildFluxKustomization } from '../flux/buildFluxKustomization';
import { asYaml } from '../resource/resource';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { type RemoteFetcher, withRemoteBases } from './fetchRemoteBases';
import {
  type RemoteAnswer,
  RemoteBases,
  RemoteNeededError,
} from './remoteBases';

const { signal } = new AbortController();

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

describe('remote bases', () => {
  let root: string;
  /** Addresses that were asked for, in order. */
  let asked: string[];
  let files: Map<string, RemoteAnswer>;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sluice-bases-'));
    asked = [];
    files = new Map();
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function repository(name: string, content: Record<string, string>): void {
    for (const [path, text] of Object.entries(content)) {
      const file = join(root, name, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text.startsWith('-> ')) symlinkSync(text.slice(3), file);
      else writeFileSync(file, text);
    }
  }

  /** Repositories are at `https://host/org/NAME`; their pages say 404. */
  const fetcher: RemoteFetcher = {
    fetch: async request => {
      asked.push(request.url);
      if (request.kind === 'file') {
        return (
          files.get(request.url) ?? {
            kind: 'failure',
            message: 'HTTP Error',
            status: { code: 404, text: 'Not Found' },
          }
        );
      }
      const name = request.url.replace('https://host/org/', '');
      return name.includes('/')
        ? { kind: 'failure', message: 'no such repository' }
        : { kind: 'repository', directory: join(root, name) };
    },
  };

  function build(kustomization: string, more: Record<string, string> = {}) {
    const tree = new InMemoryFileTree(
      Object.entries({ 'app/kustomization.yaml': kustomization, ...more }),
      { displayRoot: '/source' },
    );
    return withRemoteBases(
      answers =>
        asYaml(
          buildKustomization({
            tree,
            path: 'app',
            options: { remotes: new RemoteBases(answers) },
          }).resources,
        ),
      fetcher,
      signal,
    );
  }

  const base = (path: string) => `resources: ["https://host/org/${path}"]\n`;

  it('are built as if they were here, with the bases within them', async () => {
    repository('app', {
      'over/kustomization.yaml': 'resources: [../base]\nnamePrefix: over-\n',
      'base/kustomization.yaml': 'resources: [a.yaml]\n',
      'base/a.yaml': configMap('a'),
    });
    expect(await build(`${base('app//over')}nameSuffix: -x\n`)).toBe(
      configMap('over-a-x'),
    );
    // The page comes first, as in the original.
    expect(asked).toEqual([
      'https://host/org/app//over',
      'https://host/org/app',
    ]);
  });

  it('may lead to others, and all that is missing is fetched together', async () => {
    repository('a', { 'kustomization.yaml': base('c') });
    repository('b', { 'kustomization.yaml': base('c?ref=v1') });
    repository('c', {
      'kustomization.yaml': 'resources: [c.yaml]\n',
      'c.yaml': configMap('c'),
    });
    let builds = 0;
    const counting: RemoteFetcher = {
      fetch: request => fetcher.fetch(request, signal),
    };
    const tree = new InMemoryFileTree([
      ['kustomization.yaml', 'resources: [one, two]\n'],
      ['one/kustomization.yaml', `${base('a')}namePrefix: a-\n`],
      ['two/kustomization.yaml', `${base('b')}namePrefix: b-\n`],
    ]);
    const yaml = await withRemoteBases(
      answers => {
        builds++;
        return asYaml(
          buildKustomization({
            tree,
            path: '',
            options: { remotes: new RemoteBases(answers) },
          }).resources,
        );
      },
      counting,
      signal,
    );
    expect(yaml).toBe(`${configMap('a-c')}---\n${configMap('b-c')}`);
    expect(asked).toHaveLength(8);
    expect(builds).toBe(5);
  });

  it('never read anything outside of their clone', async () => {
    repository('evil', {
      'up/kustomization.yaml': 'resources: [../../other]\n',
      'file/kustomization.yaml':
        'configMapGenerator: [{name: x, files: [/source/app/secret]}]\n',
      'side/kustomization.yaml':
        'configMapGenerator: [{name: x, files: [../a.yaml]}]\n',
      'link/kustomization.yaml': 'resources: [l.yaml]\n',
      'link/l.yaml': '-> ../../secret.yaml',
      'a.yaml': configMap('a'),
      away: '-> ..',
    });
    writeFileSync(join(root, 'secret.yaml'), configMap('secret'));
    repository('other', { 'kustomization.yaml': 'resources: [o.yaml]\n' });
    const secret = { 'app/secret': 'secret' };
    const clone = '/tmp/kustomize-\\d+';
    for (const [path, message] of [
      [
        'up',
        `must be within the repo, but base '/tmp/other' is outside '${clone}'`,
      ],
      [
        'file',
        `security; file '/source/app/secret' is not in or below '${clone}/file'`,
      ],
      [
        'side',
        `security; file '${clone}/a.yaml' is not in or below '${clone}/side'`,
      ],
      ['link', `security; file '${clone}/link/l.yaml' is not in or below`],
      [
        'away',
        `"${clone}/away" refers to directory outside of repo "${clone}"`,
      ],
      [
        'a.yaml',
        `'${clone}/a.yaml' refers to file 'a.yaml'; expecting directory`,
      ],
      [
        'none',
        `evalsymlink failure on '${clone}/none' : lstat ${clone}/none: no such`,
      ],
    ]) {
      await expect(build(base(`evil//${path}`), secret)).rejects.toThrow(
        new RegExp(message),
      );
    }
  });

  it('that lead back to themselves are refused', async () => {
    repository('a', { 'kustomization.yaml': base('b') });
    repository('b', { 'kustomization.yaml': base('a') });
    await expect(build(base('a'))).rejects.toThrow(
      "cycle detected: URI 'https://host/org/a' referenced by previous URI 'https://host/org/a'",
    );
  });

  it('are bounded in number, however they are named', async () => {
    for (let i = 0; i < 120; i++) {
      repository(`r${i}`, { 'kustomization.yaml': base(`r${i + 1}`) });
    }
    await expect(build(base('r0'))).rejects.toThrow(
      'the build has more than 100 remote bases',
    );
  });

  it('may be single files, also as patches and in generators', async () => {
    files.set('https://host/a.yaml', {
      kind: 'file',
      content: Buffer.from(configMap('a')),
    });
    files.set('https://host/p.yaml', {
      kind: 'file',
      content: Buffer.from(`${configMap('a')}data: {x: "1"}\n`),
    });
    expect(
      await build(
        'resources: [https://host/a.yaml]\npatches: [{path: https://host/p.yaml}]\n',
      ),
    ).toBe(
      'apiVersion: v1\ndata:\n  x: "1"\nkind: ConfigMap\nmetadata:\n  name: a\n',
    );
    await expect(build('resources: [https://host/b.yaml]\n')).rejects.toThrow(
      "accumulating resources: accumulating resources from 'https://host/b.yaml': HTTP Error: status code 404 (Not Found)",
    );
  });

  it('tell neither in errors nor in annotations what an address hides', async () => {
    repository('a', {
      'kustomization.yaml': 'resources: [a.yaml]\n',
      'a.yaml': configMap('a'),
    });
    const address = 'https://ada:secret@host/org/x/y';
    await expect(build(`resources: [${address}]\n`)).rejects.toThrow(
      /^(?!.*secret).*https:\/\/\*\*\*@host\/org\/x/s,
    );
    const { answers } = { answers: new Map<string, RemoteAnswer>() };
    const remotes = new RemoteBases(answers);
    expect(() =>
      buildFluxKustomization({
        tree: new InMemoryFileTree([
          ['kustomization.yaml', `resources: [${address}]\n`],
        ]),
        path: '',
        spec: {},
        remotes,
      }),
    ).toThrow(RemoteNeededError);
    expect(remotes.missing).toEqual([{ kind: 'file', url: address }]);
  });

  it('are refused where nothing may be fetched', () => {
    expect(() =>
      buildKustomization({
        tree: new InMemoryFileTree([
          ['kustomization.yaml', 'resources: [https://ada:secret@host/a/b]\n'],
        ]),
        path: '',
      }),
    ).toThrow(/^(?!.*secret).*is remote: only files of the source itself/s);
  });
});

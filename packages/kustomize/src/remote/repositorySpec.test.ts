import { parseRepositorySpec } from './repositorySpec';

/** What `NewRepoSpecFromURL` of kustomize 5.8.1 gives: address, directory, reference. */
const repositories: [text: string, url: string, path: string, ref: string][] = [
  ['https://github.com/org/repo', 'https://github.com/org/repo', '', ''],
  [
    'github.com/org/repo/a/b?ref=v1',
    'https://github.com/org/repo',
    'a/b',
    'v1',
  ],
  ['GitHub.com:org/repo//a', 'https://github.com/org/repo', 'a', ''],
  ['git@github.com:org/repo.git', 'git@github.com:org/repo.git', '', ''],
  ['ssh://git@github.com/org/repo', 'git@github.com:org/repo', '', ''],
  [
    'ssh://git@host:22/org/repo.git/a',
    'ssh://git@host:22/org/repo.git',
    'a',
    '',
  ],
  ['git@host.xz:org/repo//a?version=v2', 'git@host.xz:org/repo', 'a', 'v2'],
  ['git::https://host/a/b.git//c', 'https://host/a/b.git', 'c', ''],
  [
    'https://user@dev.azure.com/org/project/_git/repo/a?ref=x&version=y',
    'https://user@dev.azure.com/org/project/_git/repo',
    'a',
    'x',
  ],
  ['file:///srv/repo', 'file:///srv/repo', '', ''],
  ['file:///srv/repo//a', 'file:///srv/repo', 'a', ''],
];

describe('parseRepositorySpec', () => {
  it.each(repositories)('takes %s for a repository', (text, url, path, ref) => {
    expect(parseRepositorySpec(text)).toMatchObject({ url, path, ref });
  });

  it.each([
    '',
    '/srv/repo.git',
    '../base',
    'base.git',
    'https://host/file.yaml',
    'https://github.com/org',
    'https://host/a/b/../../../c//..',
    'https://host/org/repo//../c',
    'https:///',
    'ext::sh -c id',
    'gh:org/repo',
    '__proto__/constructor',
  ])('takes %j for none', text => {
    expect(parseRepositorySpec(text)).toBeUndefined();
  });

  it('reads what is asked for behind it', () => {
    const asked = (query: string) => {
      const spec = parseRepositorySpec(`https://host/a/b?${query}`);
      return [spec?.ref, spec?.timeout, spec?.submodules];
    };
    expect(asked('')).toEqual(['', 27_000, true]);
    expect(asked('timeout=61&submodules=false')).toEqual(['', 61_000, false]);
    expect(asked('timeout=1m30s&submodules=x')).toEqual(['', 90_000, true]);
    expect(asked('timeout=-1s&ref=a&ref=b')).toEqual(['a', 27_000, true]);
    expect(asked('ref=%2Fa+b')).toEqual(['/a b', 27_000, true]);
    // One malformed part makes all of them count for nothing.
    expect(asked('ref=v1&timeout=%zz')).toEqual(['', 27_000, true]);
    expect(asked('timeout=2000h')).toEqual(['', 600_000, true]);
  });
});

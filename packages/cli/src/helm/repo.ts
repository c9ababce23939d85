import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import {
  IndexCache,
  NoRepositoriesFile,
  RepositoriesFile,
  type RepositoryEntry,
  checkRepositoryUrl,
  fetchIndex,
  indexDirectory,
  notReached,
  updateIndexes,
} from '@sluice/helm';
import { messageOf } from '../messageOf';
import { outputFlag } from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { accessOf, getterOf, timeoutOf, warnOf } from './network';
import { pathsOf } from './repositoryPaths';
import { say } from './output';
import { repoAddFlags, requestTimeout } from './repositoryFlags';
import { tableText } from './table';

/** Repositories that are gone, and where their charts are. */
const movedRepositories: readonly (readonly [string, string])[] = [
  [
    '//kubernetes-charts.storage.googleapis.com',
    'https://charts.helm.sh/stable',
  ],
  [
    '//kubernetes-charts-incubator.storage.googleapis.com',
    'https://charts.helm.sh/incubator',
  ],
];

function checkNotMoved(url: string): void {
  for (const [old, now] of movedRepositories) {
    if (url.includes(old)) {
      throw new Error(
        `repo ${quote(url)} is no longer available; try ${quote(now)} instead`,
      );
    }
  }
}

function passwordOf({ flags, context }: HelmCall): string {
  const password = flags.text('password');
  if (flags.text('username') === '' || password !== '') return password;
  if (!flags.bool('password-stdin')) {
    throw new Error(
      'a password is not asked for: give --password or --password-stdin',
    );
  }
  return context.readInput().replace(/\n$/, '').replace(/\r$/, '');
}

function isSame(a: RepositoryEntry, b: RepositoryEntry): boolean {
  return (
    a.url === b.url &&
    a.username === b.username &&
    a.password === b.password &&
    a.certFile === b.certFile &&
    a.keyFile === b.keyFile &&
    a.caFile === b.caFile &&
    a.insecureSkipTlsVerify === b.insecureSkipTlsVerify &&
    a.passCredentials === b.passCredentials
  );
}

/** `helm repo add`. */
export const repoAdd: HelmCommand = {
  use: 'helm repo add [NAME] [URL] [flags]',
  usage: `usage: sluice helm repo add NAME URL [flags]

Gives a repository a name, and fetches its index. helm knows it by this name, too.

flags:
      --username NAME, --password TEXT, --password-stdin
      --pass-credentials         give them to every server that the repository leads to
      --ca-file FILE, --cert-file FILE, --key-file FILE, --insecure-skip-tls-verify
      --force-update             replace the one that has the name
      --timeout DURATION         2m0s by default
  -h, --help
`,
  flags: repoAddFlags,
  args: { exactly: 2 },
  async run(call) {
    const { args, flags, context } = call;
    const [name, url] = args;
    if (!flags.bool('allow-deprecated-repos')) checkNotMoved(url);
    const { repositoryConfig, repositoryCache } = pathsOf(call);
    mkdirSync(dirname(repositoryConfig), { recursive: true });
    const before = RepositoriesFile.loadOrEmpty(repositoryConfig);
    const entry: RepositoryEntry = {
      ...accessOf(call),
      password: passwordOf(call),
      name,
      url,
    };
    if (name.includes('/')) {
      throw new Error(
        `repository name (${name}) contains '/', please specify a different name without '/'`,
      );
    }
    const known = before.get(name);
    if (known && !flags.bool('force-update')) {
      if (!isSame(known, entry)) {
        throw new Error(
          `repository name (${name}) already exists, please specify a different name`,
        );
      }
      context.stdout(
        `${quote(name)} already exists with the same configuration, skipping\n`,
      );
      return 0;
    }
    checkRepositoryUrl(url);
    const cache = new IndexCache(repositoryCache);
    cache.path(name);
    const fetched = await fetchIndex(
      { url, access: entry },
      getterOf(call, timeoutOf(call)),
      warnOf(call),
    ).catch((error: unknown) => {
      throw notReached(url, error);
    });
    cache.save(name, fetched);
    // Somebody else may have added another meanwhile.
    const file = RepositoriesFile.loadOrEmpty(repositoryConfig);
    file.update(entry);
    file.write(repositoryConfig);
    context.stdout(`${quote(name)} has been added to your repositories\n`);
    return 0;
  },
};

/** The repositories; none where the file cannot be read. */
function shownRepositories(call: HelmCall): readonly RepositoryEntry[] {
  try {
    return RepositoriesFile.load(pathsOf(call).repositoryConfig).entries;
  } catch (error) {
    call.debug('failed to load repositories', { error: messageOf(error) });
    return [];
  }
}

/** `helm repo list`. */
export const repoList: HelmCommand = {
  use: 'helm repo list [flags]',
  usage: `usage: sluice helm repo list [flags]

Lists the repositories that have names.

flags:
      --no-headers
  -o, --output table|json|yaml
  -h, --help
`,
  flags: [{ name: 'no-headers', kind: 'bool' }, outputFlag],
  args: { exactly: 0 },
  run(call) {
    const repositories = shownRepositories(call);
    const isTable = !/^(?:json|yaml)$/.test(call.flags.text('output'));
    if (repositories.length === 0 && isTable) {
      call.context.stderr('no repositories to show\n');
      return 0;
    }
    const rows = repositories.map(({ name, url }) => [name, url]);
    const header = call.flags.bool('no-headers') ? [] : [['NAME', 'URL']];
    say(call, {
      table: () => `${tableText([...header, ...rows])}\n`,
      json: () =>
        JSON.stringify(repositories.map(({ name, url }) => ({ name, url }))),
    });
    return 0;
  },
};

/** `helm repo update`. */
export const repoUpdate: HelmCommand = {
  use: 'helm repo update [REPO1 [REPO2 ...]] [flags]',
  usage: `usage: sluice helm repo update [NAME...] [flags]

Fetches the indexes of repositories, of all by default.

flags:
      --timeout DURATION         2m0s by default
  -h, --help
`,
  flags: [requestTimeout],
  args: {},
  async run(call) {
    const { args, context } = call;
    const { repositoryConfig, repositoryCache } = pathsOf(call);
    const entries = (() => {
      try {
        return RepositoriesFile.load(repositoryConfig).entries;
      } catch (error) {
        if (error instanceof NoRepositoriesFile) return [];
        throw new Error(
          `failed loading file: ${repositoryConfig}: ${messageOf(error)}`,
          { cause: error },
        );
      }
    })();
    if (entries.length === 0) {
      throw new Error(
        'no repositories found. You must add one before updating',
      );
    }
    for (const name of args) {
      if (!entries.some(entry => entry.name === name)) {
        throw new Error(
          `no repositories found matching '${name}'.  Nothing will be updated`,
        );
      }
    }
    const wanted = entries.filter(
      ({ name }) => args.length === 0 || args.includes(name),
    );
    for (const { url } of wanted) checkRepositoryUrl(url);
    context.stdout(
      'Hang tight while we grab the latest from your chart repositories...\n',
    );
    const failed = await updateIndexes(
      wanted,
      new IndexCache(repositoryCache),
      getterOf(call, timeoutOf(call)),
      { warn: warnOf(call), say: context.stdout },
    );
    if (failed.length > 0) {
      throw new Error(
        `failed to update the following repositories: [${failed.join(' ')}]`,
      );
    }
    context.stdout('Update Complete. ⎈Happy Helming!⎈\n');
    return 0;
  },
};

/** `helm repo remove`. */
export const repoRemove: HelmCommand = {
  use: 'helm repo remove [REPO1 [REPO2 ...]] [flags]',
  usage: `usage: sluice helm repo remove NAME...

Forgets repositories and their indexes.
`,
  flags: [],
  args: { atLeast: 1 },
  run(call) {
    const { repositoryConfig, repositoryCache } = pathsOf(call);
    const file = RepositoriesFile.loadOrEmpty(repositoryConfig);
    if (file.entries.length === 0) {
      throw new Error('no repositories configured');
    }
    const cache = new IndexCache(repositoryCache);
    for (const name of call.args) {
      if (!file.remove(name))
        throw new Error(`no repo named ${quote(name)} found`);
      file.write(repositoryConfig);
      cache.remove(name);
      call.context.stdout(
        `${quote(name)} has been removed from your repositories\n`,
      );
    }
    return 0;
  },
};

/** `helm repo index`. */
export const repoIndex: HelmCommand = {
  use: 'helm repo index [DIR] [flags]',
  usage: `usage: sluice helm repo index DIR [flags]

Writes index.yaml of the archives in a directory, and in those right below it.

flags:
      --url URL                  where they will be; relative without it
      --merge FILE               keep what this index says of other versions
      --json                     write JSON
  -h, --help
`,
  flags: [
    { name: 'url', kind: 'text' },
    { name: 'merge', kind: 'text' },
    { name: 'json', kind: 'bool' },
  ],
  args: { exactly: 1 },
  run(call) {
    const { flags, args, context } = call;
    const merge = flags.text('merge');
    indexDirectory(resolve(context.cwd, args[0]), {
      url: flags.text('url'),
      merge: merge === '' ? undefined : resolve(context.cwd, merge),
      json: flags.bool('json'),
      warn: warnOf(call),
      now: context.now,
    });
    return 0;
  },
};

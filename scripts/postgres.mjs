/**
 * Runs the database tests on Debian's PostgreSQL: a cluster of its own in a temporary folder, on a socket and a loopback port, removed
 * afterwards.
 */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, ensureReady, main, run } from './toolchain.mjs';

function serverPrograms() {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base)
    ? readdirSync(base)
        .filter(name => existsSync(join(base, name, 'bin', 'initdb')))
        .sort((a, b) => Number(b) - Number(a))
    : [];
  if (versions.length === 0) {
    throw new UserError(
      'PostgreSQL is not installed (Debian: apt-get install postgresql).',
    );
  }
  return { version: versions[0], bin: join(base, versions[0], 'bin') };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** PostgreSQL refuses to run as root; then the account of its package is used. */
function account() {
  if (process.getuid() !== 0) return undefined;
  const id = flag => {
    const { stdout, status } = spawnSync('id', [flag, 'postgres'], {
      encoding: 'utf8',
    });
    if (status !== 0)
      throw new UserError(
        'There is no account "postgres" to run PostgreSQL as.',
      );
    return Number(stdout.trim());
  };
  return { uid: id('-u'), gid: id('-g') };
}

function checked(program, args, options) {
  const result = spawnSync(program, args, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status !== 0)
    throw new UserError(`${program} failed:\n${result.stderr}`);
}

await main(async () => {
  const node = ensureReady();
  const { bin } = serverPrograms();
  const owner = account();
  const directory = mkdtempSync(join(tmpdir(), 'sluice-postgres-'));
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const options = { cwd: directory, ...owner };
  const data = join(directory, 'data');
  const port = await freePort();
  checked(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust'],
    options,
  );
  checked(
    join(bin, 'pg_ctl'),
    [
      '-D',
      data,
      '-w',
      '-l',
      join(directory, 'log'),
      '-o',
      `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`,
      'start',
    ],
    options,
  );
  try {
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
    return await run(
      node,
      node.bin,
      [
        '.yarn/releases/yarn-4.13.0.cjs',
        'backstage-cli',
        'repo',
        'test',
        '--maxWorkers=2',
        'plugins/gitops-backend/src/history',
        'plugins/gitops-backend/src/plugin',
      ],
      {
        env: {
          CI: 'true',
          BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING: url,
          BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        },
      },
    );
  } finally {
    spawnSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'], {
      ...options,
      stdio: 'ignore',
    });
    rmSync(directory, { recursive: true, force: true });
  }
});

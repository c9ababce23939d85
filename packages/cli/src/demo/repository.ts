import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const identity = {
  GIT_AUTHOR_NAME: 'Paula Platform',
  GIT_AUTHOR_EMAIL: 'paula@example.com',
  GIT_COMMITTER_NAME: 'Paula Platform',
  GIT_COMMITTER_EMAIL: 'paula@example.com',
  GIT_CONFIG_NOSYSTEM: '1',
};

/**
 * Makes the bare repository `<gitRoot>/fleet.git` from a folder, unless it is there: what a visitor has pushed stays. True when it was
 * made.
 */
export async function createRepository(options: {
  from: string;
  gitRoot: string;
}): Promise<boolean> {
  const bare = join(options.gitRoot, 'fleet.git');
  const exists = await stat(join(bare, 'HEAD')).then(
    () => true,
    () => false,
  );
  if (exists) {
    return false;
  }
  await mkdir(options.gitRoot, { recursive: true });
  const work = await mkdtemp(join(tmpdir(), 'sluice-fleet-'));
  const git = async (...args: string[]) => {
    await run('git', args, {
      cwd: work,
      env: { ...process.env, HOME: work, ...identity },
    });
  };
  try {
    await cp(options.from, work, { recursive: true });
    await git('init', '--quiet', '-b', 'main');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Set up the fleet');
    await git('clone', '--quiet', '--bare', work, bare);
    return true;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

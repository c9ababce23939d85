import { randomBytes } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ArtifactServer,
  type ArtifactStorage,
  ExtractionCache,
  FolderStorage,
  GitClient,
} from '@sluice/sources';
import type { ListenAddress } from './controllerFlags';

export interface ArtifactsOptions {
  /** Folder; undefined: a temporary one that is removed at the end. */
  directory?: string;
  /** undefined: no listener. */
  listen?: ListenAddress;
  advertise?: string;
  retention: { ttl: number; records: number };
}

/** Everything that keeps, unpacks and serves artifacts in this process. */
export interface Artifacts {
  readonly storage: ArtifactStorage;
  readonly reader: ExtractionCache;
  readonly git: GitClient;
  /** Where they are served; undefined when they are not. */
  readonly address: string | undefined;
  close(): Promise<void>;
}

/** Brings up storage, cache and listener. Rejects when the folder cannot be written or the address is taken. */
export async function openArtifacts(
  options: ArtifactsOptions,
): Promise<Artifacts> {
  const root = options.directory
    ? resolve(options.directory)
    : await mkdtemp(join(tmpdir(), 'sluice-controllers-'));
  const own = join(root, 'work', String(process.pid));
  await mkdir(join(root, 'artifacts'), { recursive: true, mode: 0o700 });
  await removeLeftovers(join(root, 'work'));
  await mkdir(join(own, 'git'), { recursive: true, mode: 0o700 });
  let server: ArtifactServer | undefined;
  const storage = new FolderStorage({
    directory: join(root, 'artifacts'),
    url: path => server?.url(path) ?? `http://localhost/${path}`,
    retention: options.retention,
  });
  const reader = new ExtractionCache({
    storage,
    directory: join(own, 'unpacked'),
  });
  await reader.start();
  if (options.listen) {
    server = new ArtifactServer({
      storage: () => storage,
      ...options.listen,
      advertise: options.advertise,
      key: await addressKey(join(root, 'address-token')),
    });
    await server.start();
  }
  const port = server?.port;
  return {
    storage,
    reader,
    git: new GitClient({ temporaryDirectory: join(own, 'git') }),
    address: port === undefined ? undefined : `${options.listen?.host}:${port}`,
    close: async () => {
      await server?.stop();
      await rm(options.directory ? own : root, {
        recursive: true,
        force: true,
      });
    },
  };
}

/** Kept beside the artifacts, so that their addresses outlive a restart. */
async function addressKey(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), {
      flag: 'wx',
      mode: 0o600,
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EEXIST') throw error;
  }
  const key = (await readFile(file, 'utf8')).trim();
  return /^[\w-]{32,}$/.test(key) ? key : randomBytes(32).toString('base64url');
}

/** Removes what processes left that ended without cleaning up. */
async function removeLeftovers(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const name of await readdir(directory)) {
    if (!/^\d+$/.test(name) || isAlive(Number(name))) continue;
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

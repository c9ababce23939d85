import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes sure that one process alone uses a data directory: it listens on a local socket as long as it lives, so that a
 * process that was killed leaves no lock behind. Answers the function that gives the directory free.
 */
export async function lockDataDirectory(
  directory: string,
): Promise<() => Promise<void>> {
  const path = socketPath(directory);
  if (await isAnswered(path)) {
    throw new Error(
      `another API server is using ${directory}; stop it first, or choose another --data-dir`,
    );
  }
  if (process.platform !== 'win32') {
    rmSync(path, { force: true });
  }
  const server = createServer(socket => socket.end());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
  return () => closed(server);
}

function socketPath(directory: string): string {
  const name = createHash('sha256')
    .update(realpathSync(directory))
    .digest('hex')
    .slice(0, 24);
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\sluice-${name}`
    : join(tmpdir(), `sluice-${name}.sock`);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ArtifactServer } from './artifactServer';
import { FolderStorage } from './folderStorage';

const path = 'gitrepository/team/app/a.tar.gz';

describe('ArtifactServer', () => {
  let root: string;
  let server: ArtifactServer;
  let storage: FolderStorage;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-server-'));
    writeFileSync(join(root, 'secret'), 'secret');
    storage = new FolderStorage({
      directory: join(root, 'artifacts'),
      url: p => server.url(p),
    });
    server = new ArtifactServer({ storage: () => storage });
    await server.start();
    const { signal } = new AbortController();
    await storage.write(path, Readable.from([Buffer.from('hello')]), signal);
  });
  afterAll(async () => {
    await server.stop();
    rmSync(root, { recursive: true });
  });

  /** Without the client-side clean-up of paths that fetch does. */
  function raw(target: string, method = 'GET'): Promise<[number, string]> {
    return new Promise((resolve, reject) => {
      request(
        { host: '127.0.0.1', port: server.port, path: target, method },
        response => {
          let body = '';
          response.on('data', chunk => {
            body += chunk;
          });
          response.on('end', () => resolve([response.statusCode ?? 0, body]));
        },
      )
        .on('error', reject)
        .end();
    });
  }

  it('listens on the loopback and serves who knows the address', async () => {
    const url = new URL(storage.url(path));
    expect(url.hostname).toBe('127.0.0.1');
    expect(url.pathname.split('/')[1].length).toBeGreaterThan(40);
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('hello');
    expect(await raw(url.pathname, 'HEAD')).toEqual([200, '']);
  });

  it('answers everything else alike', async () => {
    const token = new URL(storage.url(path)).pathname.split('/')[1];
    const nothing = [404, '404 page not found\n'];
    for (const target of [
      '/',
      `/${path}`,
      `/${'a'.repeat(token.length)}/${path}`,
      `/${token.slice(0, -1)}/${path}`,
      `/${token}`,
      `/${token}/`,
      `/${token}/gitrepository/team/app/`,
      `/${token}/gitrepository/team/app/b.tar.gz`,
      `/${token}/../${token}/${path}`,
      `/${token}/gitrepository/team/app/../../../../secret`,
      `/${token}/gitrepository/team/app/..%2f..%2f..%2f..%2fsecret`,
      `/${token}/%2e%2e/%2e%2e/%2e%2e/secret`,
      `/${token}/${path}?x=1`,
      `/${token}//etc/passwd`,
    ])
      expect([target, ...(await raw(target))]).toEqual([target, ...nothing]);
    expect(await raw(`/${token}/${path}`, 'POST')).toEqual(nothing);
    expect(await raw(`/${token}/${path}`, 'DELETE')).toEqual(nothing);
  });

  it('serves nobody who knows the address of another artifact', async () => {
    const other = 'gitrepository/others/app/a.tar.gz';
    const { signal } = new AbortController();
    await storage.write(other, Readable.from([Buffer.from('theirs')]), signal);
    const own = new URL(storage.url(path)).pathname;
    expect(await raw(own.replace(path, other))).toEqual([
      404,
      '404 page not found\n',
    ]);
    expect(await raw(new URL(storage.url(other)).pathname)).toEqual([
      200,
      'theirs',
    ]);
  });

  it('shows the address that others reach it by', () => {
    const advertised = new ArtifactServer({
      storage: () => storage,
      advertise: 'sources.flux-system.svc:9090',
      key: 'key',
    });
    expect(advertised.url(path)).toMatch(
      /^http:\/\/sources\.flux-system\.svc:9090\/[\w-]{43}\/gitrepository\/team\/app\/a\.tar\.gz$/,
    );
  });
});

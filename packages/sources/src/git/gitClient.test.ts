import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GitHttpServer,
  startGitHttpServer,
  TestGitRepository,
} from '../testing';
import type { GitAuth } from './auth';
import { GitError } from './errors';
import { GitClient } from './gitClient';
import { latestTag } from './latestTag';
import type { GitReference } from './reference';

const main: GitReference = { kind: 'branch', branch: 'main' };

describe('GitClient', () => {
  let root: string;
  let work: string;
  let server: GitHttpServer;
  let requests: string[];
  let client: GitClient;
  let repository: TestGitRepository;
  const { signal } = new AbortController();
  const closing: (() => Promise<void>)[] = [];

  const remote = (name = 'app.git', auth: GitAuth = {}, url = server.url) => ({
    url: `${url}/${name}`,
    auth,
    timeout: 20_000,
  });

  async function failure(promise: Promise<unknown>): Promise<GitError> {
    try {
      await promise;
    } catch (error) {
      if (error instanceof GitError) return error;
      throw error;
    }
    throw new Error('it succeeded');
  }

  async function filesOf(reference: GitReference, from = remote()) {
    const commit = await client.fetch(from, reference, signal);
    try {
      const contents: Record<string, string> = {};
      for (const file of await commit.files()) {
        const chunks: Buffer[] = [];
        for await (const chunk of commit.content(file)) chunks.push(chunk);
        const path = file.path.join('/');
        Object.defineProperty(contents, path, {
          value: Buffer.concat(chunks).toString(),
          enumerable: true,
        });
      }
      return { revision: commit.revision, contents, commit };
    } finally {
      await commit.dispose();
    }
  }

  async function listen(listener: RequestListener): Promise<string> {
    const other: Server = createServer(listener);
    await new Promise<void>(resolve => {
      other.listen(0, '127.0.0.1', resolve);
    });
    closing.push(
      () =>
        new Promise(resolve => {
          other.close(() => resolve());
          other.closeAllConnections();
        }),
    );
    const address = other.address();
    return typeof address === 'object' && address
      ? `http://127.0.0.1:${address.port}`
      : '';
  }

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-git-test-'));
    work = mkdtempSync(join(tmpdir(), 'sluice-git-work-'));
    repository = await TestGitRepository.create(root, 'app');
    await TestGitRepository.create(root, 'empty');
    await repository.push({
      files: {
        'app/b.yaml': 'b: 1\n',
        'app.yaml': 'top\n',
        'app/run.sh': '#!/bin/sh\n',
        'link.yaml': '-> /etc/passwd',
        '.gitattributes': '* text eol=crlf filter=evil\n',
        ['__proto__']: 'proto\n',
        'constructor/toString': 'own\n',
        'ünï/ ¶': 'unicode\n',
      },
      executable: ['app/run.sh'],
      tag: 'v1.0.0',
    });
    server = await startGitHttpServer({
      root,
      onRequest: ({ method, url }) => requests.push(`${method} ${url}`),
    });
  });

  beforeEach(() => {
    requests = [];
    client = new GitClient({ temporaryDirectory: work });
  });

  afterAll(async () => {
    await server.close();
    for (const close of closing) await close();
    rmSync(root, { recursive: true, force: true });
    rmSync(work, { recursive: true, force: true });
  });

  it('reads a branch as it is stored, without links, in the order of a walk', async () => {
    const { revision, contents, commit } = await filesOf(main);
    expect(revision).toMatch(/^main@sha1:[0-9a-f]{40}$/);
    expect(commit.shortMessage).toBe('commit 0');
    expect(Object.entries(contents)).toEqual([
      ['.gitattributes', '* text eol=crlf filter=evil\n'],
      ['__proto__', 'proto\n'],
      ['app/b.yaml', 'b: 1\n'],
      ['app/run.sh', '#!/bin/sh\n'],
      ['app.yaml', 'top\n'],
      ['constructor/toString', 'own\n'],
      ['ünï/ ¶', 'unicode\n'],
    ]);
  });

  it('knows executables', async () => {
    const commit = await client.fetch(remote(), main, signal);
    const files = await commit.files();
    expect(
      files.filter(file => file.executable).map(file => file.path.join('/')),
    ).toEqual(['app/run.sh']);
    await commit.dispose();
  });

  it('asks for a reference with one request and no process', async () => {
    const hash = await client.lsRemote(remote(), main, signal);
    expect(hash).toMatch(/^[0-9a-f]{40}$/);
    expect(requests).toEqual([
      'GET /app.git/info/refs?service=git-upload-pack',
    ]);
    expect(
      await client.lsRemote(
        remote(),
        { kind: 'branch', branch: 'none' },
        signal,
      ),
    ).toBeUndefined();
  });

  it('resolves tags, annotated ones too, and full names', async () => {
    const hash = await client.lsRemote(remote(), main, signal);
    await repository.git('tag', '-a', '-m', 'note', 'v2', 'HEAD');
    await repository.git('push', '--quiet', '--tags', 'origin');
    for (const tag of ['v1.0.0', 'v2']) {
      expect(
        await client.lsRemote(remote(), { kind: 'tag', tag }, signal),
      ).toBe(hash);
      const { revision } = await filesOf({ kind: 'tag', tag });
      expect(revision).toBe(`${tag}@sha1:${hash}`);
    }
    const named = await filesOf({ kind: 'name', name: 'refs/heads/main' });
    expect(named.revision).toBe(`refs/heads/main@sha1:${hash}`);
  });

  it('finds the highest tag of a range, and the newest commit among equals', async () => {
    const released = await TestGitRepository.create(root, 'released');
    // Each commit is a minute newer than the one before.
    for (const tag of [
      'v1.0.0',
      'v1.2.0+c',
      'v1.2.0+a',
      'v1.2.0+b',
      'v2.0.0',
    ]) {
      await released.push({ files: { tag }, tag });
    }
    const from = remote('released.git');
    const highest = (range: string) => latestTag(client, from, range, signal);
    expect(await highest('<1.1')).toEqual({ kind: 'tag', tag: 'v1.0.0' });
    expect(await highest('1.x')).toEqual({ kind: 'tag', tag: 'v1.2.0+b' });
    expect((await failure(highest('>2'))).message).toBe(
      'no match found for semver: >2',
    );
    expect(
      (await failure(latestTag(client, remote('none.git'), '*', signal)))
        .message,
    ).toMatch(/^unable to clone '.*none.git': repository not found/);
  });

  it('finds a commit in the history of its branch, or of any, and no other', async () => {
    const first = await client.lsRemote(remote(), main, signal);
    await repository.push({ files: { later: '1' } });
    await repository.git('checkout', '--quiet', '-b', 'side');
    const side = await repository.push({ files: { side: '1' } });
    await repository.git('checkout', '--quiet', 'main');
    const commit = String(first);
    const pinned = await filesOf({ kind: 'commit', commit, branch: 'main' });
    expect(pinned.revision).toBe(`main@sha1:${commit}`);
    expect(pinned.contents.later).toBeUndefined();
    const anywhere = await filesOf({ kind: 'commit', commit: side });
    expect(anywhere.revision).toBe(`sha1:${side}`);
    const unreachable = await failure(
      client.fetch(
        remote(),
        { kind: 'commit', commit: side, branch: 'main' },
        signal,
      ),
    );
    expect(unreachable.message).toBe(
      `unable to resolve commit object for '${side}': object not found`,
    );
  });

  it('words failures as go-git does', async () => {
    const messageOf = async (name: string, reference: GitReference) =>
      (await failure(client.fetch(remote(name), reference, signal))).message;
    const url = server.url;
    expect(await messageOf('none.git', main)).toBe(
      `unable to clone '${url}/none.git': repository not found: `,
    );
    expect(await messageOf('app.git', { kind: 'branch', branch: 'no' })).toBe(
      `unable to clone '${url}/app.git': couldn't find remote ref "refs/heads/no"`,
    );
    expect(await messageOf('app.git', { kind: 'tag', tag: 'v9' })).toBe(
      `unable to clone '${url}/app.git': couldn't find remote ref "refs/tags/v9"`,
    );
    expect(await messageOf('app.git', { kind: 'name', name: 'refs/x' })).toBe(
      "unable to resolve ref 'refs/x' to a specific commit",
    );
    expect(await messageOf('empty.git', main)).toBe(
      'remote repository is empty',
    );
    const unreachable = await failure(
      client.fetch(remote('none.git', {}, 'http://127.0.0.1:9'), main, signal),
    );
    expect(unreachable.failure).toBe('unreachable');
    expect(unreachable.message).toBe(
      'unable to clone \'http://127.0.0.1:9/none.git\': Get "http://127.0.0.1:9/none.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:9: connect: connection refused',
    );
  });

  it.each([
    'main:refs/heads/other',
    '*',
    '/main',
    'x.lock',
    'a..b',
    'a b',
    'x@{1}',
    'main\n',
  ])('takes no reference for a refspec or an option: %j', async branch => {
    const error = await failure(
      client.fetch(remote(), { kind: 'branch', branch }, signal),
    );
    expect(error.failure).toBe('referenceNotFound');
    expect(requests).toEqual([]);
  });

  describe('with credentials', () => {
    const basic = `Basic ${Buffer.from('ada:s3cret').toString('base64')}`;
    let guarded: GitHttpServer;

    beforeAll(async () => {
      guarded = await startGitHttpServer({
        root,
        authorizations: [basic, 'Bearer t0ken'],
      });
      closing.push(() => guarded.close());
    });

    it('shows a user name and password, or a token', async () => {
      for (const auth of [
        { username: 'ada', password: 's3cret' },
        { bearerToken: 't0ken' },
      ]) {
        const { contents } = await filesOf(
          main,
          remote('app.git', auth, guarded.url),
        );
        expect(contents['app.yaml']).toBe('top\n');
      }
    });

    it('says that others are refused, and never what they were', async () => {
      const url = guarded.url.replace('http://', 'http://ada:wr0ng@');
      for (const from of [
        remote('app.git', { username: 'ada', password: 'wr0ng' }, guarded.url),
        { url: `${url}/app.git`, auth: {}, timeout: 20_000 },
      ]) {
        const error = await failure(client.fetch(from, main, signal));
        expect(error.failure).toBe('authentication');
        expect(error.message).toBe(
          `unable to clone '${guarded.url}/app.git': authentication required: `,
        );
      }
    });

    it('keeps them out of the arguments and the address of the process', async () => {
      const log = join(root, 'calls');
      const program = join(root, 'spy');
      execFileSync('sh', [
        '-c',
        `printf '%s\\n' '#!/bin/sh' 'echo "$@" >> ${log}' 'exec git "$@"' > ${program}; chmod +x ${program}`,
      ]);
      client = new GitClient({ temporaryDirectory: work, program });
      await filesOf(
        main,
        remote('app.git', { username: 'ada', password: 's3cret' }, guarded.url),
      );
      const calls = readFileSync(log, 'utf8');
      expect(calls).toContain('fetch');
      expect(calls).not.toMatch(/s3cret|YWRh|ada/);
    });

    it('does not send them to the host that a redirect names', async () => {
      const seen: (string | undefined)[] = [];
      const elsewhere = await listen((request, response) => {
        seen.push(request.headers.authorization);
        response.writeHead(404).end();
      });
      const redirecting = await listen((request, response) => {
        response
          .writeHead(302, { location: `${elsewhere}${request.url}` })
          .end();
      });
      await failure(
        client.fetch(
          remote('app.git', { bearerToken: 't0ken' }, redirecting),
          main,
          signal,
        ),
      );
      expect(seen).toEqual([undefined]);
    });
  });

  it('trusts an authority that it is given, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt'],
        ...['ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-subj', '/CN=git', '-addext', 'subjectAltName=IP:127.0.0.1'],
        ...['-keyout', 'key.pem', '-out', 'cert.pem'],
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
    const key = readFileSync(join(folder, 'key.pem'), 'utf8');
    rmSync(folder, { recursive: true });
    const secure = await startGitHttpServer({ root, tls: { key, cert } });
    closing.push(() => secure.close());
    const { contents } = await filesOf(
      main,
      remote('app.git', { ca: cert }, secure.url),
    );
    expect(contents['app.yaml']).toBe('top\n');
    const error = await failure(
      client.fetch(remote('app.git', {}, secure.url), main, signal),
    );
    expect(error.message).toMatch(
      /: tls: failed to verify certificate: x509: certificate signed by unknown authority$/,
    );
  });

  it('ends at its deadline, and when it is asked to', async () => {
    const silent = await listen(() => undefined);
    const slow = { ...remote('app.git', {}, silent), timeout: 100 };
    const error = await failure(client.fetch(slow, main, signal));
    expect(error.failure).toBe('timeout');
    expect(error.message).toMatch(/: context deadline exceeded$/);
    const stop = new AbortController();
    const fetching = client.fetch(
      remote('app.git', {}, silent),
      main,
      stop.signal,
    );
    stop.abort(new Error('stopped'));
    await expect(fetching).rejects.toThrow('stopped');
  });

  it('kills a fetch that hangs', async () => {
    const proxied = await listen((request, response) => {
      // References are answered; the request for objects never is.
      if (request.method !== 'GET') return;
      fetch(`${server.url}${request.url}`)
        .then(async answer => {
          response.writeHead(answer.status, {
            'content-type': answer.headers.get('content-type') ?? '',
          });
          response.end(Buffer.from(await answer.arrayBuffer()));
        })
        .catch(() => response.destroy());
    });
    const slow = { ...remote('app.git', {}, proxied), timeout: 1_500 };
    const error = await failure(client.fetch(slow, main, signal));
    expect(error.failure).toBe('timeout');
  });

  it('gives up on what is no git server', async () => {
    const page = await listen((_request, response) => response.end('<html>'));
    const error = await failure(
      client.fetch(remote('app.git', {}, page), main, signal),
    );
    expect(error.message).toMatch(/: invalid pkt-len found$/);
  });

  it('gives up on a repository that is larger than allowed', async () => {
    const large = await TestGitRepository.create(root, 'large');
    const noise = randomBytes(6_000_000);
    await large.push({ files: { noise: noise.toString('base64') } });
    client = new GitClient({ temporaryDirectory: work, maxRepositoryBytes: 1 });
    const error = await failure(
      client.fetch(remote('large.git'), main, signal),
    );
    expect(error.failure).toBe('tooLarge');
  });

  it('leaves out paths that only a hostile repository has', async () => {
    const hostile = await TestGitRepository.create(root, 'hostile');
    await hostile.push({ files: { 'good.yaml': 'good\n' } });
    const blob = (await hostile.git('rev-parse', 'HEAD:good.yaml')).trim();
    const tree = (...entries: [string, string, string][]) =>
      hostile.makeTree(entries);
    const inner = await tree(['100644 blob', blob, 'config']);
    const deep = await tree(['040000 tree', inner, '..']);
    const evil = await tree(
      ['040000 tree', deep, 'a'],
      ['040000 tree', inner, '.git'],
      ['040000 tree', inner, '.GIT'],
      ['040000 tree', inner, '..'],
      ['100644 blob', blob, '.'],
      ['100755 blob', blob, 'line\nbreak'],
      ['120000 blob', blob, 'link'],
      ['160000 commit', blob, 'module'],
    );
    const commit = await hostile.git('commit-tree', '-m', 'evil', evil);
    await hostile.git(
      'push',
      '--quiet',
      '--force',
      'origin',
      `${commit.trim()}:refs/heads/main`,
    );
    const { contents } = await filesOf(main, remote('hostile.git'));
    expect(contents).toEqual({ 'line\nbreak': 'good\n' });
  });

  it('follows a redirect on the same host, credentials included', async () => {
    const guarded = await startGitHttpServer({
      root,
      authorizations: ['Bearer t0ken'],
    });
    closing.push(() => guarded.close());
    const moved = await listen((request, response) => {
      const location = request.url?.replace('/old.git', '/app.git') ?? '';
      if (location !== request.url) {
        response.writeHead(301, { location }).end();
        return;
      }
      // What stands at the new place is the guarded server.
      const inner = httpRequest(
        `${guarded.url}${request.url}`,
        { method: request.method, headers: request.headers },
        answer => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      request.pipe(inner);
    });
    const { contents } = await filesOf(
      main,
      remote('old.git', { bearerToken: 't0ken' }, moved),
    );
    expect(contents['app.yaml']).toBe('top\n');
  });

  it('has left nothing behind', () => {
    expect(readdirSync(work)).toEqual([]);
  });
});

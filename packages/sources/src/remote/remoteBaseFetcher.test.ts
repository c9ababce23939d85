import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '../testing';
import {
  RemoteBaseFetcher,
  type RemoteBaseFetcherOptions,
} from './remoteBaseFetcher';
import { isPublicAddress } from '../http';
import type { RemoteBaseAnswer } from './request';

jest.setTimeout(30_000);

const { signal } = new AbortController();
const kibibyte = 1024;

describe('RemoteBaseFetcher', () => {
  let root: string;
  let work: string;
  let server: GitHttpServer;
  let app: TestGitRepository;
  let first: string;
  let fetcher: RemoteBaseFetcher;
  /** Paths of single files, and how they are answered. */
  const pages = new Map<
    string,
    (response: ServerResponse, request: IncomingMessage) => void
  >();

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-remote-git-'));
    work = mkdtempSync(join(tmpdir(), 'sluice-remote-work-'));
    server = await startGitHttpServer({
      root,
      respond: (request, response) => {
        const page = pages.get(request.url ?? '');
        page?.(response, request);
        return page !== undefined;
      },
    });
    const module = await TestGitRepository.create(root, 'module');
    await module.push({ files: { 'm.yaml': 'm' } });
    app = await TestGitRepository.create(root, 'app');
    first = await app.push({
      files: { 'a.yaml': 'one', 'deep/b.yaml': 'b', link: '-> /etc/passwd' },
      tag: 'v1',
    });
    await app.push({ files: { 'a.yaml': 'two' } });
    const outer = await TestGitRepository.create(root, 'outer');
    await outer.git(
      'submodule',
      'add',
      '-q',
      `${server.url}/module.git`,
      'mods/m',
    );
    await outer.git(
      'config',
      '-f',
      '.gitmodules',
      'submodule.mods/m.url',
      '../module.git',
    );
    await outer.push({});
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
    rmSync(work, { recursive: true });
  });
  afterEach(async () => {
    pages.clear();
    await fetcher.dispose();
  });

  function create(options: RemoteBaseFetcherOptions = {}): RemoteBaseFetcher {
    fetcher = new RemoteBaseFetcher({ temporaryDirectory: work, ...options });
    return fetcher;
  }

  function clone(
    url: string,
    { ref = '', timeout = 20_000, submodules = true } = {},
  ): Promise<RemoteBaseAnswer> {
    return fetcher.fetch(
      { kind: 'repository', url, ref, timeout, submodules },
      signal,
    );
  }

  function get(path: string): Promise<RemoteBaseAnswer> {
    return fetcher.fetch({ kind: 'file', url: server.url + path }, signal);
  }

  function read(answer: RemoteBaseAnswer, path: string): string {
    if (answer.kind !== 'repository') throw new Error(JSON.stringify(answer));
    return readFileSync(join(answer.directory, path), 'utf8');
  }

  const failure = (message: string | RegExp) =>
    expect.objectContaining({
      kind: 'failure',
      message: expect.stringMatching(message),
    });

  it('clones by branch, tag and commit, without following a link', async () => {
    create();
    const url = `${server.url}/app.git`;
    const head = await clone(url);
    expect(read(head, 'a.yaml')).toBe('two');
    expect(read(head, 'deep/b.yaml')).toBe('b');
    expect(
      readlinkSync(
        join(head.kind === 'repository' ? head.directory : '', 'link'),
      ),
    ).toBe('/etc/passwd');
    for (const ref of ['v1', first, 'refs/tags/v1']) {
      expect(read(await clone(url, { ref }), 'a.yaml')).toBe('one');
    }
  });

  it('says what is not there in the words of kustomize and git', async () => {
    create();
    const url = `${server.url}/app.git`;
    expect(await clone(url, { ref: 'none' })).toEqual({
      kind: 'failure',
      message: expect.stringMatching(
        /^failed to run '\S*git fetch --depth=1 http:\S+\/app.git none': fatal: couldn't find remote ref none\n: exit status 128$/,
      ),
      timedOut: false,
    });
    expect(await clone(`${server.url}/none.git`)).toEqual(
      failure(/fatal: repository '.*\/none.git\/' not found/),
    );
  });

  it('fetches submodules unless told otherwise', async () => {
    create();
    const url = `${server.url}/outer.git`;
    expect(read(await clone(url), 'mods/m/m.yaml')).toBe('m');
    const without = await clone(url, { submodules: false });
    expect(() => read(without, 'mods/m/m.yaml')).toThrow('ENOENT');
  });

  it('shows a password to the server that it is for, and to nobody else', async () => {
    create();
    const shown: (string | undefined)[] = [];
    pages.set('/private.yaml', (response, request) => {
      shown.push(request.headers.authorization);
      response.statusCode = 302;
      response.setHeader(
        'location',
        `http://localhost:${server.port}/away.yaml`,
      );
      response.end();
    });
    pages.set('/away.yaml', (response, request) => {
      shown.push(request.headers.authorization);
      response.end('x');
    });
    const withPassword = server.url.replace('http://', 'http://ada:s3cret@');
    await fetcher.fetch(
      { kind: 'file', url: `${withPassword}/private.yaml` },
      signal,
    );
    expect(shown).toEqual([
      `Basic ${Buffer.from('ada:s3cret').toString('base64')}`,
      undefined,
    ]);
    expect(read(await clone(`${withPassword}/app.git`), 'a.yaml')).toBe('two');
    const refused = await clone(`${withPassword}/none.git`);
    expect(JSON.stringify(refused)).not.toContain('s3cret');
    expect(refused.kind).toBe('failure');
  });

  it('runs no program and leaves the web only for its user', async () => {
    const marker = join(work, 'ran');
    create();
    for (const [url, ref] of [
      [`ext::sh -c "touch ${marker}"`, ''],
      [`ext::sh:-c:touch${marker}`, ''],
      [`file://${root}/app.git`, ''],
      [`git@127.0.0.1:app.git`, ''],
      [`ssh://-oProxyCommand=touch%20${marker}/a`, ''],
      [`-oProxyCommand=x:a`, ''],
      [`--upload-pack=touch ${marker}`, ''],
      [`http://127.0.0.1:1/a\nb`, ''],
      ['ftp://127.0.0.1/a', ''],
      [`${server.url}/app.git`, `--upload-pack=touch ${marker}`],
      [`${server.url}/app.git`, '+refs/heads/*:refs/heads/*'],
      [`${server.url}/app.git`, ''.padEnd(2000, 'x')],
    ]) {
      expect(await clone(url, { ref })).toEqual(failure(/^failed to run /));
    }
    expect(existsSync(marker)).toBe(false);
    await fetcher.dispose();
    create({ identity: 'user' });
    expect(
      read(await clone(`file://${root}/app.git`, { ref: 'v1' }), 'a.yaml'),
    ).toBe('one');
    expect(await clone(`ext::sh -c "touch ${marker}"`)).toEqual(
      failure('malformed'),
    );
  });

  it('takes no folder of the machine for a submodule', async () => {
    const evil = await TestGitRepository.create(root, 'evil');
    await evil.push({ files: { x: 'x' } });
    await evil.git('config', '-f', '.gitmodules', 'submodule.m.path', 'm');
    await evil.git(
      'config',
      '-f',
      '.gitmodules',
      'submodule.m.url',
      `file://${root}/module.git`,
    );
    await evil.git('update-index', '--add', '--cacheinfo', `160000,${first},m`);
    await evil.git('add', '.gitmodules');
    await evil.git('commit', '-q', '-m', 'x');
    await evil.git('push', '-q', 'origin', 'HEAD');
    for (const identity of ['nobody', 'user'] as const) {
      create({ identity });
      expect(await clone(`${server.url}/evil.git`)).toEqual(
        failure(
          /submodule update --init --recursive': fatal: transport 'file' not allowed/,
        ),
      );
      await fetcher.dispose();
    }
  });

  it('gets files, also through redirects and packed, and never from elsewhere than the web', async () => {
    create();
    pages.set('/a.yaml', response => response.end('a'));
    pages.set('/packed.yaml', response => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('packed'));
    });
    const redirect = (location: string) => (response: ServerResponse) => {
      response.statusCode = 302;
      response.setHeader('location', location);
      response.end();
    };
    pages.set('/moved.yaml', redirect('/a.yaml'));
    pages.set('/loop.yaml', redirect('/loop.yaml'));
    pages.set('/local.yaml', redirect('file:///etc/passwd'));
    expect(await get('/a.yaml')).toEqual({
      kind: 'file',
      content: Buffer.from('a'),
    });
    expect(await get('/packed.yaml')).toEqual({
      kind: 'file',
      content: Buffer.from('packed'),
    });
    expect(await get('/moved.yaml')).toEqual({
      kind: 'file',
      content: Buffer.from('a'),
    });
    expect(await get('/loop.yaml')).toEqual(
      failure('stopped after 10 redirects'),
    );
    expect(await get('/local.yaml')).toEqual(
      failure('unsupported protocol scheme "file"'),
    );
    pages.set('/none.yaml', response => {
      response.statusCode = 404;
      response.end();
    });
    expect(await get('/none.yaml')).toEqual({
      kind: 'failure',
      message: 'HTTP Error: status code 404 (Not Found)',
      status: { code: 404, text: 'Not Found' },
    });
  });

  it('gives up what is too large, unpacked', async () => {
    create({ limits: { file: 100 * kibibyte, total: 300 * kibibyte } });
    pages.set('/large.yaml', response => {
      const chunk = Buffer.alloc(64 * kibibyte, 'x');
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write);
      write();
    });
    pages.set('/bomb.yaml', response => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(10 * 1024 * kibibyte)));
    });
    expect(await get('/large.yaml')).toEqual(
      failure('larger than 102400 bytes'),
    );
    expect(await get('/bomb.yaml')).toEqual(
      failure('larger than 102400 bytes'),
    );
    const large = await TestGitRepository.create(root, 'large');
    await large.push({
      files: {
        'l.txt': 'x'.repeat(200 * kibibyte),
        's.txt': 'y'.repeat(200 * kibibyte),
      },
    });
    expect(await clone(`${server.url}/large.git`)).toEqual(
      failure('too many or too large files'),
    );
  });

  it('leaves nothing behind', async () => {
    create();
    await clone(`${server.url}/app.git`);
    expect(readdirSync(work)).not.toEqual([]);
    await fetcher.dispose();
    expect(readdirSync(work)).toEqual([]);
  });

  it('waits no longer than it is told', async () => {
    create();
    pages.set('/slow.git/info/refs?service=git-upload-pack', () => undefined);
    expect(await clone(`${server.url}/slow.git`, { timeout: 200 })).toEqual({
      kind: 'failure',
      message: expect.stringMatching(
        /^hit 200ms timeout running '\S*git fetch --depth=1 http:\S+\/slow.git HEAD'$/,
      ),
      timedOut: true,
    });
    const stop = new AbortController();
    const stopped = fetcher.fetch(
      {
        kind: 'repository',
        url: `${server.url}/slow.git`,
        ref: '',
        timeout: 20_000,
        submodules: true,
      },
      stop.signal,
    );
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
  });

  it('reaches public addresses only when told so', async () => {
    create({ publicOnly: true });
    pages.set('/a.yaml', response => response.end('a'));
    expect(await get('/a.yaml')).toEqual(failure('not at a public address'));
    const named = `http://localhost:${server.port}`;
    expect(
      await fetcher.fetch({ kind: 'file', url: `${named}/a.yaml` }, signal),
    ).toEqual(failure('not at a public address'));
    for (const host of [server.url, named]) {
      expect(await clone(`${host}/app.git`)).toEqual(
        failure('not at a public address'),
      );
    }
  });
});

describe('isPublicAddress', () => {
  it.each([
    ['8.8.8.8', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['::1', false],
    ['::ffff:10.0.0.1', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['64:ff9b::a00:1', false],
    ['none', false],
  ])('%s is public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type Page,
  WebServer,
  broken,
  content,
  endless,
  garbled,
  makeTestCertificate,
  protectedBy,
  redirect,
  silent,
  stalled,
  stalledAfter,
  status,
  truncated,
} from '../testing';
import {
  HttpError,
  type HttpOptions,
  download,
  downloadToFile,
  shownText,
} from '.';

const ada = { username: 'ada', password: 's3cret' };
const shownAda = `Basic ${Buffer.from('ada:s3cret').toString('base64')}`;

describe('downloads', () => {
  let server: WebServer;
  let other: WebServer;

  beforeAll(async () => {
    [server, other] = await Promise.all([WebServer.start(), WebServer.start()]);
  });
  afterAll(() => Promise.all([server.close(), other.close()]));
  afterEach(() => {
    server.reset();
    other.reset();
  });

  async function get(
    path: string,
    options: Partial<HttpOptions> = {},
    of: WebServer = server,
  ): Promise<string> {
    const bytes = await download(of.url + path, { limit: 1000, ...options });
    return Buffer.from(bytes).toString();
  }

  async function failureOf(
    path: string,
    options: Partial<HttpOptions> = {},
    of: WebServer = server,
  ): Promise<{ failure: string; message: string }> {
    const error = await get(path, options, of).then(
      text => new Error(`got ${text}`),
      (reason: unknown) => reason,
    );
    if (!(error instanceof HttpError)) throw error;
    return {
      failure: error.failure,
      message: error.message.replaceAll(of.url, 'SERVER'),
    };
  }

  it('get what is there, as it is', async () => {
    const packed = gzipSync('packed');
    server.serve('/packed', content(packed, { 'content-encoding': 'gzip' }));
    server.serve('/plain', content('plain'));
    expect(await get('/plain', { accept: 'a/b', userAgent: 'x/1' })).toBe(
      'plain',
    );
    expect(server.requests[0].headers).toMatchObject({
      accept: 'a/b',
      'user-agent': 'x/1',
    });
    const bytes = await download(`${server.url}/packed`, { limit: 1000 });
    expect(Buffer.compare(bytes, packed)).toBe(0);
    expect(await get('/packed', { unpack: true })).toBe('packed');
  });

  it.each<[string, Page, string, string]>([
    [
      'refuses',
      status(404),
      'status',
      'failed to fetch SERVER/a : 404 Not Found',
    ],
    [
      'breaks',
      status(500),
      'status',
      'failed to fetch SERVER/a : 500 Internal Server Error',
    ],
    [
      'has nothing',
      status(204),
      'status',
      'failed to fetch SERVER/a : 204 No Content',
    ],
    ['hangs up', broken, 'unreachable', 'Get "SERVER/a": EOF'],
    ['babbles', garbled, 'other', 'Get "SERVER/a": malformed HTTP response'],
    ['stops early', truncated('abc'), 'truncated', 'unexpected EOF'],
    [
      'does not stop',
      endless,
      'tooLarge',
      'failed to fetch SERVER/a : larger than 1000 bytes',
    ],
    [
      'leads in a circle',
      redirect('/a'),
      'redirect',
      'Get "/a": stopped after 10 redirects',
    ],
    [
      'leads to a file',
      redirect('file:///etc/passwd'),
      'redirect',
      'Get "file:///etc/passwd": unsupported protocol scheme "file"',
    ],
  ])('fail when the server %s', async (_, page, failure, message) => {
    server.serve('/a', page);
    expect(await failureOf('/a')).toEqual({ failure, message });
  });

  it('fail where nobody listens, and for what is no URL', async () => {
    const gone = await WebServer.start();
    await gone.close();
    const { message, failure } = await failureOf('/a', {}, gone);
    expect(failure).toBe('unreachable');
    expect(message).toMatch(
      /^Get "SERVER\/a": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/,
    );
    await expect(download('http:///x', { limit: 1 })).rejects.toThrow(
      'Get "http:///x": http: no Host in request URL',
    );
    await expect(download('ftp://h/x', { limit: 1 })).rejects.toThrow(
      'Get "ftp://h/x": unsupported protocol scheme "ftp"',
    );
  });

  it.each<[string, Page, HttpOptions['timeouts'], RegExp]>([
    [
      'never begins',
      silent,
      { stall: 20 },
      /^Get "SERVER\/a": timeout awaiting response headers$/,
    ],
    [
      'stops after its headers',
      stalled,
      { stall: 20 },
      /^the server has sent nothing more for 0.02s$/,
    ],
    [
      'stops in the middle',
      stalledAfter('abc'),
      { stall: 20 },
      /^the server has sent nothing more/,
    ],
    [
      'takes too long',
      silent,
      { total: 20 },
      /^Get "SERVER\/a": context deadline exceeded \(Client.Timeout exceeded while awaiting headers\)$/,
    ],
    [
      'takes too long in the middle',
      stalledAfter('abc'),
      { total: 100 },
      /^context deadline exceeded \(Client.Timeout or context cancellation while reading body\)$/,
    ],
  ])('give up an answer that %s', async (_, page, timeouts, message) => {
    server.serve('/a', page);
    expect(await failureOf('/a', { timeouts })).toEqual({
      failure: 'timeout',
      message: expect.stringMatching(message),
    });
  });

  it('end when they are told to', async () => {
    const stop = new AbortController();
    server.serve('/a', () => stop.abort(new Error('enough')));
    expect(await failureOf('/a', { signal: stop.signal })).toEqual({
      failure: 'canceled',
      message: 'context canceled',
    });
    expect(await failureOf('/a', { signal: stop.signal })).toMatchObject({
      failure: 'canceled',
    });
  });

  it('show credentials to the server that they are for', async () => {
    server.serve('/a', protectedBy('ada', 's3cret', content('a')));
    expect(await get('/a', { basicAuth: ada })).toBe('a');
    const named = server.url.replace('//', '//ada:s3cret@');
    expect(
      Buffer.from(await download(`${named}/a`, { limit: 10 })).toString(),
    ).toBe('a');
    expect(
      await failureOf('/a', { basicAuth: ada, credentialsFor: other.url }),
    ).toMatchObject({ message: expect.stringMatching(/401 Unauthorized$/) });
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('show them to no other server, unless told to', async () => {
    other.serve('/b', content('b'));
    server.serve('/a', redirect(`${other.url}/b`));
    await get('/a', { basicAuth: ada });
    await get('/a', { basicAuth: ada, passCredentials: true });
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      shownAda,
    ]);
    const named = server.url.replace('//', '//ada:s3cret@');
    await download(`${named}/a`, { limit: 10 });
    expect(other.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('never tell them in an error', async () => {
    const url = `${server.url.replace(
      '//',
      '//ada:s3cret@',
    )}/a?sig=t0ken&ref=v1`;
    for (const page of [status(500), broken, redirect('/a?sig=t0ken')]) {
      server.serve('/a', page);
      const error: unknown = await download(url, { limit: 10 }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(HttpError);
      expect(String(error)).toContain('sig=***');
      expect(String(error)).not.toMatch(/s3cret|t0ken|ada/);
    }
    expect(shownText('no url//u:p@host?q=1')).toBe('no url//host?q=***');
  });

  it('reach public addresses only when told so', async () => {
    server.serve('/a', content('a'));
    expect(await failureOf('/a', { publicOnly: true })).toEqual({
      failure: 'unreachable',
      message: '127.0.0.1 is not at a public address, and others are refused',
    });
    const named = server.url.replace('127.0.0.1', 'localhost');
    await expect(
      download(`${named}/a`, { limit: 10, publicOnly: true }),
    ).rejects.toThrow('localhost is not at a public address');
  });

  it('take the proxy of the environment, but not for this machine', async () => {
    other.serve('http://charts.invalid/a', content('of the proxy'));
    const proxyEnv = { HTTP_PROXY: other.url, NO_PROXY: 'direct.invalid' };
    const bytes = await download('http://charts.invalid/a', {
      limit: 100,
      proxyEnv,
    });
    expect(Buffer.from(bytes).toString()).toBe('of the proxy');
    await expect(
      download('http://direct.invalid/a', { limit: 100, proxyEnv }),
    ).rejects.toThrow(/lookup direct\.invalid/);
    server.serve('/a', content('a'));
    expect(await get('/a', { proxyEnv })).toBe('a');
  });

  it('go to a file, or leave none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-download-'));
    try {
      server.serve('/a', content('abc'));
      const path = join(folder, 'a');
      expect(
        await downloadToFile(`${server.url}/a`, path, { limit: 10 }),
      ).toEqual({
        size: 3,
        sha256: createHash('sha256').update('abc').digest('hex'),
      });
      expect(readFileSync(path, 'utf8')).toBe('abc');
      server.serve('/a', truncated('abc'));
      const failed = join(folder, 'b');
      await expect(
        downloadToFile(`${server.url}/a`, failed, { limit: 10 }),
      ).rejects.toThrow('unexpected EOF');
      expect(existsSync(failed)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('downloads over TLS', () => {
  const own = makeTestCertificate('charts.example');
  const client = makeTestCertificate('client.example');
  let server: WebServer;
  let choosy: WebServer;
  let plain: WebServer;

  beforeAll(async () => {
    [server, choosy, plain] = await Promise.all([
      WebServer.start(own),
      WebServer.start({ ...own, ca: client.cert }),
      WebServer.start(),
    ]);
  });
  afterAll(() => Promise.all([server.close(), choosy.close(), plain.close()]));

  it('trust the authority that they are given, or everybody', async () => {
    server.serve('/a', content('a'));
    const url = `${server.url}/a`;
    await expect(download(url, { limit: 10 })).rejects.toThrow(
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    );
    await download(url, { limit: 10, tls: { ca: own.cert } });
    await download(url, { limit: 10, tls: { insecureSkipVerify: true } });
    await expect(
      download(url, { limit: 10, tls: { ca: 'none' } }),
    ).rejects.toThrow('failed to append certificates from pem block');
  });

  it('show a certificate to the server that it is for', async () => {
    choosy.serve('/a', content('a'));
    const tls = { ca: own.cert, ...client };
    const url = `${choosy.url}/a`;
    await download(url, { limit: 10, tls });
    await expect(
      download(url, { limit: 10, tls: { ca: own.cert } }),
    ).rejects.toThrow(HttpError);
    server.serve('/away', redirect(url));
    await expect(
      download(`${server.url}/away`, { limit: 10, tls }),
    ).rejects.toThrow(HttpError);
    await download(`${server.url}/away`, {
      limit: 10,
      tls,
      passCredentials: true,
    });
    await expect(
      download(url, { limit: 10, tls: { ...tls, key: 'not a key' } }),
    ).rejects.toThrow(/: unable to load cert from key pair$/);
  });

  it('show no credentials where they would be read on the way', async () => {
    plain.serve('/b', content('b'));
    server.serve('/down', redirect(`${plain.url}/b`));
    await download(`${server.url}/down`, {
      limit: 10,
      tls: { ca: own.cert },
      basicAuth: ada,
      passCredentials: true,
    });
    expect(plain.requests[0].headers.authorization).toBeUndefined();
  });
});

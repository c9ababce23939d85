import { execFile, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { request as httpRequest } from 'node:http';
import {
  type GitHttpServer,
  startGitHttpServer,
} from '@sluice/sources/testing';
import { commitPages } from './commitPage';

describe('commitPages', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluice-commit-page-'));
  const bare = join(root, 'fleet.git');
  const work = join(root, 'work');
  let server: GitHttpServer;
  let sha: string;

  function git(cwd: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd,
      encoding: 'utf8',
      env: {
        ...process.env,
        HOME: root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Mallory <b>& "Co"',
        GIT_AUTHOR_EMAIL: 'mallory@example.com',
        GIT_COMMITTER_NAME: 'Mallory',
        GIT_COMMITTER_EMAIL: 'mallory@example.com',
      },
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  function commit(file: string, text: string, message: string): string {
    writeFileSync(join(work, file), text);
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '-m', message);
    git(work, 'push', '--quiet', bare, 'HEAD:main');
    return git(work, 'rev-parse', 'HEAD');
  }

  /** Asks for exactly this path: fetch would resolve its dots. */
  function get(
    path: string,
    method = 'GET',
  ): Promise<{
    status: number;
    text: string;
    headers: NodeJS.Dict<string | string[]>;
  }> {
    return new Promise((resolve, reject) => {
      httpRequest(
        { port: server.port, host: '127.0.0.1', path, method },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', data => (text += data));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              text,
              headers: response.headers,
            }),
          );
        },
      )
        .on('error', reject)
        .end();
    });
  }

  beforeAll(async () => {
    mkdirSync(work);
    git(root, 'init', '--quiet', '--bare', '-b', 'main', bare);
    git(work, 'init', '--quiet', '-b', 'main');
    commit('first', 'one\n', 'First');
    sha = commit(
      'a<script>.html',
      '<script>alert(1)</script>\n\u202eevil\u0007\n',
      `Fix </h1><script>alert('subject')</script>\n\n<img src=x onerror="alert(2)">`,
    );
    server = await startGitHttpServer({
      root,
      respond: commitPages(new Map([['fleet', bare]])),
    });
  });

  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('shows subject, author, time and diff', async () => {
    const { status, text, headers } = await get(`/fleet/commit/${sha}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('<h1>Fix ');
    expect(text).toContain(sha);
    expect(text).toMatch(/<time datetime="\d{4}-/);
    expect(text).toMatch(/<span class="add">\+/);
  });

  it('lists the latest commits with links', async () => {
    const { status, text } = await get('/fleet.git');
    expect(status).toBe(200);
    expect(text).toContain(`href="/fleet/commit/${sha}"`);
    expect(text).toContain('>First</a>');
  });

  it('escapes what authors wrote, and runs no script', async () => {
    for (const path of [`/fleet/commit/${sha}`, '/fleet.git']) {
      const { text, headers } = await get(path);
      expect(text).not.toMatch(/<script|<img|<b>/);
      expect(text).toContain('&lt;script&gt;alert(&#39;subject&#39;)');
      expect(text).toContain('Mallory');
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('gives Git nothing but forty digits of a known repository', async () => {
    const trap = join(root, 'trap');
    const paths = [
      `/fleet/commit/--output=${trap}`,
      `/fleet/commit/--output=${encodeURIComponent(trap)}`,
      `/fleet/commit/${sha}%20--output=${encodeURIComponent(trap)}`,
      `/fleet/commit/${sha}?--output=${trap}`,
      `/fleet/commit/${sha}/../../../etc/passwd`,
      `/fleet/commit/../../../../etc/passwd`,
      `/fleet/commit/${sha.toUpperCase()}`,
      `/fleet/commit/${sha.slice(1)}`,
      `/fleet/commit/${sha}0`,
      `/fleet/commit/${sha}%0a`,
      `/fleet/commit/main`,
      `/..%2ffleet/commit/${sha}`,
      `/work/commit/${sha}`,
      `/__proto__/commit/${sha}`,
      '/%',
      '//',
    ];
    for (const path of paths) {
      const { status, text } = await get(path);
      expect({ path, refused: status >= 400 }).toEqual({ path, refused: true });
      expect(text).not.toContain('root:');
    }
    expect(existsSync(trap)).toBe(false);
  });

  it('knows commits only', async () => {
    const tree = git(work, 'rev-parse', 'HEAD^{tree}');
    const blob = git(work, 'rev-parse', 'HEAD:first');
    for (const object of [tree, blob, '0'.repeat(40)]) {
      const { status, text } = await get(`/fleet/commit/${object}`);
      expect(status).toBe(404);
      expect(text).toContain('There is no such commit.');
    }
  });

  it('can only be read', async () => {
    expect((await get(`/fleet/commit/${sha}`, 'POST')).status).toBe(405);
    const head = await get(`/fleet/commit/${sha}`, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
  });

  it('cuts a diff that is too long', async () => {
    const large = commit('large', 'a line of text\n'.repeat(100_000), 'Large');
    const { status, text } = await get(`/fleet/commit/${large}`);
    expect(status).toBe(200);
    expect(text).toContain('The rest of the diff is not shown.');
    expect(text.length).toBeLessThan(2 * 1024 * 1024);
  });

  it('leaves the repository to Git', async () => {
    // Not git(): it would keep this process, and so the server, from answering.
    const { stdout } = await promisify(execFile)('git', [
      'ls-remote',
      `${server.url}/fleet.git`,
      'main',
    ]);
    expect(stdout).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
  });
});

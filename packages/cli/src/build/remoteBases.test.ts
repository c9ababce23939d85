import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemoteBaseFetcher } from '@sluice/sources/remote';
import {
  type GitHttpServer,
  TestGitRepository,
  startGitHttpServer,
} from '@sluice/sources/testing';
import { buildDirectory } from './buildDirectory';

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

/** The expected texts are those of kustomize 5.8.1 with the same server, but for names of folders. */
describe('sluice build with remote bases', () => {
  let root: string;
  let server: GitHttpServer;
  const pages = new Map<string, string>();

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'sluice-build-remote-'));
    server = await startGitHttpServer({
      root,
      respond: (request, response) => {
        const page = pages.get(request.url ?? '');
        if (page === undefined) return false;
        response.end(page);
        return true;
      },
    });
    const app = await TestGitRepository.create(root, 'app');
    await app.push({
      files: {
        'kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: root-\n',
        'a.yaml': configMap('a'),
        'base/kustomization.yaml': 'resources: [b.yaml]\n',
        'base/b.yaml': configMap('b'),
        'over/kustomization.yaml': 'resources: [../base]\nnameSuffix: -o\n',
        'part/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\n',
        'loop/kustomization.yaml': `resources: ["${server.url}/app.git//loop"]\n`,
      },
      tag: 'v1',
    });
    pages.set('/one.yaml', configMap('one'));
    pages.set('/page/html', '<html>\n\t: [</html>\n');
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  async function run(argument: string) {
    let out = '';
    let err = '';
    const code = await buildDirectory(
      {
        argv: [argument],
        env: {},
        signal: new AbortController().signal,
        stdout: text => {
          out += text;
        },
        stderr: text => {
          err += text;
        },
      },
      async () => new RemoteBaseFetcher({ identity: 'user' }),
    );
    return {
      code,
      out,
      err: err
        .replaceAll(server.url, 'URL')
        .replace(/\/tmp\/kustomize-\d+/g, 'CLONE')
        .replace(/'\S*git fetch/g, "'git fetch"),
    };
  }

  function build(kustomization: string) {
    const directory = join(root, 'case');
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, 'kustomization.yaml'),
      kustomization.replaceAll('URL', server.url),
    );
    return run(directory);
  }

  it('prints what they give', async () => {
    expect(
      await build(
        'resources: ["URL/app.git?ref=v1", "URL/app.git//over", URL/one.yaml]\ncomponents: ["URL/app.git//part"]\n',
      ),
    ).toEqual({
      code: 0,
      out: ['c-b-o', 'c-one', 'c-root-a'].map(configMap).join('---\n'),
      err: '',
    });
  });

  it('tells where objects come from', async () => {
    const { out } = await build(
      'resources: ["URL/app.git//over?ref=v1", URL/one.yaml]\nbuildMetadata: [originAnnotations]\n',
    );
    expect(out.replaceAll(server.url, 'URL')).toContain(`
    config.kubernetes.io/origin: |
      path: base/b.yaml
      repo: URL/app.git
      ref: v1
`);
  });

  it('builds a repository by its address', async () => {
    expect(await run(`${server.url}/app.git//over?ref=v1`)).toEqual({
      code: 0,
      out: configMap('b-o'),
      err: '',
    });
  });

  it('warns once of a protocol that is not used', async () => {
    const { code, err } = await build(
      'resources: ["git::URL/app.git//base"]\n',
    );
    expect(code).toBe(0);
    expect(err).toMatch(
      /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d Warning: Forcing the git protocol [^\n]*\n$/,
    );
  });

  it.each([
    [
      'a reference that is not there',
      'resources: ["URL/app.git?ref=none"]',
      "accumulating resources: accumulation err='accumulating resources from 'URL/app.git?ref=none': URL is a git repository': failed to run 'git fetch --depth=1 URL/app.git none': fatal: couldn't find remote ref none\n: exit status 128",
    ],
    [
      'a page that is no manifest, nor a repository',
      'resources: [URL/page/html]',
      "accumulating resources: accumulation err='accumulating resources from 'URL/page/html': missing Resource metadata': failed to run 'git fetch --depth=1 URL/page/html HEAD': fatal: repository 'URL/page/html/' not found\n: exit status 128",
    ],
    [
      'a component that is none',
      'components: ["URL/app.git//base"]',
      "accumulating components: accumulateDirectory: \"expected kind 'Component' for path 'CLONE/base' but got 'Kustomization'\"",
    ],
    [
      'a loop',
      'resources: ["URL/app.git//loop"]',
      "accumulating resources: accumulation err='accumulating resources from 'URL/app.git//loop': URL is a git repository': recursed accumulation of path 'CLONE/loop': accumulating resources: accumulation err='accumulating resources from 'URL/app.git//loop': URL is a git repository': cycle detected: URI 'URL/app.git//loop' referenced by previous URI 'URL/app.git//loop'",
    ],
  ])('says what is wrong with %s', async (_, kustomization, message) => {
    expect(await build(`${kustomization}\n`)).toEqual({
      code: 1,
      out: '',
      err: `Error: ${message}\n`,
    });
  });
});

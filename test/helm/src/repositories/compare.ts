import { execFile } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type HelmContext, runHelm } from '@sluice/cli/helm';
import { readArchive } from '@sluice/helm';
import { type WebServer } from '@sluice/sources/testing';
import { judgePath } from '@sluice/test-judges';
import { type RepositoryCase } from './cases';
import { archive } from './world';

/** What a command has left behind. */
interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** What there was to see after a command. */
export interface Seen {
  text: string;
  requests: { url: string; authorization: string }[];
}

/** Requests that Helm does not make, or not with these credentials: Sluice may ask for less, and show less, but not for more. */
export function surplus(sluice: Seen, helm: Seen): string[] {
  return sluice.requests
    .filter(
      ({ url, authorization }) =>
        !helm.requests.some(
          each =>
            each.url === url &&
            (authorization === '' || authorization === each.authorization),
        ),
    )
    .map(({ url, authorization }) => `asked ${url} ${authorization}`);
}

/** Whoever runs commands. */
export interface Runner {
  name: string;
  run(
    argv: readonly string[],
    cwd: string,
    env: Record<string, string>,
  ): Promise<Outcome>;
}

export const helmRunner: Runner = {
  name: 'helm',
  run: (argv, cwd, env) =>
    new Promise(resolve => {
      const child = execFile(
        judgePath('helm'),
        [...argv],
        { cwd, env, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
        (error, stdout, stderr) => {
          const code: unknown = error?.code;
          const failed = typeof code === 'number' ? code : -1;
          resolve({ code: error ? failed : 0, stdout, stderr });
        },
      );
      child.stdin?.end();
    }),
};

export const sluiceRunner: Runner = {
  name: 'sluice',
  run: async (argv, cwd, env) => {
    const outcome: Outcome = { code: 0, stdout: '', stderr: '' };
    const context: HelmContext = {
      argv,
      env,
      cwd,
      signal: new AbortController().signal,
      now: () => new Date(),
      readInput: () => '',
      stdout: text => {
        outcome.stdout += text;
      },
      stderr: text => {
        outcome.stderr += text;
      },
    };
    outcome.code = await runHelm(context);
    return outcome;
  },
};

function isArchive(data: Buffer): boolean {
  return data[0] === 0x1f && data[1] === 0x8b;
}

function contentOf(path: string): string {
  const data = readFileSync(path);
  if (!isArchive(data)) {
    return data
      .toString()
      .replace(
        /"?\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)"?/g,
        'TIME',
      );
  }
  try {
    return readArchive(data)
      .map(({ name, data: file }) => `${name}\n${Buffer.from(file).toString()}`)
      .sort()
      .join('\n--\n');
  } catch {
    return data.toString('base64');
  }
}

/** All files below a directory, and what is in them. */
function treeOf(directory: string, below = ''): Map<string, string> {
  const tree = new Map<string, string>();
  for (const entry of readdirSync(join(directory, below), {
    withFileTypes: true,
  })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) {
      tree.set(`${path}/`, '');
      for (const [name, text] of treeOf(directory, path)) tree.set(name, text);
    } else if (!/repositories\.lock$/.test(path)) {
      const text = contentOf(join(directory, path));
      // Helm writes the names in any order.
      tree.set(
        path,
        /-charts\.txt$/.test(path) ? text.split('\n').sort().join('\n') : text,
      );
    }
  }
  return tree;
}

/** Plays a case; what there was to see after each command. */
export async function playCase(
  testCase: RepositoryCase,
  runner: Runner,
  {
    directory,
    server,
    other,
    secure,
    choosy,
    files,
  }: {
    directory: string;
    server: WebServer;
    other: WebServer;
    secure: WebServer;
    choosy: WebServer;
    /** Certificates and keys. */
    files: Readonly<Record<string, string>>;
  },
): Promise<Seen[]> {
  const home = join(directory, 'place');
  rmSync(home, { recursive: true, force: true });
  const work = join(home, 'work');
  const fill = (text: string) =>
    text
      .replaceAll('URL', server.url)
      .replaceAll('OTHER', other.url)
      .replaceAll('CHOOSY', choosy.url)
      .replaceAll('TLS', secure.url);
  mkdirSync(work, { recursive: true });
  const write = (path: string, data: string | Uint8Array) => {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), data);
  };
  for (const [path, text] of Object.entries({ ...files, ...testCase.files })) {
    write(path, fill(text));
  }
  for (const [path, [name, version]] of Object.entries(
    testCase.archives ?? {},
  )) {
    write(path, archive(name, version));
  }
  const env = { HOME: home, PATH: process.env.PATH ?? '', KUBECONFIG: '/none' };
  const seen: Seen[] = [];
  for (const line of testCase.run) {
    server.requests.length = 0;
    other.requests.length = 0;
    const { code, stdout, stderr } = await runner.run(
      fill(line).split(' '),
      work,
      env,
    );
    const asked = [
      ...server.requests.map(each => ({ of: 'URL', ...each })),
      ...other.requests.map(each => ({ of: 'OTHER', ...each })),
    ];
    seen.push({
      requests: asked.map(({ of, url, headers }) => ({
        url: of + url,
        authorization: headers.authorization ?? '',
      })),
      text: [
        `$ ${line}`,
        `code ${code}`,
        `stdout ${masked(stdout)}`,
        `stderr ${masked(stderr)}`,
        ...[...treeOf(home)]
          .map(([path, text]) => `file ${path}: ${text}`)
          .sort(),
      ].join('\n'),
    });
  }
  return seen;
}

/** What differs from run to run. */
function masked(text: string): string {
  return (
    text
      .replace(/("?)20\d\d-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)\1/g, 'TIME')
      .replace(/tmpcharts-\w+/g, 'tmpcharts')
      .replace(/(\.tgz|\.yaml)\d{6,}/g, '$1')
      .replace(/(?<=skipping loading invalid entry .* from )\S+:/g, 'INDEX:')
      .split('\n')
      .filter(
        (line, i, lines) =>
          !line.includes('skipping loading') || lines.indexOf(line) === i,
      )
      .join('\n')
      // They are asked at once, and told of in any order.
      .replace(/(?:^\.\.\.Succ.*\n)+/gm, lines =>
        lines.split('\n').sort().join('\n').trimStart().concat('\n'),
      )
  );
}

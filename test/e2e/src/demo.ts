import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The checkout; scripts/e2e.mjs starts the tour there. */
export const root = process.cwd();

/** The demo as a visitor starts it, in a folder of its own. */
export class Demo {
  readonly directory = mkdtempSync(join(tmpdir(), 'sluice-tour-'));
  #process: ChildProcess | undefined;
  #output = '';
  /** Address of the portal; empty until the demo is up. */
  url = '';
  gitUrl = '';
  kubeconfig = '';

  /** Resolves when it says that it is up. */
  async start(args: readonly string[] = []): Promise<void> {
    const child = spawn(
      'npm',
      [
        'run',
        '--silent',
        'demo',
        '--',
        '--dir',
        join(this.directory, 'demo'),
        '--port',
        '7300',
        ...args,
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    this.#process = child;
    await new Promise<void>((up, failed) => {
      const timer = setTimeout(
        () => failed(new Error(`The demo was not up in time:\n${this.tail()}`)),
        420_000,
      );
      const listen = (data: Buffer) => {
        this.#output += data.toString('utf8');
        const text = this.#output;
        const end = /End\s+Ctrl-C/.test(text);
        if (end) {
          this.url = /Portal\s+(http\S+)/.exec(text)?.[1] ?? '';
          this.gitUrl = /git clone (\S+)/.exec(text)?.[1] ?? '';
          this.kubeconfig = /KUBECONFIG=(\S+)/.exec(text)?.[1] ?? '';
          clearTimeout(timer);
          up();
        }
      };
      child.stdout?.on('data', listen);
      child.stderr?.on('data', listen);
      child.on('exit', code => {
        clearTimeout(timer);
        failed(new Error(`The demo ended (${code}):\n${this.tail()}`));
      });
    });
  }

  /** Process id of what a visitor starts. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** The last lines that it has printed. */
  tail(lines = 40): string {
    return this.#output.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** One Ctrl-C; resolves with how many processes of the demo are left. */
  async stop(): Promise<number> {
    const child = this.#process;
    if (child?.pid && child.exitCode === null && child.signalCode === null) {
      await new Promise<void>(done => {
        child.once('exit', () => done());
        process.kill(-(child.pid ?? 0), 'SIGINT');
      });
    }
    const { stdout } = spawnSync('pgrep', ['-fc', this.directory], {
      encoding: 'utf8',
    });
    rmSync(this.directory, { recursive: true, force: true });
    return Number(stdout.trim() || 0);
  }
}

/** A clone of the demo's repository, edited as a visitor would. */
export class Clone {
  readonly #directory: string;

  constructor(demo: Demo) {
    this.#directory = join(demo.directory, 'clone');
    this.#git(demo.directory, 'clone', '--quiet', demo.gitUrl, this.#directory);
  }

  edit(file: string, change: (text: string) => string): void {
    const path = join(this.#directory, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) {
      throw new Error(`Nothing to change in ${file}`);
    }
    writeFileSync(path, after);
  }

  /** Commits and pushes; the first eight digits of the commit. */
  push(message: string): string {
    this.#git(this.#directory, 'commit', '--quiet', '-a', '-m', message);
    return this.#pushed();
  }

  revert(): string {
    this.#git(this.#directory, 'revert', '--no-edit', 'HEAD');
    return this.#pushed();
  }

  #pushed(): string {
    this.#git(this.#directory, 'push', '--quiet');
    return this.#git(this.#directory, 'rev-parse', 'HEAD').slice(0, 8);
  }

  #git(cwd: string, ...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Vera Visitor',
      '-c',
      'user.email=vera@example.com',
    ];
    const { status, stdout, stderr } = spawnSync(
      'git',
      [...identity, ...args],
      {
        cwd,
        encoding: 'utf8',
      },
    );
    if (status !== 0) {
      throw new Error(`git ${args.join(' ')} failed: ${stderr}`);
    }
    return stdout;
  }
}

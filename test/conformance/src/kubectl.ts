import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { JsonObject } from './json';
import type { KubectlStep } from './play';

const timeoutMs = 60_000;

/** Runs kubectl against one server, in a home of its own. */
export class Kubectl {
  readonly #program: string;
  readonly #home: string;
  readonly #kubeconfig: string;

  constructor(options: { program: string; home: string; kubeconfig: string }) {
    this.#program = options.program;
    this.#home = options.home;
    this.#kubeconfig = options.kubeconfig;
  }

  async run({ args, stdin, edit }: KubectlStep): Promise<JsonObject> {
    await mkdir(this.#home, { recursive: true });
    const editor = join(this.#home, 'edit.sh');
    if (edit) {
      await writeFile(editor, `#!/bin/sh\nexec sed -i '${edit}' "$1"\n`);
      await chmod(editor, 0o700);
    }
    const child = spawn(this.#program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      env: {
        PATH: process.env.PATH,
        HOME: this.#home,
        KUBECONFIG: this.#kubeconfig,
        KUBE_EDITOR: editor,
      },
    });
    // kubectl may end without reading what it is given; its exit code tells.
    child.stdin.once('error', () => {});
    child.stdin.end(stdin);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    return { code, stdout: linesOf(stdout), stderr: linesOf(stderr) };
  }
}

function linesOf(output: string): string[] {
  return output.split('\n').filter(line => line.trim() !== '');
}

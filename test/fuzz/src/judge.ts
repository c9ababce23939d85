import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  InMemoryFileTree,
  asYaml,
  buildKustomization,
} from '@sluice/kustomize';

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** What a build gives: the printed objects, or why there are none. */
export type Outcome = { yaml: string } | { error: string };

/** How the two builds of a tree differ. */
export interface Difference {
  original: Outcome;
  own: Outcome;
}

/** Milliseconds and bytes that one build of the original may take. */
const limits = { timeout: 60_000, maxBuffer: 256 * 1024 * 1024 };

/** Builds trees with the original and with what is under test. */
export class Judge {
  readonly #program: string;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sluice-fuzz-'));
  /** How often the original was started. */
  runs = 0;

  constructor(program: string) {
    this.#program = program;
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  original(files: Files, path: string): Outcome {
    this.runs++;
    const root = join(this.#directory, String(this.runs));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    try {
      const yaml = execFileSync(this.#program, ['build', join(root, path)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        ...limits,
      });
      return { yaml };
    } catch (error) {
      const stderr: unknown =
        error instanceof Error ? Reflect.get(error, 'stderr') : '';
      return { error: `${stderr}`.trim() || `${error}` };
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }

  own(files: Files, path: string): Outcome {
    try {
      const { resources } = buildKustomization({
        tree: new InMemoryFileTree(Object.entries(files)),
        path,
        options: { reorder: 'legacy', loadRestrictions: 'rootOnly' },
      });
      return { yaml: asYaml(resources) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Undefined when both print the same, or both fail. */
  compare(files: Files, path: string): Difference | undefined {
    const original = this.original(files, path);
    const own = this.own(files, path);
    const same =
      'yaml' in original
        ? 'yaml' in own && own.yaml === original.yaml
        : 'error' in own;
    return same ? undefined : { original, own };
  }
}

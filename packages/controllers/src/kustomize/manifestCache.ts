import { deserialize, serialize } from 'node:v8';
import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import type { Manifests } from './manifests';

/**
 * The manifests of Kustomizations as they were built last, so that a single object can be corrected, or all of them tried again, without
 * building. Those used least recently are given up when the limit is reached.
 */
export class ManifestCache {
  readonly #limit: number;
  readonly #entries = new Map<string, { inputs: string; bytes: Buffer }>();
  #size = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param inputs digest of what they were built from */
  set(owner: string, inputs: string, manifests: Manifests): void {
    this.delete(owner);
    const bytes = serialize(manifests);
    if (bytes.length > this.#limit / 4) return;
    this.#entries.set(owner, { inputs, bytes });
    this.#size += bytes.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#limit) break;
      this.delete(oldest);
    }
  }

  /** What was built from the inputs; undefined when that is not known any more. Each answer is a copy. */
  get(owner: string, inputs: string): Manifests | undefined {
    const entry = this.#entries.get(owner);
    if (entry?.inputs !== inputs) return undefined;
    this.#entries.delete(owner);
    this.#entries.set(owner, entry);
    const manifests: Manifests = deserialize(entry.bytes);
    return manifests;
  }

  /** One object of what was built from the inputs. */
  find(
    owner: string,
    inputs: string,
    wanted: (object: UnstructuredObject) => boolean,
  ): UnstructuredObject | undefined {
    return this.get(owner, inputs)?.objects.find(wanted);
  }

  delete(owner: string): void {
    const entry = this.#entries.get(owner);
    if (entry && this.#entries.delete(owner)) this.#size -= entry.bytes.length;
  }
}

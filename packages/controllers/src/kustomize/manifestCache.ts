import { deserialize, serialize } from 'node:v8';
import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import type { TreeRecord } from '@sluice/kustomize';
import type { Manifests } from './manifests';

/** What manifests were built from, in digests. */
export interface ManifestInputs {
  /** Of all of it. */
  all: string;
  /** Of all but the artifact. */
  recipe: string;
}

interface Entry {
  inputs: ManifestInputs;
  record?: TreeRecord;
  bytes: Buffer;
  /** Bytes of all of it. */
  size: number;
}

/** Bytes that a digest and the words around it need. */
const perAnswer = 100;

function sizeOf(record: TreeRecord): number {
  return record.reduce((sum, [, path]) => sum + path.length + perAnswer, 0);
}

/**
 * The manifests of Kustomizations as they were built last, so that a single object can be corrected, or all of them tried again, without
 * building; also where another artifact holds the same of what they were built from. Those used least recently are given up when the limit is reached.
 */
export class ManifestCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param record what was asked of the artifact; without it, another one does not give the same */
  set(
    owner: string,
    inputs: ManifestInputs,
    manifests: Manifests,
    record?: TreeRecord,
  ): void {
    this.delete(owner);
    const bytes = serialize(manifests);
    const size = bytes.length + (record ? sizeOf(record) : 0);
    if (size > this.#limit / 4) return;
    this.#entries.set(owner, { inputs, record, bytes, size });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#limit) break;
      this.delete(oldest);
    }
  }

  /** What was built from the inputs; undefined when that is not known any more. Each answer is a copy. */
  get(owner: string, inputs: ManifestInputs): Manifests | undefined {
    const entry = this.#entries.get(owner);
    if (entry?.inputs.all !== inputs.all) return undefined;
    this.#entries.delete(owner);
    this.#entries.set(owner, entry);
    const manifests: Manifests = deserialize(entry.bytes);
    return manifests;
  }

  /** What has to be alike in an artifact to give what was built last; undefined when more than the artifact is another. */
  recordOf(owner: string, inputs: ManifestInputs): TreeRecord | undefined {
    const entry = this.#entries.get(owner);
    return entry?.inputs.recipe === inputs.recipe ? entry.record : undefined;
  }

  /** What was built last, which is what the inputs give, too. */
  confirm(owner: string, inputs: ManifestInputs): Manifests | undefined {
    const entry = this.#entries.get(owner);
    if (entry?.inputs.recipe !== inputs.recipe) return undefined;
    entry.inputs = inputs;
    return this.get(owner, inputs);
  }

  /** One object of what was built from the inputs. */
  find(
    owner: string,
    inputs: ManifestInputs,
    wanted: (object: UnstructuredObject) => boolean,
  ): UnstructuredObject | undefined {
    return this.get(owner, inputs)?.objects.find(wanted);
  }

  delete(owner: string): void {
    const entry = this.#entries.get(owner);
    if (entry && this.#entries.delete(owner)) this.#size -= entry.size;
  }
}

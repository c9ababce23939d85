import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  type FluxBuildSpec,
  type FluxSubstitution,
  InMemoryFileTree,
  buildFluxKustomization,
} from '@sluice/kustomize';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  isRecord,
  record,
  records,
  text,
} from './corpus';

const displayRoot = '/tmp/kustomization-1';

/** What a Kustomization may have been built from at some moment of a play. */
interface State {
  files: Record<string, string>;
  spec: JsonRecord;
  objects: JsonRecord[];
}

interface Outcome {
  digest?: string;
  inventory?: string[];
  error?: string;
}

function strings(from: JsonRecord, field: string): string[] {
  const value = from[field];
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function optionalText(from: JsonRecord, field: string): string | undefined {
  return text(from, field) || undefined;
}

export function buildSpecOf(spec: JsonRecord): FluxBuildSpec {
  return {
    targetNamespace: optionalText(spec, 'targetNamespace'),
    namePrefix: optionalText(spec, 'namePrefix'),
    nameSuffix: optionalText(spec, 'nameSuffix'),
    patches: records(spec, 'patches').map(patch => ({
      patch: text(patch, 'patch'),
      target: isRecord(patch.target) ? patch.target : undefined,
    })),
    images: records(spec, 'images').map(image => ({
      name: text(image, 'name'),
      newName: optionalText(image, 'newName'),
      newTag: optionalText(image, 'newTag'),
      digest: optionalText(image, 'digest'),
    })),
    components: strings(spec, 'components'),
    ignoreMissingComponents: spec.ignoreMissingComponents === true,
    buildMetadata: strings(spec, 'buildMetadata'),
  };
}

export function dataOf(object: JsonRecord): [string, string][] {
  const plain = Object.entries({
    ...(text(object, 'kind') === 'Secret' ? {} : record(object, 'data')),
    ...record(object, 'stringData'),
  });
  const encoded =
    text(object, 'kind') === 'Secret'
      ? Object.entries(record(object, 'data'))
      : [];
  return [
    ...encoded.map(([key, value]): [string, string] => [
      key,
      Buffer.from(String(value), 'base64').toString(),
    ]),
    ...plain.map(([key, value]): [string, string] => [key, String(value)]),
  ];
}

function substitutionOf({
  spec,
  objects,
}: State): FluxSubstitution | undefined {
  if (!isRecord(spec.postBuild)) return undefined;
  const postBuild = spec.postBuild;
  const variables = new Map<string, string>();
  let error: string | undefined;
  for (const reference of records(postBuild, 'substituteFrom')) {
    const kind = text(reference, 'kind');
    const name = text(reference, 'name');
    const source = [...objects]
      .reverse()
      .find(
        object =>
          text(object, 'kind') === kind &&
          text(record(object, 'metadata'), 'name') === name,
      );
    if (!source) {
      if (reference.optional === true) continue;
      error ??= `substitute from '${kind}/${name}' error: ${kind.toLowerCase()}s "${name}" not found`;
      continue;
    }
    for (const [key, value] of dataOf(source)) variables.set(key, value);
  }
  for (const [key, value] of Object.entries(record(postBuild, 'substitute'))) {
    variables.set(key, String(value));
  }
  return {
    variables: error === undefined ? variables : { error },
    strict: true,
    strategy:
      text(postBuild, 'substituteStrategy') === 'Always'
        ? 'Always'
        : 'WithVariables',
  };
}

function inventoryId(object: unknown): string {
  const fields = isRecord(object) ? object : {};
  const metadata = record(fields, 'metadata');
  const apiVersion = text(fields, 'apiVersion');
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const name = text(metadata, 'name').replaceAll(':', '__');
  return `${text(metadata, 'namespace')}_${name}_${group}_${text(
    fields,
    'kind',
  )}`;
}

function outcomeOf(state: State): Outcome {
  try {
    const { yaml, objects } = buildFluxKustomization({
      tree: new InMemoryFileTree(Object.entries(state.files), { displayRoot }),
      path: text(state.spec, 'path'),
      spec: buildSpecOf(state.spec),
      substitution: substitutionOf(state),
    });
    return {
      digest: `sha256:${createHash('sha256').update(yaml).digest('hex')}`,
      inventory: objects.map(inventoryId).sort(),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message.replaceAll(displayRoot, '{{tmp}}') };
  }
}

function merge(into: JsonRecord, patch: JsonRecord): JsonRecord {
  const result = { ...into };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (isRecord(value)) result[key] = merge(record(into, key), value);
    else result[key] = value;
  }
  return result;
}

/** Walks through a play and collects every combination of files and spec there was. */
class Play {
  readonly #outcomes = new Map<string, Outcome[]>();
  readonly #specs = new Map<string, JsonRecord>();
  readonly #objects: JsonRecord[] = [];
  #files: Record<string, string>;

  constructor(testCase: JsonRecord) {
    this.#files = {};
    this.#push(record(testCase, 'files'));
    const steps = JSON.stringify(testCase.steps ?? []).replaceAll(
      '{{ns}}',
      `s-${text(testCase, 'name')}`,
    );
    const parsed: Json = JSON.parse(steps);
    for (const step of Array.isArray(parsed) ? parsed : []) {
      if (isRecord(step)) this.#step(step);
    }
  }

  outcomes(name: string): Outcome[] {
    return this.#outcomes.get(name) ?? [];
  }

  #push(files: JsonRecord): void {
    for (const [path, content] of Object.entries(files)) {
      this.#files[path] = String(content);
    }
  }

  #step(step: JsonRecord): void {
    for (const object of records(step, 'apply')) {
      this.#objects.push(object);
      if (text(object, 'kind') === 'Kustomization') {
        this.#setSpec(
          text(record(object, 'metadata'), 'name'),
          record(object, 'spec'),
        );
      }
    }
    const patch = record(step, 'patch');
    const [kind, name] = text(patch, 'ref').split(' ');
    if (kind === 'Kustomization' && name) {
      const body = record(record(patch, 'body'), 'spec');
      this.#setSpec(name, merge(this.#specs.get(name) ?? {}, body));
    }
    if (isRecord(step.push)) {
      this.#files = { ...this.#files };
      for (const path of strings(step.push, 'remove')) {
        delete this.#files[path];
      }
      this.#push(record(step.push, 'files'));
    }
    for (const known of this.#specs.keys()) this.#build(known);
  }

  #setSpec(name: string, spec: JsonRecord): void {
    this.#specs.set(name, spec);
  }

  #build(name: string): void {
    const outcome = outcomeOf({
      files: this.#files,
      spec: this.#specs.get(name) ?? {},
      objects: this.#objects,
    });
    const outcomes = this.#outcomes.get(name) ?? [];
    this.#outcomes.set(name, [...outcomes, outcome]);
  }
}

function judgeStatus(outcomes: Outcome[], status: JsonRecord): Verdict {
  for (const entry of records(status, 'history')) {
    const digest = text(entry, 'digest');
    if (!outcomes.some(outcome => outcome.digest === digest)) {
      return `no build has the digest ${digest}: ${JSON.stringify(
        outcomes,
      ).slice(0, 400)}`;
    }
  }
  const failed = records(status, 'conditions').find(
    condition => text(condition, 'reason') === 'BuildFailed',
  );
  const message = failed && text(failed, 'message');
  if (message && !outcomes.some(({ error }) => error === message)) {
    return `no build fails with ${JSON.stringify(message)}: ${JSON.stringify(
      outcomes.map(({ error }) => error),
    )}`;
  }
  const inventory = records(record(status, 'inventory'), 'entries')
    .map(entry => text(entry, 'id'))
    .sort();
  const [last] = records(status, 'history');
  const built = outcomes.find(
    ({ digest }) => last && digest === text(last, 'digest'),
  );
  if (
    built &&
    text(last, 'lastReconciledStatus') === 'ReconciliationSucceeded' &&
    inventory.join() !== (built.inventory ?? []).join()
  ) {
    return `inventory: expected ${inventory}, got ${built.inventory}`;
  }
  return undefined;
}

/** The plays; undefined when they are not there. */
export function readPlays(file: string): JsonRecord[] | undefined {
  if (!existsSync(file)) return undefined;
  const content: Json = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

/** Compares digests, inventories and build errors of a play with those of real Flux; what a cluster does is left out. */
export function judgePlay(testCase: JsonRecord): Verdict {
  const play = new Play(testCase);
  const expectations = Array.isArray(testCase.expect) ? testCase.expect : [];
  for (const expected of expectations) {
    if (!isRecord(expected)) continue;
    for (const [reference, object] of Object.entries(expected)) {
      const parts = reference.split(' ');
      if (parts[0] !== 'Kustomization' || !isRecord(object)) continue;
      const name = parts[1].split('/').pop() ?? '';
      const verdict = judgeStatus(
        play.outcomes(name),
        record(object, 'status'),
      );
      if (verdict !== undefined) return `${reference}: ${verdict}`;
    }
  }
  return undefined;
}

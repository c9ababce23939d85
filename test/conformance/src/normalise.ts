import { isObject, type Json, type JsonObject } from './json';
import type { Outcomes } from './player';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const token = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g;
const certificate =
  /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;
const serviceAddress = /\b10\.0\.\d{1,3}\.\d{1,3}\b/g;
const endpoint = /127\.0\.0\.1:\d+/g;
const tooOld = /(too old resource version: )\d+ \(\d+\)/g;
const age = /(^|\s|\()(\d+[smhd]){1,2}(?=\s|\)|$)/g;
const hashLabels = ['pod-template-hash', 'controller-revision-hash'];

/**
 * Replaces what differs between any two servers (identifiers, times, revisions, addresses, generated names) with placeholders
 * that say the same on both: the n-th identifier that appears, the n-th revision in order.
 */
export function normalise(outcomes: Outcomes): Outcomes {
  const normaliser = new Normaliser();
  for (const outcome of outcomes.values()) normaliser.learn(outcome);
  normaliser.rank();
  return new Map(
    [...outcomes].map(([name, outcome]) => [name, normaliser.value(outcome)]),
  );
}

class Normaliser {
  readonly #revisions = new Set<string>();
  readonly #ranks = new Map<string, number>();
  readonly #numbers = new Map<string, Map<string, number>>();
  /** Generated text → what stands for it. */
  readonly #generated = new Map<string, string>();

  learn(value: Json): void {
    if (Array.isArray(value)) {
      value.forEach(item => this.learn(item));
    } else if (isObject(value)) {
      this.#learnObject(value);
      Object.values(value).forEach(item => this.learn(item));
    }
  }

  rank(): void {
    [...this.#revisions]
      .sort((a, b) => Number(a) - Number(b))
      .forEach((revision, index) => this.#ranks.set(revision, index + 1));
  }

  value(value: Json, key = ''): Json {
    if (Array.isArray(value)) return value.map(item => this.value(item));
    if (isObject(value)) return this.#object(value, key);
    return typeof value === 'string' ? this.#text(value, key) : value;
  }

  #learnObject(object: JsonObject): void {
    const { resourceVersion, generateName, name, uid } = object;
    if (typeof resourceVersion === 'string' && typeof uid === 'string')
      this.#revisions.add(resourceVersion);
    if (
      typeof generateName === 'string' &&
      typeof name === 'string' &&
      name.startsWith(generateName)
    )
      this.#generate(name.slice(generateName.length), 'generated');
    for (const label of hashLabels) {
      const hash = object[label];
      if (typeof hash === 'string') this.#generate(hash, 'hash');
    }
  }

  #generate(text: string, kind: string): void {
    if (text !== '' && !this.#generated.has(text))
      this.#generated.set(text, `<${kind} ${this.#number(kind, text)}>`);
  }

  #object(object: JsonObject, parent: string): JsonObject {
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(object)) {
      result[key] =
        key === 'resourceVersion' && typeof item === 'string'
          ? this.#revision(item, object)
          : this.value(item, key);
    }
    return parent === 'fieldsV1' ? object : result;
  }

  #revision(revision: string, owner: JsonObject): string {
    if (revision === '' || revision === '0') return revision;
    if (typeof owner.uid !== 'string')
      return this.#ranks.has(revision) || Number(revision) >= this.#least()
        ? '<revision of a list>'
        : '<revision from before>';
    return `<revision ${this.#ranks.get(revision)}>`;
  }

  #least(): number {
    return Math.min(...[...this.#revisions].map(Number), Infinity);
  }

  #text(text: string, key: string): string {
    if (key === 'continue' && text !== '') return '<continue>';
    let result = text
      .replace(certificate, '<certificate>')
      .replace(token, '<token>')
      .replace(uuid, found => `<uid ${this.#number('uid', found)}>`)
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (_all, fraction) =>
        fraction ? '<microtime>' : '<time>',
      )
      .replace(endpoint, '<server>')
      .replace(
        serviceAddress,
        found => `<address ${this.#number('address', found)}>`,
      )
      .replace(tooOld, '$1<revision> (<revision>)')
      .replace(age, '$1<age>');
    for (const [generated, placeholder] of this.#generated)
      result = result.replaceAll(generated, placeholder);
    return result;
  }

  /** Which of its kind a text is, in the order of appearance. */
  #number(kind: string, text: string): number {
    const numbers = this.#numbers.get(kind) ?? new Map<string, number>();
    this.#numbers.set(kind, numbers);
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  }
}

import { isObject, type Json, type JsonObject } from './json';
import type { Outcomes } from './player';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const token = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g;
const certificate =
  /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;
const serviceAddress = /\b10\.0\.\d{1,3}\.\d{1,3}\b/g;
const endpoint = /127\.0\.0\.1:\d+/g;
const revisionInText =
  /(resource ?version: +|current: |precondition \(|record \(|"resourceVersion\\?":)(\\?"?)\d+( \(\d+\))?/gi;
const dateOfDescribe = /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g;
/** Of a pod template: both servers number their hashes alike, and neither promises one. */
const templateHash = /-([bcdf-hj-np-tv-xz2456789]{8,10})(?![\w-]*\w{11})\b/g;
const credential = /X509SHA256=[0-9a-f]{64}/g;
const editedCopy = /kubectl-edit-\d+/g;
const volumeName = /kube-api-access-[a-z0-9]{5}/g;
const issuer = /https:\/\/kubernetes\.default\.svc(\.cluster\.local)?/g;
const age = /(^|\s|\()(\d+[smhd]){1,2}(?=\s|\)|$)/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const hashLabels = ['pod-template-hash', 'controller-revision-hash'];

/** Keys of lists whose order says nothing: it follows clocks or Go's maps. */
const unordered = new Set([
  'managedFields',
  'conditions',
  'causes',
  'resourceRules',
  'nonResourceRules',
  'subresources',
]);

class Normaliser {
  readonly #revisions = new Set<string>();
  readonly #ranks = new Map<string, number>();
  readonly #numbers = new Map<string, Map<string, number>>();
  #polled = false;
  /** Generated text → what stands for it. */
  readonly #generated = new Map<string, string>();

  learn(value: Json, polled: boolean): void {
    if (Array.isArray(value)) {
      value.forEach(item => this.learn(item, polled));
    } else if (isObject(value)) {
      this.#learnObject(value, polled);
      Object.values(value).forEach(item => this.learn(item, polled));
    }
  }

  rank(): void {
    [...this.#revisions]
      .sort((a, b) => Number(a) - Number(b))
      .forEach((revision, index) => this.#ranks.set(revision, index + 1));
  }

  outcome(outcome: Json, polled: boolean): Json {
    this.#polled = polled;
    return this.#value(outcome);
  }

  #value(value: Json, key = ''): Json {
    if (Array.isArray(value)) {
      const items = value.map(item => this.#value(item));
      return unordered.has(key) ||
        (key === 'resources' && items.every(isObject))
        ? items.sort(byText)
        : items;
    }
    if (isObject(value)) return this.#object(value);
    return typeof value === 'string' ? this.#text(value, key) : value;
  }

  #learnObject(object: JsonObject, polled: boolean): void {
    const { resourceVersion, generateName, name, uid } = object;
    if (
      !polled &&
      typeof resourceVersion === 'string' &&
      typeof uid === 'string'
    )
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
    if (text.length >= 5 && !this.#generated.has(text))
      this.#generated.set(text, `<${kind} ${this.#number(kind, text)}>`);
  }

  #object(object: JsonObject): JsonObject {
    const result: JsonObject = {};
    for (const [key, item] of Object.entries(object)) {
      result[this.#text(key, '')] =
        key === 'resourceVersion' && typeof item === 'string'
          ? this.#revision(item, object)
          : this.#value(item, key);
    }
    return withoutOrderOfCauses(result);
  }

  #revision(revision: string, owner: JsonObject): string {
    if (revision === '' || revision === '0') return revision;
    const rank = this.#polled ? undefined : this.#ranks.get(revision);
    if (typeof owner.uid === 'string')
      return rank === undefined
        ? '<revision of a controller>'
        : `<revision ${rank}>`;
    const least = Math.min(...[...this.#revisions].map(Number), Infinity);
    return Number(revision) >= least
      ? '<revision of a list>'
      : '<revision from before>';
  }

  #text(text: string, key: string): string {
    if (key === 'continue' && text !== '') return '<continue>';
    let result = text
      .replace(certificate, '<certificate>')
      .replace(token, '<token>')
      .replace(uuid, found => `<uid ${this.#number('uid', found)}>`)
      .replace(time, (_all, fraction) => (fraction ? '<microtime>' : '<time>'))
      .replace(endpoint, '<server>')
      .replace(
        serviceAddress,
        found => `<address ${this.#number('address', found)}>`,
      )
      .replace(revisionInText, '$1$2<revision>')
      .replace(dateOfDescribe, '<time>')
      .replace(credential, '<credential>')
      .replace(editedCopy, 'kubectl-edit-<generated>')
      .replace(
        templateHash,
        (_all, found) => `-<hash ${this.#number('hash', found)}>`,
      )
      .replace(/ {2,}/g, '  ')
      .replace(volumeName, 'kube-api-access-<generated>')
      .replace(issuer, '<issuer>')
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

function byText(a: Json, b: Json): number {
  const [one, other] = [stable(a), stable(b)];
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** JSON with sorted keys. */
function stable(value: Json): string {
  return JSON.stringify(value, (_key, item) =>
    isObject(item)
      ? Object.fromEntries(
          Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : item,
  );
}

/** The message of an Invalid status repeats its causes, in the order of Go's maps. */
function withoutOrderOfCauses(status: JsonObject): JsonObject {
  const { details, message } = status;
  if (typeof message !== 'string' || !isObject(details)) return status;
  const { causes } = details;
  if (!Array.isArray(causes) || causes.length < 2) return status;
  const texts = causes.map(cause =>
    isObject(cause) ? `${cause.field}: ${cause.message}` : '',
  );
  if (!texts.every(text => message.includes(text))) return status;
  const start = message.indexOf('[');
  const length = texts.join(', ').length;
  return {
    ...status,
    message: `${message.slice(0, start)}[<the causes>]${message.slice(
      start + length + 2,
    )}`,
  };
}

/**
 * Replaces what differs between any two servers (identifiers, times, revisions, addresses, generated names) with placeholders
 * that say the same on both: the n-th identifier that appears, the n-th revision in order. Revisions that only show in answers
 * to `polled` steps are those of controllers, which work at their own pace: they all look the same.
 */
export function normalise(
  outcomes: Outcomes,
  polled: ReadonlySet<string>,
): Outcomes {
  const normaliser = new Normaliser();
  for (const [name, outcome] of outcomes)
    normaliser.learn(outcome, polled.has(name));
  normaliser.rank();
  return new Map(
    [...outcomes].map(([name, outcome]) => [
      name,
      normaliser.outcome(outcome, polled.has(name)),
    ]),
  );
}

import {
  type JsonObject,
  type JsonValue,
  entryOf,
  parseJson,
} from '@sluice/golang/json';
import { GoError } from '@sluice/golang/value';
import {
  type YamlNode,
  nodeToJson,
  parseYamlDocument,
} from '@sluice/golang/yaml';
import { messageOf } from '../chart/error';

/** What an index says of one chart. */
export interface IndexEntry {
  /** Reads it; nothing is kept. */
  read(): JsonValue;
  /** Whether a text is in it; true where that is not known. */
  mentions(text: string): boolean;
}

/** An index of which only the outline was read. */
export interface IndexText {
  /** Whether fields that nobody knows are an error: in YAML they are, in JSON not. */
  strict: boolean;
  /** All but the entries. */
  head: JsonObject;
  entries: Map<string, IndexEntry>;
  /** Throws what is wrong with the text as a whole, which goes before what is wrong with an entry; not for large ones. */
  explain(): void;
}

function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : undefined;
}

function kept(value: JsonValue): IndexEntry {
  return { read: () => value, mentions: () => true };
}

function splitTop(value: JsonValue): Omit<IndexText, 'strict'> {
  const top = objectOf(value);
  if (!top && value !== null) {
    const kind = Array.isArray(value) ? 'array' : typeof value;
    throw new GoError(
      `json: cannot unmarshal ${kind} into Go value of type repo.IndexFile`,
    );
  }
  const head: JsonObject = Object.create(null);
  for (const key of Object.keys(top ?? {})) {
    if (key !== 'entries') head[key] = top?.[key] ?? null;
  }
  const entries = objectOf(top && entryOf(top, 'entries')) ?? {};
  return {
    head,
    entries: new Map(
      Object.keys(entries).map(name => [
        name,
        kept(entryOf(entries, name) ?? null),
      ]),
    ),
    explain: () => undefined,
  };
}

function splitYaml(value: JsonValue): ReturnType<typeof splitTop> {
  try {
    return splitTop(value);
  } catch (error) {
    throw new GoError(
      `error unmarshaling JSON: while decoding JSON: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** A chart's name and where its part of the text begins. */
interface Section {
  name: string;
  from: number;
}

/**
 * Where the charts of an index stand that was printed as Helm prints it: one key at two spaces for each. Undefined for
 * other layouts, which are read whole.
 */
function findSections(
  text: string,
): { sections: Section[]; head: string } | undefined {
  const start = /^entries:[ \t]*\r?\n/m.exec(text);
  if (!start) return undefined;
  const before = text.slice(0, start.index);
  // Anchors are known everywhere, and what begins further to the right ends here.
  if (/[&*]|<<:/.test(before) || /^\s/.test(before)) return undefined;
  const sections: Section[] = [];
  const names = new Set<string>();
  let at = start.index + start[0].length;
  let end = text.length;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const to = next === -1 ? text.length : next;
    const first = text[at];
    if (first !== ' ' && first !== '\r' && at < to && first !== '-') {
      if (first === '#') return undefined;
      end = at;
      break;
    }
    if (first === '-') return undefined;
    // Nothing of an entry stands so far to the left.
    if (first === ' ' && /[^\s]/.test(text[at + 1] ?? ' ')) return undefined;
    if (
      sections.length === 0 &&
      !/^(?: {2}[^\s-].*|\s*)$/s.test(text.slice(at, to))
    ) {
      return undefined;
    }
    if (text.startsWith('  ', at) && /[^\s-]/.test(text[at + 2] ?? ' ')) {
      const key = /^ {2}([A-Za-z0-9][\w.-]*):[ \t]*\r?$/.exec(
        text.slice(at, to),
      );
      if (!key || names.has(key[1])) return undefined;
      names.add(key[1]);
      sections.push({ name: key[1], from: at });
    }
    at = to + 1;
  }
  sections.push({ name: '', from: end });
  return {
    sections,
    head: `${text.slice(0, start.index)}${text.slice(end)}`,
  };
}

/** Keys that YAML reads as something else than texts: their names are known only when they were read. */
const notText =
  /^(?:y|n|yes|no|on|off|true|false|null|~|[\d.+-][\d._xoea-f+-]*)$/i;

function parseWhole(text: string, maxSize: number): JsonValue {
  let node: YamlNode | undefined;
  try {
    node = parseYamlDocument(text, {
      profile: 'sigs',
      duplicateKeys: 'error',
      limits: { maxLength: maxSize },
    });
    return node === undefined ? null : nodeToJson(node, 'sigs');
  } catch (error) {
    throw new GoError(`error converting YAML to JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Characters; of a text that is larger, a part tells what is wrong with it. */
const largestExplained = 8 * 1024 * 1024;

class Sections {
  readonly #text: string;
  readonly #maxSize: number;
  #whole: IndexText | undefined;

  constructor(text: string, maxSize: number) {
    this.#text = text;
    this.#maxSize = maxSize;
  }

  /** Whether all of it may be read at once to tell what is wrong. */
  get isSmall(): boolean {
    return this.#text.length <= largestExplained;
  }

  whole(): IndexText {
    this.#whole ??= {
      strict: true,
      ...splitYaml(parseWhole(this.#text, this.#maxSize)),
    };
    return this.#whole;
  }

  entry(name: string, from: number, to: number): IndexEntry {
    return {
      mentions: text => this.#text.slice(from, to).includes(text),
      read: () => {
        let own: JsonObject | undefined;
        try {
          own = objectOf(parseWhole(this.#text.slice(from, to), this.#maxSize));
        } catch (error) {
          if (!this.isSmall) throw error;
          // The whole text tells on which line the fault is, or has an anchor that the part takes for granted.
          const entry = this.whole().entries.get(name);
          if (!entry) throw error;
          return entry.read();
        }
        return (own && entryOf(own, name)) ?? null;
      },
    };
  }
}

function hasEntries(value: JsonValue): boolean {
  const top = objectOf(value);
  return top !== undefined && Object.hasOwn(top, 'entries');
}

function readYaml(text: string, maxSize: number): IndexText {
  const parts = new Sections(text, maxSize);
  const found = findSections(text);
  if (!found || found.sections.some(({ name }) => notText.test(name))) {
    return parts.whole();
  }
  let head: JsonObject;
  try {
    const parsed = parseWhole(found.head, maxSize);
    if (hasEntries(parsed)) return parts.whole();
    ({ head } = splitTop(parsed));
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return parts.whole();
  }
  const { sections } = found;
  return {
    strict: true,
    head,
    entries: new Map(
      sections
        .slice(0, -1)
        .map(({ name, from }, i) => [
          name,
          parts.entry(name, from, sections[i + 1].from),
        ]),
    ),
    explain: () => {
      if (parts.isSmall) parts.whole();
    },
  };
}

/** The value of a text that is JSON; undefined for others. */
function jsonOf(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    // Then it is YAML, or said to be no YAML.
    return undefined;
  }
}

/**
 * Reads the outline of an index, which is JSON or YAML.
 *
 * @param maxSize characters
 * @throws GoError with Helm's message
 */
export function readIndexText(text: string, maxSize: number): IndexText {
  const json = jsonOf(text);
  return json === undefined
    ? readYaml(text, maxSize)
    : { strict: false, ...splitTop(json) };
}

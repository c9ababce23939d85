import {
  type JsonObject,
  type JsonValue,
  entryOf,
  parseJson,
} from '@sluice/golang/json';
import { quote } from '@sluice/golang/fmt';
import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import { GoError } from '@sluice/golang/value';
import {
  type YamlNode,
  nodeToJson,
  parseYamlDocument,
} from '@sluice/golang/yaml';
import { messageOf } from '../chart/error';
import { type Metadata, emptyMetadata } from '../chart/metadata';
import { metadataFrom, metadataShape } from '../chart/read-metadata';
import { decodeStruct } from '../chart/unmarshal';
import { isSemver, validateMetadata } from '../chart/validate';

/** A version of a chart that a repository offers. */
export interface ChartVersion {
  metadata: Metadata;
  /** Relative to the repository, or whole. */
  urls: string[];
  /** RFC 3339; '' when it is not there. */
  created: string;
  digest: string;
}

export interface IndexOptions {
  /** Bytes of the file; default 128 MiB. */
  maxSize?: number;
  /** Told of entries that are left out. */
  warn?(message: string): void;
}

const MAX_SIZE = 128 * 1024 * 1024;

/** The index of a repository; what its entries say is read when somebody asks for the chart. */
export class RepositoryIndex {
  readonly generated: string;
  readonly #entries: ReadonlyMap<string, () => JsonValue>;
  readonly #versions = new Map<string, ChartVersion[]>();
  readonly #warn: (message: string) => void;

  private constructor(
    generated: string,
    entries: ReadonlyMap<string, () => JsonValue>,
    warn: (message: string) => void,
  ) {
    this.generated = generated;
    this.#entries = entries;
    this.#warn = warn;
  }

  /**
   * Reads an index, which is YAML or JSON. Of a large one, little more is held than its text and where the entries are.
   *
   * @throws GoError with Helm's message
   */
  static parse(data: Uint8Array, options: IndexOptions = {}): RepositoryIndex {
    const maxSize = options.maxSize ?? MAX_SIZE;
    if (data.length === 0) throw new GoError('empty index.yaml file');
    if (data.length > maxSize) {
      throw new GoError(`index file is larger than ${maxSize} bytes`);
    }
    const text = Buffer.from(
      data.buffer,
      data.byteOffset,
      data.byteLength,
    ).toString();
    const { apiVersion, generated, entries } = text.trimStart().startsWith('{')
      ? readJsonIndex(text)
      : readYamlIndex(text, maxSize);
    if (apiVersion === '') throw new GoError('no API version specified');
    return new RepositoryIndex(generated, entries, options.warn ?? (() => {}));
  }

  /** The names of all charts, in the order of the index. */
  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** All versions of a chart, the newest first; undefined where there is no such chart. Entries that are not valid are left out. */
  versions(name: string): readonly ChartVersion[] | undefined {
    const known = this.#versions.get(name);
    if (known) return known;
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const versions = this.#read(name, entry());
    this.#versions.set(name, versions);
    return versions;
  }

  #read(name: string, value: JsonValue): ChartVersion[] {
    const versions: ChartVersion[] = [];
    for (const item of Array.isArray(value) ? value : []) {
      const version = this.#readVersion(name, item);
      if (version) versions.push(version);
    }
    return sortVersions(versions);
  }

  #readVersion(name: string, item: JsonValue): ChartVersion | undefined {
    const skipped = (what: string) => {
      this.#warn(
        `skipping loading invalid entry for chart ${quote(name)}${what}`,
      );
      return undefined;
    };
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      return skipped(': empty entry');
    }
    let metadata = emptyMetadata();
    try {
      metadata = metadataFrom(decodeStruct(item, metadataShape));
      metadata.apiVersion ||= 'v1';
      validateMetadata(metadata);
    } catch (error) {
      // Many charts have aliases that were taken once.
      if (!isAliasError(error)) {
        return skipped(` ${quote(metadata.version)}: ${messageOf(error)}`);
      }
    }
    const urls = entryOf(item, 'urls');
    return {
      metadata,
      urls: Array.isArray(urls)
        ? urls.filter((url): url is string => typeof url === 'string')
        : [],
      created: textAt(item, 'created'),
      digest: textAt(item, 'digest'),
    };
  }

  /**
   * The version of a chart that fits: the very one that is named, else the newest in the range; without a range the newest
   * that is no pre-release.
   *
   * @throws GoError with Helm's message
   */
  get(name: string, range: string = ''): ChartVersion {
    const versions = this.versions(name);
    if (!versions) throw new GoError('no chart name found');
    if (versions.length === 0) throw new GoError('no chart version found');
    const constraints = Constraints.parse(range === '' ? '*' : range);
    const exact =
      range === ''
        ? undefined
        : versions.find(({ metadata }) => metadata.version === range);
    const found =
      exact ??
      versions.find(({ metadata }) => {
        const version = parsedVersion(metadata.version);
        return version !== undefined && constraints.check(version);
      });
    if (!found) {
      throw new GoError(`no chart version found for ${name}-${range}`);
    }
    return found;
  }
}

function isAliasError(error: unknown): boolean {
  return messageOf(error).startsWith(
    'validation: more than one dependency with name or alias',
  );
}

function textAt(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

function parsedVersion(text: string): Version | undefined {
  try {
    return Version.parse(text);
  } catch (error) {
    if (error instanceof SemverError) return undefined;
    throw error;
  }
}

/** The newest first; what is no version last. */
function sortVersions(versions: ChartVersion[]): ChartVersion[] {
  const parsed = versions.map(version => ({
    version,
    semver: isSemver(version.metadata.version)
      ? Version.parse(version.metadata.version)
      : undefined,
  }));
  parsed.sort((a, b) => {
    if (a.semver && b.semver) return b.semver.compare(a.semver);
    return Number(b.semver !== undefined) - Number(a.semver !== undefined);
  });
  return parsed.map(({ version }) => version);
}

interface RawIndex {
  apiVersion: string;
  generated: string;
  entries: Map<string, () => JsonValue>;
}

function readJsonIndex(text: string): RawIndex {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new GoError(`the index is no JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const top =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value
      : {};
  const entries = entryOf(top, 'entries');
  return {
    apiVersion: textAt(top, 'apiVersion'),
    generated: textAt(top, 'generated'),
    entries: new Map(
      typeof entries === 'object' && entries !== null && !Array.isArray(entries)
        ? Object.keys(entries).map(name => [
            name,
            () => entryOf(entries, name) ?? null,
          ])
        : [],
    ),
  };
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
  if (!start || /[&*]|<<:/.test(text.slice(0, start.index))) return undefined;
  const sections: Section[] = [];
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
    if (text.startsWith('  ', at) && /[^\s-]/.test(text[at + 2] ?? ' ')) {
      const key = /^ {2}([A-Za-z0-9][\w.-]*):[ \t]*\r?$/.exec(
        text.slice(at, to),
      );
      if (!key) return undefined;
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

function parseWhole(text: string, maxSize: number): YamlNode | undefined {
  return parseYamlDocument(text, {
    profile: 'sigs',
    duplicateKeys: 'last',
    limits: { maxLength: maxSize },
  });
}

function entryNode(node: YamlNode | undefined, name: string) {
  return node?.kind === 'mapping'
    ? node.entries.findLast(
        ({ key }) => key.kind === 'scalar' && key.value === name,
      )?.value
    : undefined;
}

function scalarText(node: YamlNode | undefined): string {
  return node?.kind === 'scalar' ? node.value : '';
}

function readYamlIndex(text: string, maxSize: number): RawIndex {
  const found = findSections(text);
  try {
    const top = parseWhole(found ? found.head : text, maxSize);
    const raw: RawIndex = {
      apiVersion: scalarText(entryNode(top, 'apiVersion')),
      generated: scalarText(entryNode(top, 'generated')),
      entries: new Map(),
    };
    if (found) {
      addSections(raw.entries, text, found.sections, maxSize);
    } else {
      addNodes(raw.entries, entryNode(top, 'entries'));
    }
    return raw;
  } catch (error) {
    throw new GoError(messageOf(error), { cause: error });
  }
}

function addSections(
  entries: Map<string, () => JsonValue>,
  text: string,
  sections: readonly Section[],
  maxSize: number,
): void {
  sections.slice(0, -1).forEach(({ name, from }, index) => {
    const to = sections[index + 1].from;
    entries.set(name, () => {
      const own = entryNode(parseWhole(text.slice(from, to), maxSize), name);
      return own ? nodeToJson(own, 'sigs') : null;
    });
  });
}

function addNodes(
  entries: Map<string, () => JsonValue>,
  node: YamlNode | undefined,
): void {
  if (node?.kind !== 'mapping') return;
  for (const { key, value } of node.entries) {
    entries.set(scalarText(key), () => nodeToJson(value, 'sigs'));
  }
}

import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import { quote } from '@sluice/golang/fmt';
import { Constraints, SemverError, Version } from '@sluice/golang/semver';
import { GoError } from '@sluice/golang/value';
import { messageOf } from '../chart/error';
import { type Metadata, emptyMetadata } from '../chart/metadata';
import { metadataFrom, metadataShape } from '../chart/read-metadata';
import {
  type StructShape,
  anyShape,
  boolShape,
  decodeStruct,
  mapShape,
  sliceShape,
  stringShape,
  structShape,
  timeShape,
} from '../chart/unmarshal';
import { isSemver, validateMetadata } from '../chart/validate';
import { type IndexText, readIndexText } from './index-text';
import { equalUrls } from './urls';

/** A version of a chart that a repository offers. */
export interface ChartVersion {
  metadata: Metadata;
  /** Relative to the repository, or whole. */
  urls: string[];
  /** RFC 3339; '' when it is not there. */
  created: string;
  /** Of the archive, as it stands in the index. */
  digest: string;
}

export interface IndexOptions {
  /** Bytes of the file; default 128 MiB. */
  maxSize?: number;
  /** Where the index is from, for what it is told of. */
  source?: string;
  /** Told of entries that are left out. */
  warn?(message: string): void;
}

/** Bytes of an index at most, unless told otherwise. */
export const maxIndexSize = 128 * 1024 * 1024;

/** Milliseconds after which others get a turn. */
const longestTurn = 10;

const headShape = structShape('repo.IndexFile', {
  serverInfo: mapShape(anyShape),
  apiVersion: stringShape,
  generated: timeShape,
  publicKeys: sliceShape(stringShape),
  annotations: mapShape(stringShape),
});

/** Besides what is of use now, what indexes had once. */
const versionShape: StructShape = {
  kind: 'struct',
  name: 'repo.ChartVersion',
  fields: new Map([
    ...metadataShape.fields,
    ['urls', sliceShape(stringShape)],
    ['created', timeShape],
    ['removed', boolShape],
    ...['digest', 'checksum', 'engine', 'tillerVersion', 'url'].map(
      (name): [string, typeof stringShape] => [name, stringShape],
    ),
  ]),
};

/** The index of a repository; what its entries say is read when somebody asks for the chart. */
export class RepositoryIndex {
  readonly generated: string;
  readonly #text: IndexText;
  readonly #source: string;
  readonly #versions = new Map<string, readonly ChartVersion[]>();
  readonly #warn: (message: string) => void;

  private constructor(text: IndexText, options: IndexOptions) {
    this.#text = text;
    this.#source = options.source ?? '';
    this.#warn = options.warn ?? (() => {});
    const head = this.#decode(text.head, headShape);
    this.generated = textAt(head, 'generated');
    if (textAt(head, 'apiVersion') === '') {
      // What is wrong with an entry is said first.
      for (const name of text.entries.keys()) this.#read(name);
      throw new GoError('no API version specified');
    }
  }

  /**
   * Reads an index, which is YAML or JSON. Of a large one, little more is held than its text and where the entries are.
   *
   * @throws GoError with Helm's message
   */
  static parse(data: Uint8Array, options: IndexOptions = {}): RepositoryIndex {
    const maxSize = options.maxSize ?? maxIndexSize;
    if (data.length === 0) throw new GoError('empty index.yaml file');
    if (data.length > maxSize) {
      throw new GoError(`index file is larger than ${maxSize} bytes`);
    }
    const text = Buffer.from(
      data.buffer,
      data.byteOffset,
      data.byteLength,
    ).toString();
    return new RepositoryIndex(readIndexText(text, maxSize), options);
  }

  /** The names of all charts, in the order of the index. */
  get names(): string[] {
    return [...this.#text.entries.keys()];
  }

  /**
   * Reads all entries, keeping none, as Helm does with every index. Of a large one that takes seconds, in which others get their turns.
   *
   * @throws GoError for what no index may say
   */
  async check(signal?: AbortSignal): Promise<void> {
    let since = performance.now();
    for (const name of this.#text.entries.keys()) {
      this.#read(name);
      if (performance.now() - since > longestTurn) {
        await setImmediate();
        signal?.throwIfAborted();
        since = performance.now();
      }
    }
  }

  /**
   * All versions of a chart, the newest first; undefined where there is no such chart. Entries that are not valid are left out.
   *
   * @throws GoError for what no index may say
   */
  versions(name: string): readonly ChartVersion[] | undefined {
    if (!this.#text.entries.has(name)) return undefined;
    const versions = this.#versions.get(name) ?? this.#read(name);
    this.#versions.set(name, versions);
    return versions;
  }

  /** Whether an archive is of this repository, by its whole URL. */
  offers(url: string): boolean {
    const file = posix.basename(url.replace(/[?#].*$/s, ''));
    for (const [name, entry] of this.#text.entries) {
      const found =
        entry.mentions(file) &&
        this.versions(name)?.some(({ urls }) =>
          urls.some(each => equalUrls(url, each)),
        );
      if (found) return true;
    }
    return false;
  }

  #read(name: string): ChartVersion[] {
    const value = this.#text.entries.get(name)?.read() ?? null;
    if (value !== null && !Array.isArray(value)) {
      throw this.#fault(
        `json: cannot unmarshal ${
          typeof value === 'object' ? 'object' : typeof value
        } into Go struct field IndexFile.entries of type repo.ChartVersions`,
      );
    }
    const versions: ChartVersion[] = [];
    // From the last on: that is the order in which Helm tells of them.
    for (const item of (value ?? []).toReversed()) {
      const version = this.#readVersion(name, item);
      if (version) versions.unshift(version);
    }
    return sortVersions(versions);
  }

  #readVersion(name: string, item: JsonValue): ChartVersion | undefined {
    const skipped = (which: string, why: string) => {
      const from = this.#source === '' ? '' : ` from ${this.#source}`;
      this.#warn(
        `skipping loading invalid entry for chart ${quote(
          name,
        )}${which}${from}: ${why}`,
      );
      return undefined;
    };
    if (item === null) return skipped('', 'empty entry');
    const version = this.#decode(item, versionShape);
    let metadata = emptyMetadata();
    try {
      metadata = metadataFrom(version);
      metadata.apiVersion ||= 'v1';
      validateMetadata(metadata);
    } catch (error) {
      // Many charts have aliases that were taken once.
      if (!isAliasError(error)) {
        return skipped(` ${quote(metadata.version)}`, messageOf(error));
      }
    }
    const urls = entryOf(version, 'urls');
    return {
      metadata,
      urls: Array.isArray(urls)
        ? urls.filter((url): url is string => typeof url === 'string')
        : [],
      created: textAt(version, 'created'),
      digest: textAt(version, 'digest'),
    };
  }

  #decode(value: JsonValue, shape: StructShape): JsonObject {
    try {
      return decodeStruct(value, shape, {
        strict: this.#text.strict,
      });
    } catch (error) {
      this.#text.explain();
      throw this.#fault(messageOf(error));
    }
  }

  #fault(message: string): GoError {
    return new GoError(
      this.#text.strict
        ? `error unmarshaling JSON: while decoding JSON: ${message}`
        : message,
    );
  }

  /**
   * The version of a chart that fits: the very one that is named, else the newest in the range; without a range the newest
   * that is no pre-release.
   *
   * @param instead told when one version was asked for, and another is given
   * @throws GoError with Helm's message
   */
  get(
    name: string,
    range: string = '',
    instead: (version: string) => void = () => {},
  ): ChartVersion {
    const versions = this.versions(name);
    if (!versions) throw new GoError('no chart name found');
    if (versions.length === 0) throw new GoError('no chart version found');
    const constraints = Constraints.parse(range === '' ? '*' : range);
    const exact =
      range === ''
        ? undefined
        : versions.find(({ metadata }) => metadata.version === range);
    if (exact) return exact;
    const found = versions.find(({ metadata }) => {
      const version = parsedVersion(metadata.version);
      return version !== undefined && constraints.check(version);
    });
    if (!found) {
      throw new GoError(`no chart version found for ${name}-${range}`);
    }
    if (range !== '' && !isRange(range)) instead(found.metadata.version);
    return found;
  }
}

/** Whether a text stands for several versions. */
function isRange(text: string): boolean {
  if (/[\^~<>=!*]|\|\|| - /.test(text)) return true;
  return /x/i.test(text.replace(/[-+].*$/s, ''));
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
export function sortVersions(versions: ChartVersion[]): ChartVersion[] {
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

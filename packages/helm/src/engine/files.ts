import { posix } from 'node:path';
import { type JsonObject, setEntry } from '@sluice/golang/json';
import {
  GoBytes,
  GoError,
  type GoFunction,
  type GoMap,
  GoTypedMap,
  type GoType,
  type GoValue,
  bytesType,
  stringSlice,
  stringSliceType,
  stringType,
  toValidText,
} from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { type ChartFile } from '../chart';
import { SegmentGlob } from './segment-glob';

const filesType: GoType = {
  name: 'engine.files',
  kind: 'map',
  key: stringType,
  element: bytesType,
};

const empty = new Uint8Array(0);

function textOf(value: GoValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** `.Files`: what a chart has beside its templates. */
export class Files extends GoTypedMap {
  constructor(entries: GoMap) {
    super(filesType, entries);
  }

  override withEntries(entries: GoMap): Files {
    return new Files(entries);
  }

  static of(files: readonly ChartFile[]): Files {
    return new Files(
      new Map(files.map(({ name, data }) => [name, new GoBytes(data)])),
    );
  }

  #bytes(name: string): GoBytes {
    const value = this.entries.get(name);
    return value instanceof GoBytes ? value : new GoBytes(empty);
  }

  get(name: string): string {
    return this.#bytes(name).text();
  }

  /** The files whose names match; a pattern that cannot be read matches all. */
  glob(pattern: string): Files {
    const compiled = SegmentGlob.compile(pattern) ?? SegmentGlob.compile('**');
    return new Files(
      new Map([...this.entries].filter(([name]) => compiled?.matches(name))),
    );
  }

  lines(name: string): string[] {
    if (!this.entries.has(name)) return [];
    const text = this.get(name);
    // Go indexes the last byte without looking whether there is one.
    if (text === '') {
      throw new GoError('runtime error: index out of range [-1]');
    }
    return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  }

  #asYaml(contentOf: (bytes: GoBytes) => string): string {
    const object: JsonObject = {};
    for (const name of this.entries.keys()) {
      setEntry(object, posix.basename(name), contentOf(this.#bytes(name)));
    }
    return yamlText(object);
  }

  /** The files as the data of a ConfigMap. */
  asConfig(): string {
    return this.#asYaml(bytes => toValidText(bytes.text()));
  }

  /** The files as the data of a Secret. */
  asSecrets(): string {
    return this.#asYaml(({ bytes }) => Buffer.from(bytes).toString('base64'));
  }

  override method(name: string): GoFunction | undefined {
    const params = [stringType];
    switch (name) {
      case 'Get':
        return {
          params,
          result: stringType,
          call: ([path]) => this.get(textOf(path)),
        };
      case 'GetBytes':
        return {
          params,
          result: bytesType,
          call: ([path]) => this.#bytes(textOf(path)),
        };
      case 'Glob':
        return {
          params,
          result: filesType,
          call: ([pattern]) => this.glob(textOf(pattern)),
        };
      case 'Lines':
        return {
          params,
          result: stringSliceType,
          call: ([path]) => stringSlice(this.lines(textOf(path))),
        };
      case 'AsConfig':
        return { params: [], result: stringType, call: () => this.asConfig() };
      case 'AsSecrets':
        return { params: [], result: stringType, call: () => this.asSecrets() };
      default:
        return undefined;
    }
  }
}

function yamlText(object: JsonObject): string {
  return emitSigsYaml(object).replace(/\n$/, '');
}

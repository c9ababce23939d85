import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type JsonObject, entryOf } from '@sluice/golang/json';
import { GoError } from '@sluice/golang/value';
import { emitSigsYaml } from '@sluice/golang/yaml';
import { errorCode } from '../chart/error-code';
import {
  boolShape,
  sliceShape,
  stringShape,
  structShape,
  timeShape,
  unmarshalYaml,
} from '../chart/unmarshal';
import { type Access } from './access';
import { fileError } from './file-error';
import { replaceFile } from './replace-file';

/** A repository that has a name. */
export interface RepositoryEntry extends Access {
  name: string;
  url: string;
}

const shape = structShape('repo.File', {
  apiVersion: stringShape,
  generated: timeShape,
  repositories: sliceShape(
    structShape('repo.Entry', {
      name: stringShape,
      url: stringShape,
      username: stringShape,
      password: stringShape,
      certFile: stringShape,
      keyFile: stringShape,
      caFile: stringShape,
      insecure_skip_tls_verify: boolShape,
      pass_credentials_all: boolShape,
    }),
  ),
});

const NO_TIME = '0001-01-01T00:00:00Z';

function text(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

function entryFrom(object: JsonObject): RepositoryEntry {
  return {
    name: text(object, 'name'),
    url: text(object, 'url'),
    username: text(object, 'username'),
    password: text(object, 'password'),
    certFile: text(object, 'certFile'),
    keyFile: text(object, 'keyFile'),
    caFile: text(object, 'caFile'),
    insecureSkipTlsVerify: entryOf(object, 'insecure_skip_tls_verify') === true,
    passCredentials: entryOf(object, 'pass_credentials_all') === true,
  };
}

function entryJson(entry: RepositoryEntry): JsonObject {
  return {
    name: entry.name,
    url: entry.url,
    username: entry.username,
    password: entry.password,
    certFile: entry.certFile,
    keyFile: entry.keyFile,
    caFile: entry.caFile,
    insecure_skip_tls_verify: entry.insecureSkipTlsVerify,
    pass_credentials_all: entry.passCredentials,
  };
}

/** There is no file of repositories. */
export class NoRepositoriesFile extends GoError {}

/** `repositories.yaml`: the repositories that a user has given names. Helm reads and writes the same file. */
export class RepositoriesFile {
  readonly #apiVersion: string;
  readonly #generated: string;
  #entries: RepositoryEntry[];

  private constructor(content: JsonObject) {
    this.#apiVersion = text(content, 'apiVersion');
    this.#generated = text(content, 'generated') || NO_TIME;
    const entries = entryOf(content, 'repositories');
    this.#entries = (Array.isArray(entries) ? entries : []).flatMap(entry =>
      typeof entry === 'object' && entry !== null && !Array.isArray(entry)
        ? [entryFrom(entry)]
        : [],
    );
  }

  /**
   * Reads the file.
   *
   * @throws NoRepositoriesFile where there is none, GoError where it cannot be read
   */
  static load(path: string): RepositoriesFile {
    let content: string;
    try {
      content = readFileSync(path, 'utf8');
    } catch (error) {
      const cause = fileError('open', path, error);
      const message = `couldn't load repositories file (${path}): ${
        cause instanceof Error ? cause.message : String(cause)
      }`;
      throw errorCode(error) === 'ENOENT'
        ? new NoRepositoriesFile(message)
        : new GoError(message, { cause: error });
    }
    return new RepositoriesFile(unmarshalYaml(content, shape));
  }

  /** Reads the file; without one, no repository is known. @throws GoError where it cannot be read */
  static loadOrEmpty(path: string): RepositoriesFile {
    try {
      return RepositoriesFile.load(path);
    } catch (error) {
      if (!(error instanceof NoRepositoriesFile)) throw error;
      return new RepositoriesFile({});
    }
  }

  get entries(): readonly RepositoryEntry[] {
    return this.#entries;
  }

  get(name: string): RepositoryEntry | undefined {
    return this.#entries.find(entry => entry.name === name);
  }

  /** Adds a repository, or takes the place of the one with its name. */
  update(entry: RepositoryEntry): void {
    const at = this.#entries.findIndex(({ name }) => name === entry.name);
    if (at < 0) this.#entries.push(entry);
    else this.#entries[at] = entry;
  }

  /** Whether there was one with this name. */
  remove(name: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter(entry => entry.name !== name);
    return this.#entries.length < before;
  }

  /** Writes the file, for its owner alone: it may hold passwords. */
  write(path: string): void {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    const content = emitSigsYaml({
      apiVersion: this.#apiVersion,
      generated: this.#generated,
      repositories: this.#entries.map(entryJson),
    });
    replaceFile(path, content, 0o600);
  }
}

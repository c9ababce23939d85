import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GoError } from '@sluice/golang/value';
import { type Get, type GetRequest } from '../repository/access';
import { ChartDownloader } from '../repository/chart-downloader';
import { type HelmPaths } from '../repository/paths';
import {
  RepositoriesFile,
  type RepositoryEntry,
} from '../repository/repositories-file';
import { openAccess } from '../repository/access';

/** A version that an index offers. */
export interface Offer {
  name: string;
  version: string;
  url: string;
  digest?: string;
}

/** The text of an index. */
export function indexText(offers: readonly Offer[]): string {
  const entries: Record<string, unknown[]> = {};
  for (const { name, version, url, digest } of offers) {
    entries[name] ??= [];
    entries[name].push({ name, version, urls: [url], digest });
  }
  return JSON.stringify({ apiVersion: 'v1', entries });
}

/** The SHA-256 of bytes in hexadecimal digits. */
export function digestOf(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Directories and servers of a test: what a URL has is set, and who asked for it is kept. */
export class RepositoryWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'sluice-repository-'));
  readonly paths: HelmPaths = {
    repositoryConfig: join(this.root, 'config', 'repositories.yaml'),
    repositoryCache: join(this.root, 'cache', 'repository'),
    contentCache: join(this.root, 'cache', 'content'),
  };
  readonly pages = new Map<string, Uint8Array | string>();
  readonly requests: (Pick<GetRequest, 'owner' | 'access'> & {
    url: string;
  })[] = [];

  readonly get: Get = async (url, { owner, access, limit }) => {
    this.requests.push({ url, owner, access });
    const page = this.pages.get(url);
    if (page === undefined) throw new GoError(`failed to fetch ${url} : 404`);
    const data = Buffer.from(page);
    if (data.length > limit) throw new GoError('too large');
    return data;
  };

  /** Writes files below the root. */
  write(files: Readonly<Record<string, Uint8Array | string>>): void {
    for (const [path, data] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, data);
    }
  }

  /** Gives a repository a name. */
  name(name: string, url: string, more: Partial<RepositoryEntry> = {}): void {
    const file = RepositoriesFile.loadOrEmpty(this.paths.repositoryConfig);
    file.update({ ...openAccess, ...more, name, url });
    file.write(this.paths.repositoryConfig);
  }

  /** What gets charts here. */
  downloader(): ChartDownloader {
    return new ChartDownloader({ paths: this.paths, get: this.get });
  }

  /** Removes everything. */
  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

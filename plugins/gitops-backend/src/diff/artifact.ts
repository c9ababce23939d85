import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extractArtifact } from '@sluice/sources';

/** Bytes of an archive, and of what it unpacks to, for which differences are shown. */
const archiveLimit = 50 * 1024 ** 2;
const extractLimits = { bytes: 500 * 1024 ** 2, entries: 100_000 };

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** The artifact cannot be read; the message is for people. */
export class ArtifactUnavailable extends Error {}

interface ReadableArtifact {
  url?: string;
  digest?: string;
}

/**
 * Refuses URLs other than of the artifact servers that the configuration knows: a status is written by whoever may write statuses, and
 * the backend must not fetch what they like.
 */
export function assertAllowedOrigin(
  url: string,
  options: { allowedOrigins: readonly string[]; allowLoopback: boolean },
): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const allowed =
    parsed !== undefined &&
    (parsed.protocol === 'http:' || parsed.protocol === 'https:') &&
    (options.allowedOrigins.includes(parsed.origin) ||
      (options.allowLoopback && loopback.test(parsed.hostname)));
  if (!parsed || !allowed) {
    throw new ArtifactUnavailable(
      'The artifact is served from an address that gitops.clusters[].artifacts.allowedOrigins does not list',
    );
  }
  return parsed;
}

async function download(url: URL, signal: AbortSignal): Promise<Buffer> {
  const response = await fetch(url, { signal, redirect: 'error' }).catch(() => {
    throw new ArtifactUnavailable('The artifact server does not answer');
  });
  if (!response.ok || !response.body) {
    throw new ArtifactUnavailable(
      `The artifact server answers with status ${response.status}`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > archiveLimit) {
      throw new ArtifactUnavailable(
        `The artifact is larger than ${archiveLimit} bytes, too large to compare here`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fetches, verifies and unpacks an artifact, hands its folder to `use`, and removes it. */
export async function withArtifact<T>(
  artifact: ReadableArtifact,
  options: {
    allowedOrigins: readonly string[];
    allowLoopback: boolean;
    signal: AbortSignal;
  },
  use: (directory: string) => Promise<T>,
): Promise<T> {
  if (!artifact.url || !artifact.digest) {
    throw new ArtifactUnavailable('The source has no artifact yet');
  }
  const url = assertAllowedOrigin(artifact.url, options);
  const archive = await download(url, options.signal);
  const [algorithm, expected] = artifact.digest.split(':');
  if (
    algorithm !== 'sha256' ||
    createHash('sha256').update(archive).digest('hex') !== expected
  ) {
    throw new ArtifactUnavailable(
      'The artifact is not the one that its source names',
    );
  }
  const directory = await mkdtemp(join(tmpdir(), 'sluice-diff-'));
  try {
    await extractArtifact(
      Readable.from([archive]),
      directory,
      extractLimits,
      options.signal,
    );
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

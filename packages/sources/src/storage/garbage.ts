/** A file of one owner. */
export interface StoredFile {
  path: string;
  /** Milliseconds since the epoch. */
  modified: number;
}

export interface Retention {
  /** Milliseconds that an artifact is kept after it was replaced. Flux's default: one minute. */
  ttl: number;
  /** Artifacts that are kept at most, the current one included. Flux's default: 2. */
  records: number;
}

/**
 * What is to be removed (fluxcd/pkg/artifact `GetGarbageFiles`): everything past its time, and then the oldest until so many are left. Never the
 * current one.
 */
export function garbageOf(
  files: readonly StoredFile[],
  current: string,
  retention: Retention,
  now: number,
): string[] {
  const others = files
    .filter(file => file.path !== current)
    .sort((a, b) => a.modified - b.modified);
  const garbage = new Set(
    others
      .filter(file => now - file.modified > retention.ttl)
      .map(file => file.path),
  );
  for (const file of others) {
    if (files.length - garbage.size <= retention.records) break;
    garbage.add(file.path);
  }
  return [...garbage];
}

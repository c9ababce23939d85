import type { Kustomization, ReconciliationSnapshot } from '@sluice/api';
import { goDuration } from './durations';

const limit = 5;

/** How a run ended that got as far as applying. */
export interface HistoryRecord {
  /** Digest of the built manifests. */
  digest: string;
  status: string;
  /** Milliseconds since the epoch. */
  now: number;
  /** Milliseconds. */
  duration: number;
  revision: string;
  originRevision?: string;
}

/**
 * Counts a run in `status.history`: one entry per digest and result, the newest first, at most five (fluxcd/pkg/apis/meta
 * `History.Upsert`).
 */
export function recordHistory(
  object: Kustomization,
  record: HistoryRecord,
): void {
  const time = new Date(Math.floor(record.now / 1000) * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
  const before = object.status?.history ?? [];
  const same = before.find(
    s => s.digest === record.digest && s.lastReconciledStatus === record.status,
  );
  const snapshot: ReconciliationSnapshot = {
    digest: record.digest,
    firstReconciled: same?.firstReconciled ?? time,
    lastReconciled: time,
    lastReconciledDuration: goDuration(record.duration),
    lastReconciledStatus: record.status,
    totalReconciliations: (same?.totalReconciliations ?? 0) + 1,
    metadata: {
      revision: record.revision,
      ...(record.originRevision
        ? { originRevision: record.originRevision }
        : {}),
    },
  };
  object.status = {
    ...object.status,
    history: [snapshot, ...before.filter(s => s !== same)].slice(0, limit),
  };
}

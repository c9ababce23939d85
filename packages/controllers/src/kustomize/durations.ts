import { formatDuration, parseDuration } from '@sluice/golang/duration';
import type { Kustomization } from '@sluice/api';

const second = 1_000;

/** Milliseconds of a Go duration; `fallback` when there is none or it cannot be read. */
function milliseconds(text: string | undefined, fallback: number): number {
  if (!text) return fallback;
  try {
    return parseDuration(text);
  } catch {
    return fallback;
  }
}

/** The interval in milliseconds. */
export function intervalOf(object: Kustomization): number {
  return milliseconds(object.spec.interval, 60 * second);
}

/** Milliseconds until a failed run is tried again. */
export function retryIntervalOf(object: Kustomization): number {
  return milliseconds(object.spec.retryInterval, intervalOf(object));
}

/**
 * Milliseconds that a run may take: as stated, else thirty seconds less than the interval, and never less than the minimum
 * (kustomize-controller `GetTimeout`).
 */
export function timeoutOf(object: Kustomization, minimum: number): number {
  return Math.max(
    milliseconds(object.spec.timeout, intervalOf(object) - 30 * second),
    minimum,
  );
}

/** Milliseconds as Go prints a duration: `1h0m0s`, `30s`, `1.5s`, `12ms`. */
export function goDuration(ms: number): string {
  return formatDuration(ms);
}

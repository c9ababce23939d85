import { isForbidden, isGone, isNoMatch, isUnauthorized } from './errors';

/** What a failed list or watch means for the next try. */
export type FailureKind =
  /** 410: list again. */
  | 'expired'
  /** Refused (401, 403): nothing changes soon. */
  | 'forbidden'
  /** The type is not served: its CRD may come any time. */
  | 'missing'
  /** No answer, or one that says to come back. */
  | 'disconnected';

export function failureKind(error: unknown): FailureKind {
  if (isGone(error)) {
    return 'expired';
  }
  if (isNoMatch(error)) {
    return 'missing';
  }
  return isForbidden(error) || isUnauthorized(error)
    ? 'forbidden'
    : 'disconnected';
}

/** Milliseconds: first and longest wait of each kind of failure. */
const waits: Record<FailureKind, { first: number; longest: number }> = {
  expired: { first: 250, longest: 30_000 },
  forbidden: { first: 2_000, longest: 300_000 },
  missing: { first: 1_000, longest: 60_000 },
  disconnected: { first: 500, longest: 10_000 },
};

/** Growing waits between tries, spread by ±50 % so that many watches do not come back at once. */
export class InformerBackoff {
  readonly #random: () => number;
  #kind: FailureKind | undefined;
  #wait = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait after a failure. */
  next(kind: FailureKind): number {
    const { first, longest } = waits[kind];
    this.#wait =
      this.#kind === kind ? Math.min(this.#wait * 2, longest) : first;
    this.#kind = kind;
    return Math.round(this.#wait * (0.5 + this.#random()));
  }

  /** To be called when things went well for a while. */
  reset(): void {
    this.#kind = undefined;
  }
}

/** The numbers of a rolling update, as the deployment controller computes them. */
export interface RolloutLimits {
  /** Pods above the wanted number that may exist. */
  maxSurge: number;
  /** Pods below the wanted number that may be unavailable. */
  maxUnavailable: number;
}

function amount(value: unknown, replicas: number, up: boolean): number {
  if (typeof value === 'number') {
    return value;
  }
  if (typeof value !== 'string' || !value.endsWith('%')) {
    return 0;
  }
  const share = (Number(value.slice(0, -1)) * replicas) / 100;
  return up ? Math.ceil(share) : Math.floor(share);
}

/** Resolves percentages; when both come to nothing, one pod may be unavailable. */
export function rolloutLimits(
  maxSurge: unknown,
  maxUnavailable: unknown,
  replicas: number,
): RolloutLimits {
  const surge = amount(maxSurge, replicas, true);
  const unavailable = amount(maxUnavailable, replicas, false);
  return {
    maxSurge: surge,
    maxUnavailable:
      surge === 0 && unavailable === 0
        ? 1
        : Math.min(unavailable, Math.max(replicas, 1)),
  };
}

/** A set of pods of one revision. */
export interface SetCounts {
  /** Pods that the set is asked for. */
  replicas: number;
  available: number;
}

export interface RolloutState {
  replicas: number;
  limits: RolloutLimits;
  fresh: SetCounts;
  /** Older revisions, oldest first. */
  old: readonly SetCounts[];
}

/** The size that the new revision's set may have now. */
export function freshSize({
  replicas,
  limits,
  fresh,
  old,
}: RolloutState): number {
  if (fresh.replicas > replicas) {
    return replicas;
  }
  const all = fresh.replicas + old.reduce((sum, set) => sum + set.replicas, 0);
  const room = replicas + limits.maxSurge - all;
  return room <= 0
    ? fresh.replicas
    : fresh.replicas + Math.min(room, replicas - fresh.replicas);
}

/** The sizes that older sets may shrink to now: unhealthy pods first, then oldest sets first. */
export function oldSizes({
  replicas,
  limits,
  fresh,
  old,
}: RolloutState): number[] {
  const sizes = old.map(set => set.replicas);
  const total = () => sizes.reduce((sum, size) => sum + size, 0);
  if (total() === 0) {
    return sizes;
  }
  const minAvailable = replicas - limits.maxUnavailable;
  const freshUnavailable = fresh.replicas - fresh.available;
  let budget = fresh.replicas + total() - minAvailable - freshUnavailable;
  if (budget <= 0) {
    return sizes;
  }
  old.forEach((set, index) => {
    const unhealthy = Math.max(set.replicas - set.available, 0);
    const cut = Math.min(budget, unhealthy, sizes[index]);
    sizes[index] -= cut;
    budget -= cut;
  });
  // A set that was just shrunk still counts the pods that are on their way out; they must not be counted on.
  const available =
    fresh.available +
    old.reduce((sum, set) => sum + Math.min(set.available, set.replicas), 0);
  let healthy = available - minAvailable;
  for (let index = 0; index < sizes.length && healthy > 0; index += 1) {
    const cut = Math.min(healthy, sizes[index]);
    sizes[index] -= cut;
    healthy -= cut;
  }
  return sizes;
}

import {
  type ChangeSetEntry,
  formatChangeSet,
  formatObjectId,
  hasChanged,
  objectId,
  parseObjectId,
  refOfId,
  subjectOf,
} from '@sluice/kubernetes/apply';
import type { UnstructuredObject } from '@sluice/kubernetes/objects';
import { applierFor, requireAccount } from './apply';
import type { DriftFinding } from './driftJudge';
import { goDuration, intervalOf } from './durations';
import { messageOf } from './failure';
import { awaitHealth, healthTargets } from './health';
import { compileIgnoreRules } from './ignore';
import { actorFor } from './impersonation';
import { inventoryOf } from './inventory';
import { applyOptionsFor, driftModeOf } from './ownership';
import type { Run } from './run';
import { withoutSecrets } from './secrecy';
import type { KustomizationState, PendingDrift } from './state';

/** Milliseconds for which a correction must last, or it counts as one in a row. */
const lasting = 60_000;
/** Corrections in a row after which the user is told. */
const patience = 3;

/** Remembers that an object may have drifted. True when its owner has to look at it now. */
export function noteDrift(
  state: KustomizationState,
  id: string,
  finding: DriftFinding,
): void {
  const known = state.drift.get(id);
  if (known) {
    known.finding = finding;
    known.pending = true;
    return;
  }
  state.drift.set(id, {
    finding,
    attempts: 0,
    notBefore: 0,
    lastCorrected: 0,
    reported: false,
    pending: true,
    contests: { count: 0, since: '' },
  });
}

/** What became of one object. */
type Correction =
  /** It is as it should be. */
  | { kind: 'none' }
  | { kind: 'corrected'; entry: ChangeSetEntry; finding: DriftFinding }
  /** Left to the interval. */
  | { kind: 'left' }
  /** To be looked at again after so many milliseconds. */
  | { kind: 'later'; delay: number }
  /** It takes a whole run. */
  | { kind: 'run' };

/** What is to be done next, when single objects have been dealt with. */
export type DriftOutcome = { kind: 'done'; again?: number } | { kind: 'run' };

function backoff(attempts: number, interval: number): number {
  return attempts <= 1 ? 0 : Math.min(interval, 1_000 * 2 ** (attempts - 1));
}

function managersOf(finding: DriftFinding): string {
  return finding.kind === 'changed' && finding.managers.length > 0
    ? finding.managers.map(m => `'${m}'`).join(', ')
    : 'somebody';
}

/** Who probably changed the first of the objects that an event says were put back: the field manager that wrote last. */
const driftManagerAnnotation = 'sluice.dev/drift-manager';

/** An event about drift; it is not part of a run, so it does not take its reason from the Ready condition. */
function tellDrift(
  run: Run,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  manager?: string,
): void {
  const revision = run.object.status?.lastAppliedRevision;
  run.deps.events.event(run.object, {
    type,
    reason,
    message,
    annotations: {
      ...(revision && { 'kustomize.toolkit.fluxcd.io/revision': revision }),
      // Always there, so that a repeated event does not keep who it was the last time.
      [driftManagerAnnotation]: manager ?? '',
    },
  });
}

function managerOf(finding: DriftFinding): string | undefined {
  return finding.kind === 'changed' ? finding.managers[0] : undefined;
}

function reportContest(
  run: Run,
  id: string,
  drift: PendingDrift,
  finding: DriftFinding & { kind: 'contested' },
): void {
  const { contests } = drift;
  if (contests.since === finding.since) return;
  drift.contests = { count: contests.count + 1, since: finding.since };
  // Once is a move from one owner to another; again and again is a fight.
  if (drift.contests.count < 2 || drift.reported) return;
  drift.reported = true;
  tellDrift(
    run,
    'Warning',
    'DriftContested',
    `${subjectOf(parseObjectId(id))} is applied by Kustomization/${
      finding.owner
    } too; it is left to the interval. Let only one of them have it`,
  );
}

async function applyOne(
  run: Run,
  object: UnstructuredObject,
  gone: boolean,
): Promise<ChangeSetEntry> {
  const { deps, signal, state } = run;
  const actor = actorFor(run.object, deps.client, deps.options, signal);
  const [entry] = await applierFor(run, actor).applyStage(
    [object],
    {
      ...applyOptionsFor(run.object, deps.options.overrideManagers),
      ignoreRules: compileIgnoreRules(run.object),
    },
    {
      signal,
      expected: () => !gone,
      observer: {
        beforeWrites: () => requireAccount(run, actor),
        observed: applied => deps.watches.observed(state.key, applied),
      },
    },
  );
  return entry;
}

async function correct(
  run: Run,
  id: string,
  drift: PendingDrift,
): Promise<Correction> {
  const { deps, object, state } = run;
  const now = deps.clock.now();
  const finding = deps.watches.judge(state.key, id);
  if (!finding) return { kind: 'none' };
  drift.finding = finding;
  if (finding.kind === 'contested') {
    reportContest(run, id, drift, finding);
    return { kind: 'left' };
  }
  const desired =
    state.last &&
    deps.manifests.find(
      state.key,
      state.last.inputs,
      o => formatObjectId(objectId(o)) === id,
    );
  if (!desired) return { kind: 'run' };
  const mode = driftModeOf(desired, object);
  if (mode === 'warn') {
    tellDrift(
      run,
      'Warning',
      'DriftDetected',
      `${subjectOf(parseObjectId(id))} was ${finding.kind} by ${managersOf(
        finding,
      )}; it is put back at the interval`,
    );
  }
  if (mode !== 'watch') return { kind: 'left' };
  if (now < drift.notBefore) {
    return { kind: 'later', delay: drift.notBefore - now };
  }
  try {
    const entry = await applyOne(run, desired, finding.kind === 'deleted');
    return hasChanged(entry)
      ? { kind: 'corrected', entry, finding }
      : { kind: 'none' };
  } catch (error) {
    run.signal.throwIfAborted();
    deps.log.warn('An object could not be put back', {
      object: id,
      error: withoutSecrets(messageOf(error), run.state.secrets),
    });
    drift.attempts += 1;
    if (drift.attempts >= patience) return { kind: 'run' };
    // For example a namespace that is still terminating.
    drift.notBefore = now + backoff(drift.attempts + 1, intervalOf(object));
    return { kind: 'later', delay: drift.notBefore - now };
  }
}

function countCorrection(
  run: Run,
  id: string,
  drift: PendingDrift,
  finding: DriftFinding,
): void {
  const now = run.deps.clock.now();
  const interval = intervalOf(run.object);
  const pause = backoff(drift.attempts + 1, interval);
  const inARow = now - drift.lastCorrected < lasting + pause;
  drift.attempts = inARow ? drift.attempts + 1 : 1;
  drift.lastCorrected = now;
  drift.notBefore = now + backoff(drift.attempts + 1, interval);
  if (!inARow) drift.reported = false;
  if (drift.attempts < patience || drift.reported) return;
  drift.reported = true;
  tellDrift(
    run,
    'Warning',
    'DriftContended',
    `${subjectOf(parseObjectId(id))} is changed again and again by ${managersOf(
      finding,
    )}; it is put back less and less often, down to every ${goDuration(
      interval,
    )}`,
  );
}

/**
 * Sees, without holding a worker, whether what was put back becomes healthy again, where the Kustomization's readiness depends on it. When
 * it does not, a whole run is made, which reports it.
 */
function followHealth(run: Run, corrected: readonly ChangeSetEntry[]): void {
  const { deps, object, signal, state } = run;
  const watched = new Set(
    (healthTargets(object, corrected) ?? []).map(ref =>
      formatObjectId(objectId(ref)),
    ),
  );
  const refs = corrected
    .filter(entry => watched.has(formatObjectId(entry.id)))
    .map(entry => refOfId(entry.id, entry.version));
  if (refs.length === 0) return;
  const actor = actorFor(object, deps.client, deps.options, signal);
  awaitHealth(
    run,
    actor.client,
    { refs, jobsWithTtl: new Set(), known: new Map() },
    state.life.signal,
  ).catch(() => {
    if (state.life.signal.aborted) return;
    state.wake = true;
    deps.enqueue(state.key);
  });
}

/**
 * Puts back single objects that drifted since the last run, with requests for these objects alone. The rest of the Kustomization is as
 * it was: conditions and history stay, an event says what was done.
 */
export async function correctDrift(run: Run): Promise<DriftOutcome> {
  const { state } = run;
  const owned = new Set(inventoryOf(run.object).map(e => e.id));
  const corrected: ChangeSetEntry[] = [];
  let manager: string | undefined;
  let again = Infinity;
  let wholeRun = false;
  for (const [id, drift] of state.drift) {
    if (!drift.pending) continue;
    if (!owned.has(id)) {
      state.drift.delete(id);
      continue;
    }
    drift.pending = false;
    const correction = await correct(run, id, drift);
    if (correction.kind === 'corrected') {
      if (corrected.length === 0) manager = managerOf(correction.finding);
      corrected.push(correction.entry);
      countCorrection(run, id, drift, correction.finding);
    } else if (correction.kind === 'later') {
      drift.pending = true;
      again = Math.min(again, correction.delay);
    } else if (correction.kind === 'run') {
      wholeRun = true;
    }
  }
  if (corrected.length > 0) {
    tellDrift(
      run,
      'Normal',
      'Progressing',
      formatChangeSet(corrected),
      manager,
    );
    followHealth(run, corrected);
  }
  if (wholeRun) return { kind: 'run' };
  return again === Infinity ? { kind: 'done' } : { kind: 'done', again };
}

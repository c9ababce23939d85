import { type ReconcileResult, isConditionTrue } from '@sluice/runtime';
import {
  type CompiledIgnoreRules,
  formatChangeSet,
  formatObjectId,
  objectId,
} from '@sluice/kubernetes/apply';
import { applyObjects } from './apply';
import { checkDependencies } from './dependencies';
import { StepError } from './failure';
import { healthReaderOf } from './healthExpressions';
import { checkHealth } from './healthPhase';
import { compileIgnoreRules } from './ignore';
import { actorFor } from './impersonation';
import {
  difference,
  inventoryFrom,
  inventoryOf,
  refsOf,
  setInventory,
  unionOf,
} from './inventory';
import {
  EncryptedSecretError,
  type Manifests,
  buildManifests,
  inputsOf,
  variablesOf,
} from './manifests';
import type { ManifestInputs } from './manifestCache';
import { keyOf } from './ownership';
import { pruneObjects } from './prune';
import { type Applied, eventContext, fail, succeeded } from './report';
import { type Run, progress, tell } from './run';
import { type ReadySource, readySource } from './source';

/** Why a full run is made. */
export type Trigger = 'requested' | 'changed' | 'due';

function ownKey(run: Run): string {
  return keyOf({
    namespace: run.object.metadata.namespace,
    name: run.object.metadata.name ?? '',
  });
}

/** Fields of the spec that ask for what is not there yet. */
function refuseUnsupported(run: Run): void {
  const { spec } = run.object;
  if (spec.decryption?.serviceAccountName) {
    throw new StepError(
      'FeatureGateDisabled',
      'to use spec.decryption.serviceAccountName for decryption authentication please enable the ObjectLevelWorkloadIdentity feature gate in the controller',
      { outcome: { kind: 'stalled', observed: false } },
    );
  }
}

/** Reads and checks everything that is needed before anything is done. */
async function prepare(run: Run): Promise<ReadySource> {
  const { deps, object, signal, state } = run;
  // Malformed expressions are told before anything else.
  healthReaderOf(object);
  refuseUnsupported(run);
  const source = await readySource(
    object,
    deps.readSource,
    deps.options,
    signal,
  );
  if (state.attempt) state.attempt.revision = source.revision;
  await checkDependencies(
    object,
    source.revision,
    deps.readKustomization,
    deps.options,
  );
  return source;
}

/** Whether nothing can have changed since the last run: same inputs, and watches that would have told. */
function isNeedless(
  run: Run,
  source: ReadySource,
  inputs: ManifestInputs,
): boolean {
  const { deps, object, state } = run;
  const { last } = state;
  if (
    !last ||
    state.remoteBases ||
    last.skipped ||
    last.generation !== object.metadata.generation ||
    last.revision !== source.revision ||
    last.inputs.all !== inputs.all ||
    !isConditionTrue(object, 'Ready') ||
    state.provisional.length > 0 ||
    deps.clock.now() - last.triedAt >= deps.options.trustWatchesFor ||
    !deps.watches.isUnbrokenSince(state.key, last.triedAt)
  ) {
    return false;
  }
  const { wait, healthChecks = [] } = object.spec;
  if (!wait) return healthChecks.length === 0;
  // An object of the same version is as healthy as it was.
  return refsOf(inventoryOf(object)).every(ref => {
    const version = last.healthy.get(formatObjectId(objectId(ref)));
    return (
      version !== undefined &&
      deps.watches.known(ref)?.metadata.resourceVersion === version
    );
  });
}

/** Builds, or takes what was built from the same inputs before. */
async function manifestsFor(
  run: Run,
  source: ReadySource,
  trigger: Trigger,
): Promise<{
  manifests: Manifests;
  inputs: ManifestInputs;
  needless: boolean;
}> {
  const { deps, object, state } = run;
  const variables = await variablesOf(run);
  const inputs = inputsOf(object, source, variables);
  if (trigger === 'due' && isNeedless(run, source, inputs)) {
    return { manifests: { objects: [], digest: '' }, inputs, needless: true };
  }
  progress(run, 'Fetching manifests', source.revision);
  const cached =
    trigger === 'requested' || state.remoteBases
      ? undefined
      : deps.manifests.get(state.key, inputs);
  if (cached) {
    object.status = {
      ...object.status,
      lastAttemptedRevision: source.revision,
    };
    progress(run, 'Detecting drift', source.revision);
    return { manifests: cached, inputs, needless: false };
  }
  const { raised, ...manifests } = await buildManifests(run, source, {
    inputs,
    variables,
    anew: trigger === 'requested',
    attempted: () => {
      object.status = {
        ...object.status,
        lastAttemptedRevision: source.revision,
      };
    },
  });
  for (const { subject, from, to } of raised) {
    tell(
      run,
      'error',
      `${subject}: ${from} is not served any more, applied as ${to}; please update the manifest`,
      eventContext(source),
    );
  }
  return { manifests, inputs, needless: false };
}

async function apply(
  run: Run,
  source: ReadySource,
  manifests: Manifests,
  inputs: ManifestInputs,
): Promise<Applied> {
  const { deps, object, signal } = run;
  const actor = actorFor(object, deps.client, deps.options, signal);
  const rules: CompiledIgnoreRules | undefined = compileIgnoreRules(object);
  // The watches start before the writes, so that they see what follows them.
  deps.watches.track(ownKey(run), [
    ...refsOf(inventoryOf(object)),
    ...manifests.objects.flatMap(o =>
      o.metadata.name
        ? [
            {
              apiVersion: o.apiVersion,
              kind: o.kind,
              name: o.metadata.name,
              namespace: o.metadata.namespace,
            },
          ]
        : [],
    ),
  ]);
  const triedAt = deps.clock.now();
  const result = await applyObjects(run, actor, manifests.objects, rules);
  if (result.log) tell(run, 'info', result.log, eventContext(source));
  return { source, manifests, inputs, actor, result, triedAt };
}

/** Sets the new inventory and deletes what is in the old one only. */
async function prune(run: Run, applied: Applied): Promise<void> {
  const { object, deps, signal, state } = run;
  const entries = inventoryFrom(applied.result.changes);
  const before = unionOf(inventoryOf(object), state.provisional);
  const stale = difference(before, entries);
  setInventory(object, entries);
  deps.watches.track(ownKey(run), refsOf(entries));
  if (stale.length > 0 && object.spec.prune) {
    const pruned = await pruneObjects(
      object,
      stale,
      applied.actor.client,
      signal,
    );
    if (pruned.error) {
      setInventory(object, unionOf(entries, pruned.survivors));
      state.provisional = [];
      throw new StepError('PruneFailed', pruned.error.message, {
        cause: pruned.error,
        recorded: true,
      });
    }
    if (pruned.entries.length > 0) {
      tell(
        run,
        'info',
        formatChangeSet(pruned.entries),
        eventContext(applied.source),
      );
    }
  }
  state.provisional = [];
}

/** How far a run got, for telling its failure. */
interface Reached {
  source?: ReadySource;
  digest?: string;
}

/** True when drift had been noted. */
function beginAttempt({ object, state }: Run): boolean {
  state.wake = false;
  state.attempt = {
    generation: object.metadata.generation ?? 0,
    revision: undefined,
  };
  // Everything is tried anew; what drifts from here on is noted again.
  const noted = [...state.drift.values()].filter(drift => drift.pending);
  for (const drift of noted) drift.pending = false;
  return noted.length > 0;
}

async function runSteps(
  run: Run,
  trigger: Trigger,
  reached: Reached,
): Promise<ReconcileResult> {
  const source = await prepare(run);
  reached.source = source;
  const { manifests, inputs, needless } = await manifestsFor(
    run,
    source,
    trigger,
  );
  if (needless) return succeeded(run, source);
  reached.digest = manifests.digest;
  const applied = await apply(run, source, manifests, inputs);
  await prune(run, applied);
  return checkHealth(run, applied);
}

/** One whole run: fetch, build, apply, prune, wait, report (kustomize-controller `reconcile`). */
export async function fullRun(
  run: Run,
  trigger: Trigger,
): Promise<ReconcileResult> {
  const reached: Reached = {};
  const drifted = beginAttempt(run);
  const cause = trigger === 'due' && drifted ? 'changed' : trigger;
  try {
    return await runSteps(run, cause, reached);
  } catch (error) {
    run.status.cancelProgress();
    run.signal.throwIfAborted();
    if (!(error instanceof StepError)) throw error;
    const digest =
      error instanceof EncryptedSecretError ? error.digest : reached.digest;
    return fail(run, error, reached.source, digest);
  }
}

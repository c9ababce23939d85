import {
  Applier,
  type ChangeSetEntry,
  type CompiledIgnoreRules,
  formatChangeSet,
  formatObjectId,
  hasChanged,
  objectId,
  refOfId,
  splitIntoStages,
  waitForHealth,
} from '@sluice/kubernetes/apply';
import type {
  KubernetesObject,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import { StepError, messageOf } from './failure';
import { type Actor, missingAccount } from './impersonation';
import { entryOf, inventoryOf, setInventory, unionOf } from './inventory';
import { controllerName } from './options';
import { applyOptionsFor, keyOf } from './ownership';
import type { Run } from './run';
import { awaitServed, kindsDefinedBy } from './servedKinds';

/** What applying a set of objects did. */
export interface ApplyResult {
  changes: ChangeSetEntry[];
  /** Lines for the event; empty when nothing was written. */
  log: string;
  /** Objects as the server answered them, by inventory id. */
  known: Map<string, UnstructuredObject>;
}

/** Milliseconds that definitions and classes get to become ready before the next stage. */
const stageTimeout = 60_000;
/** Milliseconds that established definitions get to show in discovery. */
const servedTimeout = 10_000;

/** An applier that acts as the Kustomization's account. */
export function applierFor(run: Run, actor: Actor): Applier {
  const { clock, options, watches } = run.deps;
  return new Applier({
    client: actor.client,
    fieldManager: controllerName,
    concurrency: options.concurrentSSA,
    deletions: { clock, notifier: watches },
  });
}

/** Rejects when the account that would write does not exist. */
export async function requireAccount(run: Run, actor: Actor): Promise<void> {
  if (actor.account && !(await actor.exists())) {
    throw new StepError(
      'ReconciliationFailed',
      missingAccount(run.object, actor.account),
      { recorded: true },
    );
  }
}

/**
 * Writes the inventory as the union of what it is and what is about to be created, so that a crash between here and the end leaves no
 * object that no inventory names. When the run fails, the inventory is set back to what it was, as Flux leaves it; until a run succeeds
 * (or the process ends) we remember what was created in {@link Run.state}.
 */
async function announce(
  run: Run,
  planned: readonly ChangeSetEntry[],
): Promise<void> {
  const before = inventoryOf(run.object);
  const union = unionOf(before, planned.map(entryOf));
  if (union.length === before.length) return;
  run.state.provisional = unionOf(run.state.provisional, planned.map(entryOf));
  setInventory(run.object, union);
  await run.status.write(run.signal);
}

/** Applies objects in stages (kustomize-controller `apply`). Throws a StepError whose text ends with what was done before it. */
export async function applyObjects(
  run: Run,
  actor: Actor,
  objects: readonly KubernetesObject[],
  ignoreRules: CompiledIgnoreRules | undefined,
): Promise<ApplyResult> {
  const { deps, object, signal, state } = run;
  const before = object.status?.inventory?.entries;
  const expected = new Set((before ?? []).map(e => e.id));
  const applier = applierFor(run, actor);
  const options = {
    ...applyOptionsFor(object, deps.options.overrideManagers),
    ignoreRules,
  };
  const owner = keyOf({
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
  });
  const result: ApplyResult = { changes: [], log: '', known: new Map() };
  try {
    for (const stage of splitIntoStages(
      objects,
      new Set(deps.options.customApplyStageKinds),
    )) {
      const changes = await applier.applyStage(stage.objects, options, {
        signal,
        expected: o => expected.has(formatObjectId(objectId(o))),
        observer: {
          beforeWrites: () => requireAccount(run, actor),
          beforeApply: planned => announce(run, planned),
          observed: applied => {
            result.known.set(formatObjectId(objectId(applied)), applied);
            deps.watches.observed(owner, applied);
          },
        },
      });
      result.changes.push(...changes);
      if (stage.wait) {
        await waitForHealth(
          actor.client,
          changes.map(c => refOfId(c.id, c.version)),
          {
            clock: deps.clock,
            notifier: deps.watches,
            signal,
            timeout: stageTimeout,
            known: result.known,
            interval: 2_000,
          },
        );
        await awaitServed(kindsDefinedBy(stage.objects), actor.client, {
          clock: deps.clock,
          signal,
          timeout: servedTimeout,
        });
      }
    }
    // Nothing may have been written at all; a missing account is an error all the same.
    await requireAccount(run, actor);
  } catch (error) {
    setInventory(object, before);
    signal.throwIfAborted();
    throw failureOf(error, result.changes);
  }
  // The caller sets the new inventory; until then the old one counts.
  setInventory(object, before);
  state.provisional = unionOf(state.provisional, result.changes.map(entryOf));
  result.log = formatChangeSet(result.changes.filter(hasChanged));
  return result;
}

function failureOf(
  error: unknown,
  changes: readonly ChangeSetEntry[],
): StepError {
  if (error instanceof StepError) return error;
  const done = changes
    .filter(hasChanged)
    .map(change => `${formatChangeSet([change])}\n`)
    .join('');
  return new StepError('ReconciliationFailed', `${messageOf(error)}\n${done}`, {
    cause: error,
    recorded: true,
  });
}

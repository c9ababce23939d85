import type { Explanation } from '../readModel';
import {
  explainApplierState,
  explainNotReady,
  explainProgress,
} from './applier';
import { explainCluster, explainControllers } from './cluster';
import { Finding, toExplanation } from './finding';
import { explainOwnHealth } from './health';
import type { Situation } from './situation';
import { explainSource } from './source';
import { shortRevision } from './text';

/** What keeps changing an object that Git states. */
/** An RFC 3339 time to the second, for a sentence. */
function inWords(time: string): string {
  return time.replace(/^([\d-]+)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');
}

function explainDrift({
  drift,
  componentOwner,
}: Situation): Finding | undefined {
  if (!drift) {
    return undefined;
  }
  const who = drift.manager ?? 'somebody';
  return drift.contended
    ? {
        situation: 'drift-contended',
        severity: 'warning',
        fact: `${who} keeps changing ${drift.object}, which Git states too`,
        cause: 'it is put back at each interval only',
        owner: componentOwner,
        nextStep: `take the field out of Git, or stop ${who}`,
      }
    : {
        situation: 'drift-corrected',
        severity: 'info',
        fact: `All is as Git says: ${
          drift.object
        } was changed by ${who} at ${inWords(drift.at)} and put back`,
        nextStep: 'change it in Git instead if it was meant',
      };
}

/** Something else is still rolling out although the applier is done. */
function explainRollout(situation: Situation): Finding | undefined {
  const rolling = situation.parts.filter(
    ({ health }) => health === 'progressing',
  );
  return rolling.length
    ? {
        situation: 'rolling-out',
        severity: 'info',
        fact: `${situation.component} is rolling out`,
        cause: `${rolling[0].kind}/${rolling[0].name} is not complete yet`,
      }
    : undefined;
}

function explainBehind({ applier, source }: Situation): Finding | undefined {
  const newest = source?.revision;
  if (
    !applier ||
    !newest ||
    !applier.lastAppliedRevision ||
    newest === applier.lastAppliedRevision
  ) {
    return undefined;
  }
  return {
    situation: 'behind',
    severity: 'info',
    fact: `${shortRevision(newest)} is fetched and about to be applied`,
    cause: `${shortRevision(applier.lastAppliedRevision)} is running`,
  };
}

function explainReady({ component, applier }: Situation): Finding {
  const revision = applier?.lastAppliedRevision;
  return {
    situation: 'ready',
    severity: 'ok',
    fact: revision
      ? `${component} runs what Git says at ${shortRevision(revision)}`
      : `${component} runs what Git says`,
  };
}

/**
 * Turns a situation into one sentence: what is the case, why, whose turn it is and what to do. The first rule that applies
 * wins; rules go from what makes everything else unknowable (the cluster) to what is merely worth knowing. Pure.
 */
export function explain(situation: Situation): Explanation {
  const finding =
    explainCluster(situation) ??
    explainControllers(situation) ??
    explainApplierState(situation) ??
    explainSource(situation) ??
    explainNotReady(situation) ??
    explainOwnHealth(situation) ??
    explainProgress(situation) ??
    (situation.drift?.contended ? explainDrift(situation) : undefined) ??
    explainRollout(situation) ??
    explainBehind(situation) ??
    explainDrift(situation) ??
    explainReady(situation);
  return toExplanation(finding);
}

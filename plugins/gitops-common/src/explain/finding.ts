import type { Explanation } from '../readModel';
import { ownerName } from './text';

/** What a rule found: the words of the sentence, not yet joined. */
export interface Finding {
  situation: string;
  severity: Explanation['severity'];
  /** What is the case, as a clause without a final full stop. */
  fact: string;
  /** Why, as a clause that can follow a colon. */
  cause?: string;
  owner?: string;
  /** What to do, as an imperative clause. */
  nextStep?: string;
  raw?: string;
  location?: { file: string; line?: number };
}

/** Joins a finding to one sentence: fact: cause; owner: next step. */
export function toExplanation(finding: Finding): Explanation {
  const { situation, severity, fact, cause, owner, nextStep } = finding;
  const why = cause ? `: ${cause}` : '';
  const what = nextStep
    ? ` — ${owner ? `${ownerName(owner)} should ${nextStep}` : `${nextStep}`}`
    : '';
  return {
    situation,
    severity,
    sentence: `${fact}${why}${what}.`,
    ...(cause ? { cause } : {}),
    ...(owner ? { owner } : {}),
    ...(nextStep ? { nextStep } : {}),
    ...(finding.raw ? { raw: finding.raw } : {}),
    ...(finding.location ? { location: finding.location } : {}),
  };
}

import { sprigFunctions } from '@sluice/golang/sprig';
import { templateJudge } from './goTemplates';

/** Judges a case of `helm/sprig.jsonl`: the language with the functions of sprig. */
export const judgeSprig = templateJudge(
  sprigFunctions({ environment: new Map() }),
);

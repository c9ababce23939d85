import { join } from 'node:path';
import { type JsonRecord, type Verdict, readCases, text } from './corpus';
import { judgeEnvsubst } from './envsubst';
import { judgeFluxPackage } from './fluxPackage';
import { judgePlay, readPlays } from './fluxScenarios';
import { judgeTemplate } from './goTemplates';
import { judgeSprig } from './sprig';
import { judgeHelmCommand } from './helmCommands';
import { knownDifference } from './known';
import { judgeChartMeta, judgeDependencies, judgeIgnore } from './helmLoading';
import { judgePostRender, judgeReleaseUtil } from './helmManifests';
import { judgeEngine, judgeHelmFunction, judgeTemplateRun } from './helmRender';
import { judgeStrvals, judgeValues } from './helmValues';
import { judgeBuild } from './kustomizeBuilds';
import { judgeFilter, judgeMerge } from './kustomizeFilters';
import { judgeConstraint, judgeVersion } from './semver';

/** A file of cases and what judges them. */
export interface Corpus {
  group: string;
  file: string;
  /** `directory` holds all corpora. */
  judge(testCase: JsonRecord, directory: string): Verdict | Promise<Verdict>;
  /** How the file is read; JSON lines by default. */
  read?(file: string): JsonRecord[] | undefined;
  /** It loads modules by `import()`, which Jest does not know: its cases, which begin so, are judged in a process of their own. */
  beyondJest?: string;
}

export const corpora: Corpus[] = [
  { group: 'kustomize', file: 'kustomize/krusty.jsonl', judge: judgeBuild },
  { group: 'kustomize', file: 'kustomize/builtin.jsonl', judge: judgeBuild },
  {
    group: 'kustomize',
    file: 'kustomize/filters.jsonl',
    judge: judgeFilter,
  },
  { group: 'kustomize', file: 'kustomize/merge2.jsonl', judge: judgeMerge },
  {
    group: 'kustomize',
    file: 'kustomize/envsubst.jsonl',
    judge: judgeEnvsubst,
  },
  {
    group: 'kustomize',
    file: 'kustomize/flux.jsonl',
    judge: judgeFluxPackage,
  },
  {
    group: 'flux',
    file: 'flux/scenarios/cases.json',
    judge: judgePlay,
    read: readPlays,
  },
  { group: 'helm', file: 'helm/ignore.jsonl', judge: judgeIgnore },
  { group: 'helm', file: 'helm/chartmeta.jsonl', judge: judgeChartMeta },
  {
    group: 'helm',
    file: 'helm/deps.jsonl',
    judge: (testCase, directory) =>
      judgeDependencies(testCase, join(directory, 'helm/fixtures')),
  },
  { group: 'helm', file: 'helm/strvals.jsonl', judge: judgeStrvals },
  { group: 'helm', file: 'helm/values.jsonl', judge: judgeValues },
  { group: 'helm', file: 'helm/release_util.jsonl', judge: judgeReleaseUtil },
  { group: 'helm', file: 'helm/postrender.jsonl', judge: judgePostRender },
  { group: 'helm', file: 'helm/helm_funcs.jsonl', judge: judgeHelmFunction },
  { group: 'helm', file: 'helm/engine.jsonl', judge: judgeEngine },
  {
    group: 'helm',
    file: 'helm/charts.jsonl',
    judge: (testCase, directory) =>
      judgeTemplateRun(testCase, join(directory, 'helm/fixtures')),
  },
  {
    group: 'helm',
    file: 'helm/cmd_goldens.jsonl',
    beyondJest: 'cmd/',
    judge: (testCase, directory) =>
      judgeHelmCommand(testCase, join(directory, 'helm/fixtures')),
  },
  { group: 'helm', file: 'helm/semver.jsonl', judge: judgeConstraint },
  { group: 'helm', file: 'helm/gotmpl.jsonl', judge: judgeTemplate },
  { group: 'helm', file: 'helm/sprig.jsonl', judge: judgeSprig },
  { group: 'helm', file: 'helm/semver_versions.jsonl', judge: judgeVersion },
];

async function judge(
  corpus: Corpus,
  testCase: JsonRecord,
  directory: string,
): Promise<Verdict> {
  try {
    return await corpus.judge(testCase, directory);
  } catch (error) {
    return `threw: ${error instanceof Error ? error.stack : error}`;
  }
}

export interface Failure {
  name: string;
  verdict: string;
  /** Why it is expected to fail. */
  known?: string;
}

export interface CorpusResult {
  total: number;
  failures: Failure[];
}

/** Judges the cases of a file whose names contain a text; undefined when the file is not there. */
export async function judgeCorpus(
  corpus: Corpus,
  directory: string,
  nameContains: string = '',
): Promise<CorpusResult | undefined> {
  const cases = (corpus.read ?? readCases)(join(directory, corpus.file));
  if (!cases) return undefined;
  const chosen = cases.filter(testCase =>
    text(testCase, 'name').includes(nameContains),
  );
  const failures: Failure[] = [];
  for (const testCase of chosen) {
    const verdict = await judge(corpus, testCase, directory);
    if (verdict === undefined) continue;
    const name = text(testCase, 'name');
    failures.push({ name, verdict, known: knownDifference(name) });
  }
  return { total: chosen.length, failures };
}

import {
  type Hook,
  annotateAndMerge,
  deletePoliciesOf,
  installOrder,
  sortByKind,
  sortManifests,
  splitAndDeannotate,
  splitManifests,
  uninstallOrder,
} from '@sluice/helm';
import {
  type Json,
  type JsonRecord,
  type Verdict,
  record,
  records,
  text,
} from './corpus';
import { judgeHooks } from './helmHooks';
import { judgeOutcome } from './helmValues';

function filesOf(from: JsonRecord): Map<string, string> {
  return new Map(
    Object.keys(from).map((path): [string, string] => [path, text(from, path)]),
  );
}

function hookWith(policies: Json): Hook {
  return {
    name: '',
    kind: '',
    path: '',
    manifest: '',
    events: [],
    lastRun: { phase: '' },
    weight: 0,
    deletePolicies: Array.isArray(policies) ? policies.map(String) : [],
    outputLogPolicies: [],
  };
}

function judgeSorting(testCase: JsonRecord): Verdict {
  const { hooks, manifests } = sortManifests(
    filesOf(record(testCase, 'files')),
  );
  const byPath = (a: { path: string }, b: { path: string }) =>
    a.path < b.path ? -1 : 1;
  const actualHooks = hooks
    .map(({ name, kind, path, events }) => ({ name, kind, path, events }))
    .sort(byPath);
  const expectedHooks = records(testCase, 'hooks')
    .map(hook => ({
      name: text(hook, 'name'),
      kind: text(hook, 'kind'),
      path: text(hook, 'path'),
      events: hook.events,
    }))
    .sort(byPath);
  if (JSON.stringify(actualHooks) !== JSON.stringify(expectedHooks)) {
    return `hooks: ${JSON.stringify(actualHooks)}, expected ${JSON.stringify(
      expectedHooks,
    )}`;
  }
  const generic = testCase.generic;
  const expected = Array.isArray(generic) ? generic : [];
  return manifests.length === expected.length
    ? undefined
    : `${manifests.length} objects, expected ${expected.length}`;
}

/** Judges a case of `helm/release_util.jsonl`. */
export function judgeReleaseUtil(
  testCase: JsonRecord,
): Verdict | Promise<Verdict> {
  switch (text(testCase, 'op')) {
    case 'sortManifestsByKind':
    case 'sortHooksByKind':
      return judgeOutcome(testCase, () =>
        sortByKind(
          records(testCase, 'input'),
          testCase.order === 'install' ? installOrder : uninstallOrder,
          item => text(item, 'kind'),
        ).map(item => text(item, 'name')),
      );
    case 'splitManifests':
      return judgeOutcome(testCase, () =>
        splitManifests(text(testCase, 'input')),
      );
    case 'sortManifests':
      return judgeSorting(testCase);
    case 'hookDeletePolicies':
      return judgeOutcome(testCase, () =>
        deletePoliciesOf(hookWith(testCase.policies)),
      );
    case 'execHooks':
      return judgeHooks(testCase);
    default:
      return `no such operation: ${testCase.op}`;
  }
}

/** Judges a case of `helm/postrender.jsonl`. */
export function judgePostRender(testCase: JsonRecord): Verdict {
  return judgeOutcome(testCase, () =>
    testCase.op === 'annotateAndMerge'
      ? annotateAndMerge(filesOf(record(testCase, 'files')))
      : Object.fromEntries(
          splitAndDeannotate(
            text(testCase, 'input'),
            text(testCase, 'postrenderer'),
          ),
        ),
  );
}

import { type Difference, type Files, type Judge } from './judge';

/** A tree to be built; its files are in a directory of its own. */
export interface Case {
  /** The directory, which its files are below. */
  name: string;
  files: Files;
}

export interface Finding extends Difference {
  name: string;
  files: Files;
}

/** All cases in one tree, so that one start of the original judges them all. */
function combine(cases: readonly Case[]): Files {
  const files: Record<string, string> = {
    'kustomization.yaml': `resources:\n${cases
      .map(({ name }) => `- ${name}\n`)
      .join('')}`,
  };
  for (const each of cases) Object.assign(files, each.files);
  return files;
}

/** The cases that differ. Where not all can be built together, or do not agree, they are looked at in halves. */
export function findDifferences(
  judge: Judge,
  cases: readonly Case[],
): Finding[] {
  if (cases.length === 0) return [];
  if (cases.length === 1) {
    const [{ name, files }] = cases;
    const difference = judge.compare(files, name);
    return difference ? [{ name, files, ...difference }] : [];
  }
  // What fails here mostly fails there, too: those are judged alone, so that they do not spoil the others.
  const failing = cases.filter(
    ({ name, files }) => 'error' in judge.own(files, name),
  );
  if (failing.length > 0 && failing.length < cases.length) {
    const rest = cases.filter(each => !failing.includes(each));
    return [
      ...findDifferences(judge, rest),
      ...failing.flatMap(each => findDifferences(judge, [each])),
    ];
  }
  if (failing.length === 0) {
    const difference = judge.compare(combine(cases), '');
    if (!difference) return [];
  }
  const half = cases.length >> 1;
  return [
    ...findDifferences(judge, cases.slice(0, half)),
    ...findDifferences(judge, cases.slice(half)),
  ];
}

/** Takes away lines and files as long as the builds still differ. */
export function minimize(
  judge: Judge,
  finding: Finding,
  mostRuns: number,
): Finding {
  let smallest = finding;
  const last = judge.runs + mostRuns;
  const attempt = (files: Files): boolean => {
    if (judge.runs >= last) return false;
    const difference = judge.compare(files, finding.name);
    // A tree that is broken in another way shows nothing.
    if (!difference || outcomes(difference) !== outcomes(finding)) return false;
    smallest = { ...smallest, ...difference, files };
    return true;
  };
  const paths = Object.keys(finding.files);
  // Most files have no part in it.
  const without = (gone: readonly string[]): Files => ({
    ...smallest.files,
    ...Object.fromEntries(gone.map(path => [path, ''])),
  });
  const other = paths.filter(path => !/\.yaml$/.test(path));
  attempt(without(other));
  for (const path of paths.filter(each => each.endsWith('.yaml'))) {
    if (attempt(without([path]))) continue;
    for (let size = 16; size >= 1; size >>= 2) {
      for (let at = 0; ; ) {
        const lines = smallest.files[path].split('\n');
        if (at >= lines.length) break;
        const kept = lines.filter((_, i) => i < at || i >= at + size);
        if (!attempt({ ...smallest.files, [path]: kept.join('\n') }))
          at += size;
      }
    }
  }
  return smallest;
}

/** Which of both failed. */
function outcomes({ original, own }: Difference): string {
  return `${'error' in original} ${'error' in own}`;
}

import type { KubernetesObject } from '@sluice/kubernetes/objects';

/** An Event of the core group, as far as it is read here. */
export interface ClusterEvent extends KubernetesObject {
  involvedObject?: { kind?: string; namespace?: string; name?: string };
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  /** RFC 3339. */
  lastTimestamp?: string;
}

/** Changes that are named one by one; more are counted. */
const mostNamed = 3;
/** Characters of a line. */
const longestLine = 220;
const keptOfBeginning = 60;

const change = /^[A-Z]\w*\/\S+ (created|configured|deleted|recreated)$/;
const routine =
  /^(no changes since last reconciliation|garbage collected|Health check passed|Dependencies do not meet|Reconciliation is waiting)/i;

/** `2 created, 1 configured` of lines such as `Service/a/b created`; undefined when some line is something else. */
function changes(message: string): string | undefined {
  const lines = message.trim().split('\n');
  if (!lines.every(line => change.test(line))) {
    return undefined;
  }
  if (lines.length <= mostNamed) {
    return lines.join(', ');
  }
  const counts = new Map<string, number>();
  for (const line of lines) {
    const action = line.slice(line.lastIndexOf(' ') + 1);
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return [...counts].map(([action, n]) => `${n} ${action}`).join(', ');
}

/** One line without control characters, temporary folders or the whole of a commit's digits, and not too long. */
function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[^\P{C}]/gu, '\ufffd')
    .replace(/\/\S*?\/kustomization-\d+\//g, '')
    .replace(/\b(sha1:)?([0-9a-f]{8})[0-9a-f]{32}\b/g, '$2')
    .trim();
  if (line.length <= longestLine) {
    return line;
  }
  // The beginning says what has failed, the end of a nested message why.
  return `${line.slice(0, keptOfBeginning)} … ${line.slice(
    keptOfBeginning + 3 - longestLine,
  )}`;
}

/**
 * Says in one line what an event of the controllers tells a person who watches; undefined for what goes without saying.
 *
 * @param applied - the revision that was last said to be applied, by object; kept up to date
 */
export function eventLine(
  event: ClusterEvent,
  applied: Map<string, string>,
): string | undefined {
  const { kind, name, namespace } = event.involvedObject ?? {};
  const message = event.message ?? '';
  if (kind !== 'Kustomization' && kind !== 'GitRepository') {
    return undefined;
  }
  const say = (text: string) => oneLine(`${name}: ${text}`);
  if (event.type === 'Warning') {
    return say(`${event.reason}: ${message}`);
  }
  const key = `${namespace}/${name}`;
  const revision =
    event.metadata.annotations?.['kustomize.toolkit.fluxcd.io/revision'];
  const finished = /^Reconciliation finished in ([\d.]+)(\D+)/.exec(message);
  if (finished) {
    if (!revision || applied.get(key) === revision) {
      return undefined;
    }
    applied.set(key, revision);
    const [, number, unit] = finished;
    const took = `${Number(Number(number).toPrecision(2))} ${
      unit.split(',')[0]
    }`;
    return say(`applied ${revision.replace('@sha1:', '@')} in ${took}`);
  }
  if (routine.test(message)) {
    return undefined;
  }
  const commit = /^stored artifact for commit '(.*)'$/s.exec(message);
  if (commit) {
    return say(`new commit “${commit[1]}”`);
  }
  const changed = changes(message);
  if (changed === undefined) {
    return say(message);
  }
  // What a revision changes is told before it is said to be applied; what changes after that was not as Git says.
  const isCorrection = revision !== undefined && applied.get(key) === revision;
  return say(isCorrection ? `put back ${changed}` : changed);
}

import type { Finding } from './finding';
import type { Situation, SituationPart } from './situation';
import { enumerate, excerpt, ownerName } from './text';

const partName = ({ kind, name }: SituationPart) => `${kind}/${name}`;
const bad = ({ health }: SituationPart) =>
  health === 'degraded' || health === 'progressing';

const reasons: readonly { match: RegExp; cause: string; nextStep: string }[] = [
  {
    match: /ImagePullBackOff|ErrImagePull|InvalidImageName/,
    cause: 'its image cannot be pulled',
    nextStep: 'check the tag and the pull secret',
  },
  {
    match: /CrashLoopBackOff|RunContainerError|Error$/,
    cause: 'its container keeps crashing',
    nextStep: 'read the logs of the last run',
  },
  {
    match: /CreateContainerConfigError/,
    cause: 'a ConfigMap or Secret that it needs is missing',
    nextStep: 'add it to Git',
  },
  {
    match: /OOMKilled/,
    cause: 'its container needs more memory than it may use',
    nextStep: 'raise the limit or lower the need',
  },
  {
    match: /Unschedulable/,
    cause: 'no node has room for it',
    nextStep: 'ask for less or add nodes',
  },
  {
    match: /ProgressDeadlineExceeded/,
    cause: 'its new pods do not become ready in time',
    nextStep: 'look at the pods and their readiness probe',
  },
];

function detail(part: SituationPart): { cause?: string; nextStep: string } {
  const { problem } = part;
  if (!problem) {
    return {
      cause: 'its pods are not ready',
      nextStep: 'look at the pods and their readiness probe',
    };
  }
  const known = reasons.find(({ match }) => match.test(problem.reason));
  return (
    known ?? {
      cause: excerpt(`${problem.reason} ${problem.message}`),
      nextStep: 'look at the object',
    }
  );
}

/** The component's own part is not healthy. */
export function explainOwnHealth(situation: Situation): Finding | undefined {
  const broken = situation.parts.filter(({ health }) => health === 'degraded');
  if (broken.length === 0) {
    return undefined;
  }
  const [first] = broken;
  const { cause, nextStep } = detail(first);
  return {
    situation: 'unhealthy',
    severity: 'error',
    fact: `${situation.component} is not healthy in ${enumerate(
      broken.map(partName),
    )}`,
    cause,
    owner: situation.componentOwner,
    nextStep,
    raw: first.problem && `${first.problem.reason}: ${first.problem.message}`,
  };
}

/** A health check of the applier failed: name whose object it is. */
export function explainHealthCheck(
  situation: Situation,
  message: string,
): Finding {
  const own = explainOwnHealth(situation);
  if (own) {
    return { ...own, raw: own.raw ?? message };
  }
  const names = [
    ...message.matchAll(
      /(\w+)\/([^\s/'\]]+)(?:\/([^\s'\]]+))? status: '(\w+)'/g,
    ),
  ];
  const listed = names.map(([, kind, first, second, status]) => ({
    kind,
    name: second ?? first,
    namespace: second ? first : undefined,
    status,
  }));
  const listedIn = (parts: readonly SituationPart[]) =>
    listed.find(item =>
      parts.some(part => part.kind === item.kind && part.name === item.name),
    );
  const mine = listedIn(situation.parts);
  if (mine) {
    return {
      situation: 'health-check-failed',
      severity: 'error',
      fact: `${mine.kind}/${mine.name} of ${situation.component} did not become ready in time`,
      owner: situation.componentOwner,
      nextStep: 'look at the object and its pods',
      raw: message,
    };
  }
  const neighbour =
    situation.neighbours.find(({ parts }) => listedIn(parts)) ??
    situation.neighbours.find(({ parts }) => parts.some(bad));
  if (neighbour) {
    const part = neighbour.parts.find(bad) ?? listedIn(neighbour.parts);
    return {
      situation: 'blocked-by-neighbour',
      severity: 'warning',
      fact: `${situation.component} is fine, but its delivery is blocked by ${
        neighbour.title
      }${neighbour.owner ? ` of ${ownerName(neighbour.owner)}` : ''}`,
      cause: part
        ? `${part.kind}/${part.name} is not healthy`
        : 'its objects are not healthy',
      owner: neighbour.owner,
      nextStep: `repair ${neighbour.title}`,
      raw: message,
    };
  }
  const missing = listed.find(({ status }) => status === 'NotFound');
  if (missing) {
    return {
      situation: 'health-check-object-missing',
      severity: 'error',
      fact: `${missing.kind}/${missing.name}, whose health is checked, does not exist`,
      owner: situation.applier?.owner,
      nextStep: 'correct spec.healthChecks or create the object',
      raw: message,
    };
  }
  return {
    situation: 'health-check-failed',
    severity: 'error',
    fact: listed.length
      ? `${enumerate(
          listed.map(({ kind, name }) => `${kind}/${name}`),
        )} did not become ready in time`
      : 'The health check failed',
    cause: listed.length ? undefined : excerpt(message),
    owner: situation.applier?.owner,
    nextStep: 'look at the object and its pods',
    raw: message,
  };
}

import type { Finding } from './finding';
import type { Situation, SituationSource } from './situation';
import { excerpt } from './text';

interface Pattern {
  situation: string;
  match: RegExp;
  fact(source: SituationSource, groups: RegExpExecArray): string;
  cause?(source: SituationSource, groups: RegExpExecArray): string;
  nextStep: string;
}

const where = (source: SituationSource) =>
  source.url ?? `${source.kind} ${source.namespace}/${source.name}`;

const patterns: readonly Pattern[] = [
  {
    situation: 'source-secret-missing',
    match: /failed to get secret '[^']*'.*secrets "([^"]+)" not found/s,
    fact: source => `${where(source)} cannot be read`,
    cause: (source, [, secret]) =>
      `its Secret ${source.namespace}/${secret} does not exist`,
    nextStep: 'create the Secret or correct spec.secretRef',
  },
  {
    situation: 'source-branch-missing',
    match: /couldn't find remote ref "refs\/heads\/([^"]+)"/,
    fact: (source, [, branch]) =>
      `The branch ${branch} does not exist in ${where(source)}`,
    nextStep: 'push the branch or correct spec.ref.branch',
  },
  {
    situation: 'source-tag-missing',
    match: /couldn't find remote ref "refs\/tags\/([^"]+)"/,
    fact: (source, [, tag]) =>
      `The tag ${tag} does not exist in ${where(source)}`,
    nextStep: 'push the tag or correct spec.ref.tag',
  },
  {
    situation: 'source-repository-missing',
    match: /repository not found/,
    fact: source => `The repository ${where(source)} does not exist`,
    cause: () => 'the Git server knows no repository of that name',
    nextStep: 'correct spec.url, or give access to it',
  },
  {
    situation: 'source-unauthorized',
    match:
      /authentication required|authorization failed|invalid credentials|\b401\b|\b403\b/i,
    fact: source => `${where(source)} refuses the credentials`,
    nextStep: 'renew the Secret that spec.secretRef names',
  },
  {
    situation: 'source-certificate',
    match: /x509|certificate|tls:/i,
    fact: source =>
      `${where(source)} presents a certificate that is not trusted`,
    nextStep: 'put the CA into the key ca.crt of the Secret',
  },
  {
    situation: 'source-unreachable',
    match:
      /connection refused|no such host|i\/o timeout|timed? ?out|context deadline exceeded|network is unreachable/i,
    fact: source => `${where(source)} does not answer`,
    nextStep: 'check the Git server and the way to it',
  },
  {
    situation: 'source-empty',
    match: /empty git repository|remote repository is empty/i,
    fact: source => `The repository ${where(source)} has no commit`,
    nextStep: 'push a first commit',
  },
  {
    situation: 'source-include-missing',
    match: /could not get resource for include '([^']+)'/,
    fact: (source, [, name]) =>
      `${where(source)} includes ${name}, which does not exist`,
    nextStep:
      'create the included GitRepository or remove it from spec.include',
  },
  {
    situation: 'source-sparse-missing',
    match: /sparse checkout dir '([^']+)' does not exist/,
    fact: (source, [, directory]) =>
      `The directory ${directory} of spec.sparseCheckout does not exist in ${where(
        source,
      )}`,
    nextStep: 'correct spec.sparseCheckout',
  },
];

/** A source that cannot be read, or that does not exist. */
export function explainSource(situation: Situation): Finding | undefined {
  const { applier, source } = situation;
  const ready = applier?.conditions.find(({ type }) => type === 'Ready');
  const missing = /^(\S+?)\.\S+ "([^"]+)" not found$/.exec(
    ready?.reason === 'ArtifactFailed' ? ready.message : '',
  );
  if (missing) {
    return {
      situation: 'source-missing',
      severity: 'error',
      fact: `The source of ${situation.component} does not exist`,
      cause: `${missing[1]} ${missing[2]} is named by ${applier?.kind} ${applier?.namespace}/${applier?.name}`,
      owner: applier?.owner,
      nextStep: 'create the source or correct spec.sourceRef',
      raw: ready?.message,
    };
  }
  if (!source) {
    return undefined;
  }
  if (source.suspended) {
    return {
      situation: 'source-suspended',
      severity: 'warning',
      fact: `New commits of ${where(source)} are not fetched`,
      cause: `${source.kind} ${source.namespace}/${source.name} is suspended`,
      owner: source.owner,
      nextStep: 'resume it to deliver again',
    };
  }
  const failure = source.conditions.find(
    ({ type, status }) => type === 'Ready' && status === 'False',
  );
  if (!failure) {
    return undefined;
  }
  for (const pattern of patterns) {
    const groups = pattern.match.exec(failure.message);
    if (groups) {
      return {
        situation: pattern.situation,
        severity: 'error',
        fact: pattern.fact(source, groups),
        cause: pattern.cause?.(source, groups),
        owner: source.owner,
        nextStep: pattern.nextStep,
        raw: failure.message,
      };
    }
  }
  return {
    situation: 'source-failed',
    severity: 'error',
    fact: `${where(source)} cannot be fetched`,
    cause: source.hidden ? undefined : excerpt(failure.message),
    owner: source.owner,
    nextStep: 'read the message of the source',
    raw: failure.message,
  };
}

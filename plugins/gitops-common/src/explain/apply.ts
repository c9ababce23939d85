import type { Finding } from './finding';
import type { Situation, SituationApplier } from './situation';
import { excerpt } from './text';

/** `Deployment/payments/web` at the start of an apply error. */
const subject = /^([A-Z][A-Za-z]+\/[^\s:]+)\s/;

interface Named {
  object: string;
  kind: string;
  namespace?: string;
  name: string;
}

function namedObject(message: string): Named | undefined {
  const text = subject.exec(message)?.[1];
  if (!text) {
    return undefined;
  }
  const [kind, ...rest] = text.split('/');
  return {
    object: text,
    kind,
    name: rest[rest.length - 1],
    ...(rest.length > 1 ? { namespace: rest[0] } : {}),
  };
}

/** Who owns the object that an error names: the component, a neighbour or whoever owns the applier. */
function ownerOf(
  situation: Situation,
  named: Named | undefined,
): { owner?: string; neighbour?: string } {
  const same = (part: { kind: string; namespace?: string; name: string }) =>
    part.kind === named?.kind &&
    part.name === named.name &&
    (part.namespace ?? '') === (named.namespace ?? '');
  if (named && situation.parts.some(same)) {
    return { owner: situation.componentOwner };
  }
  const neighbour = situation.neighbours.find(({ parts }) => parts.some(same));
  if (neighbour) {
    return { owner: neighbour.owner, neighbour: neighbour.title };
  }
  return { owner: situation.applier?.owner };
}

interface Pattern {
  situation: string;
  match: RegExp;
  fact(object: string, groups: RegExpExecArray): string;
  cause?(
    groups: RegExpExecArray,
    applier: SituationApplier,
  ): string | undefined;
  nextStep: string;
  /** The owner of the applier rather than of the object has to act. */
  platform?: boolean;
}

const patterns: readonly Pattern[] = [
  {
    situation: 'apply-sops',
    match: /is SOPS encrypted/,
    fact: object => `${object} is encrypted and nobody decrypts it`,
    nextStep: 'configure spec.decryption on the Kustomization',
  },
  {
    situation: 'account-missing',
    match: /service ?account.*(not found|does not exist)/i,
    fact: () => `The account to deliver with is missing`,
    cause: (_, { serviceAccountName }) =>
      serviceAccountName &&
      `ServiceAccount ${serviceAccountName} does not exist`,
    nextStep: 'create the account or correct spec.serviceAccountName',
    platform: true,
  },
  {
    situation: 'apply-forbidden',
    match: /is forbidden: User "([^"]+)" cannot (\w+) resource "([^"]+)"/,
    fact: object => `${object} may not be written`,
    cause: ([, user, verb, resource]) =>
      `the account ${user.replace(
        /^system:serviceaccount:([^:]+):(.+)$/,
        '$1/$2',
      )} may not ${verb} ${resource}`,
    nextStep: 'grant the right to the account, or take the object out of Git',
    platform: true,
  },
  {
    situation: 'apply-immutable',
    match:
      /field is immutable|is immutable|may not be changed|updates to \w+ spec for fields other than/i,
    fact: object => `${object} cannot be changed in place`,
    cause: () => 'Git changes a field that Kubernetes does not let change',
    nextStep:
      'set the annotation kustomize.toolkit.fluxcd.io/force: Enabled to replace it, or undo the change',
  },
  {
    situation: 'apply-namespace-missing',
    match: /namespaces? "([^"]+)" not found/,
    fact: object => `${object} has no place to go`,
    cause: ([, namespace]) => `the namespace ${namespace} does not exist`,
    nextStep:
      'create the namespace in Git, in this or an earlier Kustomization',
  },
  {
    situation: 'apply-namespace-unspecified',
    match: /namespace not specified/,
    fact: object => `${object} states no namespace`,
    nextStep: 'set metadata.namespace or spec.targetNamespace',
  },
  {
    situation: 'apply-kind-unknown',
    match: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    fact: (_, groups) =>
      `The cluster does not know the kind ${groups[1]} (${groups[2]})`,
    nextStep:
      'install its CustomResourceDefinition first, or correct the apiVersion',
  },
  {
    situation: 'apply-unknown-field',
    match: /field not declared in schema|unknown field/,
    fact: object => `${object} states a field that does not exist`,
    nextStep: 'correct the manifest and push',
  },
  {
    situation: 'apply-wrong-type',
    match:
      /failed to create typed patch object[^:]*: (\S+): expected (.+), got (\S+)/,
    fact: object => `${object} states a value of the wrong type`,
    cause: ([, field, expected, got]) =>
      `${field.replace(/^\./, '')} must be ${expected.trim()}, not ${got}`,
    nextStep: 'correct the manifest and push',
  },
  {
    situation: 'apply-invalid',
    match: /is invalid: (.+)/s,
    fact: object => `The cluster refuses ${object}`,
    cause: ([, reason]) => excerpt(reason),
    nextStep: 'correct the manifest and push',
  },
  {
    situation: 'apply-quota',
    match: /exceeded quota/,
    fact: object => `${object} does not fit into the quota of its namespace`,
    nextStep: 'ask for less, or for a larger quota',
  },
  {
    situation: 'apply-webhook',
    match: /admission webhook "([^"]+)" denied/,
    fact: object => `A policy of the cluster refuses ${object}`,
    cause: ([, webhook]) => `the admission webhook ${webhook}`,
    nextStep: 'read its message and correct the manifest',
  },
  {
    situation: 'apply-kubeconfig',
    match: /kubeconfig/i,
    fact: () => 'The kubeconfig of the target cluster cannot be used',
    nextStep: 'check the Secret that spec.kubeConfig names',
    platform: true,
  },
];

/** The cluster did not accept what Git says. */
export function explainApply(
  situation: Situation,
  applier: SituationApplier,
  message: string,
): Finding {
  const named = namedObject(message);
  const { owner, neighbour } = ownerOf(situation, named);
  const object = `${named?.object ?? 'An object of the Kustomization'}${
    neighbour ? ` of ${neighbour}` : ''
  }`;
  const consequence = neighbour
    ? `Delivery of ${situation.component} is blocked by ${neighbour}: `
    : '';
  for (const pattern of patterns) {
    const groups = pattern.match.exec(message);
    if (groups) {
      return {
        situation: pattern.situation,
        severity: neighbour ? 'warning' : 'error',
        fact: `${consequence}${pattern.fact(object, groups)}`,
        cause: pattern.cause?.(groups, applier),
        owner: pattern.platform ? applier.owner ?? owner : owner,
        nextStep: pattern.nextStep,
        raw: message,
      };
    }
  }
  return {
    situation: 'apply-failed',
    severity: neighbour ? 'warning' : 'error',
    fact: `${consequence}${object} could not be applied`,
    cause: excerpt(message),
    owner,
    nextStep: 'read the message and correct the manifest',
    raw: message,
  };
}

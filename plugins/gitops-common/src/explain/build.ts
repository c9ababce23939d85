import type { Finding } from './finding';
import type { Situation, SituationApplier, SituationPart } from './situation';
import { excerpt, locationOf } from './text';

interface Pattern {
  situation: string;
  match: RegExp;
  fact(groups: RegExpExecArray, at: string): string;
  cause?(groups: RegExpExecArray): string;
  nextStep: string;
}

const patterns: readonly Pattern[] = [
  {
    situation: 'build-path-missing',
    match: /kustomization path not found/,
    fact: () => 'The path of the Kustomization does not exist in Git',
    nextStep: 'correct spec.path or restore the folder',
  },
  {
    situation: 'build-variable-missing',
    match: /variable not set \(strict mode\): "([^"]+)"/,
    fact: ([, name]) => `The variable \${${name}} has no value`,
    nextStep: 'set it in spec.postBuild or give it a default',
  },
  {
    situation: 'build-substitute-source-missing',
    match: /substitute from '(\w+)\/([^']+)' error/,
    fact: ([, kind, name]) =>
      `The ${kind} ${name} that holds variables cannot be read`,
    cause: () => 'it does not exist in the namespace of the Kustomization',
    nextStep: 'create it, or mark it as optional',
  },
  {
    situation: 'build-variable-name',
    match: /'([^']+)' var name is invalid/,
    fact: ([, name]) => `${name} cannot be the name of a variable`,
    nextStep: 'rename it: letters, digits and underscores only',
  },
  {
    situation: 'build-outside-root',
    match: /fs-security-constraint|is not in or below/,
    fact: (_, at) => `${at} reaches out of the repository`,
    nextStep: 'keep every path and link inside the source',
  },
  {
    situation: 'build-helm-charts',
    match: /must specify --enable-helm|HelmChartInflationGenerator/,
    fact: (_, at) =>
      `${at} inflates a Helm chart, which a Kustomization does not do`,
    nextStep: 'use a HelmRelease instead of helmCharts',
  },
  {
    situation: 'build-duplicate',
    match: /already registered id: ([^\s']+)/,
    fact: ([, id]) => `The same object is stated twice: ${id}`,
    nextStep: 'remove one of the two',
  },
  {
    situation: 'build-not-an-object',
    match: /missing (kind|metadata\.name|apiVersion) in object/,
    fact: (groups, at) => `${at} has no ${groups[1]}`,
    nextStep: 'make it a Kubernetes object, or keep it out of the folder',
  },
  {
    situation: 'build-decode',
    match:
      /MalformedYAMLError|error converting YAML to JSON|\byaml: (?:line|unmarshal|control|invalid|unknown|document|did)/,
    fact: (_, at) => `${at} is not valid YAML`,
    nextStep: 'correct the file and push',
  },
  {
    situation: 'build-unknown-field',
    match: /unknown field "([^"]+)"|invalid Kustomization/,
    fact: (groups, at) =>
      groups[1]
        ? `${at} has the unknown field ${groups[1]}`
        : `${at} is not a valid kustomization`,
    nextStep: 'correct the field and push',
  },
  {
    situation: 'build-component-missing',
    match: /component/i,
    fact: (_, at) => `A component that ${at} names cannot be used`,
    nextStep: 'correct the path of the component',
  },
  {
    situation: 'build-file-missing',
    match:
      /no such file or directory|must build at directory|not a valid directory/,
    fact: (_, at) => `${at} is named but is not in Git`,
    nextStep: 'add the file or remove it from resources',
  },
  {
    situation: 'build-patch',
    match: /patch|operation does not apply|no matches for Id|unable to find/i,
    fact: () => 'A patch does not fit what it patches',
    nextStep: 'correct the patch or its target',
  },
  {
    situation: 'build-decryption',
    match: /decrypt|sops|age|secrets "[^"]+" not found/i,
    fact: () => 'What is encrypted cannot be decrypted',
    nextStep: 'check spec.decryption and its Secret',
  },
];

/** Whose folder a file lies in: a folder named after an object of the component or of a neighbour. */
function ownerOfFile(
  situation: Situation,
  file: string,
): { owner?: string; neighbour?: string } | undefined {
  const folders = new Set(file.split('/').slice(0, -1));
  const within = (parts: readonly SituationPart[]) =>
    parts.some(({ name }) => folders.has(name));
  if (within(situation.parts)) {
    return { owner: situation.componentOwner };
  }
  const neighbour = situation.neighbours.find(({ parts }) => within(parts));
  return neighbour && { owner: neighbour.owner, neighbour: neighbour.title };
}

/** The manifests in Git do not build. Nothing was changed in the cluster. */
export function explainBuild(
  situation: Situation,
  applier: SituationApplier,
  message: string,
): Finding {
  const location = locationOf(message, applier.path);
  const at = location
    ? `${location.file}${location.line ? ` (line ${location.line})` : ''}`
    : `The folder ${applier.path ?? './'}`;
  const { owner, neighbour } =
    (location && ownerOfFile(situation, location.file)) ?? {};
  const consequence = neighbour
    ? `Delivery of ${situation.component} is blocked by ${neighbour}: `
    : '';
  const common = {
    // Somebody else's mistake is no failure of this component.
    severity: neighbour ? ('warning' as const) : ('error' as const),
    owner: owner ?? applier.owner,
    raw: message,
    ...(location ? { location } : {}),
  };
  for (const pattern of patterns) {
    const groups = pattern.match.exec(message);
    if (groups) {
      return {
        ...common,
        situation: pattern.situation,
        fact: `${consequence}${pattern.fact(groups, at)}`,
        cause:
          pattern.cause?.(groups) ??
          'the build fails, so nothing is applied and nothing is pruned',
        nextStep: pattern.nextStep,
      };
    }
  }
  return {
    ...common,
    situation: 'build-failed',
    fact: `${consequence}${at} does not build`,
    cause: excerpt(message),
    nextStep: 'correct it and push',
  };
}

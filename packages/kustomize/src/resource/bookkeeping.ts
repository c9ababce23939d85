/** What a generated object does when one with its id is already there. */
export type GenerationBehavior = 'unspecified' | 'create' | 'replace' | 'merge';

export interface PreviousIdentity {
  name: string;
  /** The effective namespace. */
  namespace: string;
  kind: string;
}

/** What a build remembers about an object besides the object. */
export interface Bookkeeping {
  previous: PreviousIdentity[];
  prefixes: string[];
  suffixes: string[];
  behavior: GenerationBehavior;
  needsHash: boolean;
  allowNameChange: boolean;
  allowKindChange: boolean;
  /** Names of the `vars` that read from this object. */
  variables: string[];
  /** The file it was read from, when origins are recorded. */
  origin?: { path: string; repo?: string; ref?: string };
}

const domain = 'internal.config.kubernetes.io/';

/** The annotations that never leave a build. */
export const buildAnnotations: readonly string[] = [
  ...[
    'previousKinds',
    'previousNames',
    'prefixes',
    'suffixes',
    'previousNamespaces',
    'allowNameChange',
    'allowKindChange',
    'refBy',
    'generatorBehavior',
    'needsHashSuffix',
    'path',
    'index',
    'seqindent',
    'id',
    'annotations-migration-resource-id',
    'helm-generated',
  ].map(name => domain + name),
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

export const originAnnotation = 'config.kubernetes.io/origin';
export const transformationsAnnotation =
  'alpha.config.kubernetes.io/transformations';
export const localConfigAnnotation = 'config.kubernetes.io/local-config';
export const helmGeneratedAnnotation = `${domain}helm-generated`;

/** The behaviour of that name; anything else is unspecified. */
export function behaviorOf(text: string): GenerationBehavior {
  switch (text) {
    case 'create':
    case 'replace':
    case 'merge':
      return text;
    default:
      return 'unspecified';
  }
}

function list(
  annotations: ReadonlyMap<string, string>,
  name: string,
): string[] {
  const text = annotations.get(domain + name);
  return text === undefined ? [] : text.split(',');
}

/** What the annotations of an object that was read say about it (usually nothing). */
export function readBookkeeping(
  annotations: ReadonlyMap<string, string>,
): Bookkeeping {
  const names = list(annotations, 'previousNames');
  const namespaces = list(annotations, 'previousNamespaces');
  const kinds = list(annotations, 'previousKinds');
  if (names.length !== namespaces.length || names.length !== kinds.length) {
    throw new Error(
      'number of previous names, number of previous namespaces, number of previous kinds not equal',
    );
  }
  const enabled = (name: string): boolean =>
    annotations.get(domain + name) === 'enabled';
  return {
    previous: names.map((name, i) => ({
      name,
      namespace: namespaces[i],
      kind: kinds[i],
    })),
    prefixes: list(annotations, 'prefixes'),
    suffixes: list(annotations, 'suffixes'),
    behavior: behaviorOf(annotations.get(`${domain}generatorBehavior`) ?? ''),
    needsHash: enabled('needsHashSuffix'),
    allowNameChange: enabled('allowNameChange'),
    allowKindChange: enabled('allowKindChange'),
    variables: [],
  };
}

/** The annotations in which upstream would hold this memory; a JSON patch can see that there are some. */
export function bookkeepingAnnotations(
  memory: Bookkeeping,
): Map<string, string> {
  const result = new Map<string, string>();
  const put = (name: string, values: string[]): void => {
    if (values.length > 0) result.set(domain + name, values.join(','));
  };
  put(
    'previousNames',
    memory.previous.map(({ name }) => name),
  );
  put(
    'previousNamespaces',
    memory.previous.map(({ namespace }) => namespace),
  );
  put(
    'previousKinds',
    memory.previous.map(({ kind }) => kind),
  );
  put('prefixes', memory.prefixes);
  put('suffixes', memory.suffixes);
  put(
    'generatorBehavior',
    memory.behavior === 'unspecified' ? [] : [memory.behavior],
  );
  put('needsHashSuffix', memory.needsHash ? ['enabled'] : []);
  return result;
}

import { type Case } from './batch';
import { block, groups, jsonPatch, mergePatch, patch } from './patches';
import { type Random } from './random';
import { type RandomResource, randomResources } from './resources';

/** A list of YAML blocks as the elements of a field. */
function field(name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `${name}:\n${items
    .map(item => `- ${item.replaceAll('\n', '\n  ')}\n`)
    .join('')}`;
}

function replacement(
  random: Random,
  resources: readonly RandomResource[],
): string {
  const source = random.pick(resources);
  const target = random.pick(resources);
  const hasPods = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(
    source.kind,
  );
  const fieldPath = random.pick([
    'metadata.name',
    'kind',
    ...(hasPods
      ? [
          'spec.template.spec.containers.0.image',
          'spec.template.spec.containers.[name=main].image',
          'spec.selector',
        ]
      : []),
    ...(source.kind === 'Thing' ? ['spec.replicas', 'spec.list', 'spec'] : []),
    ...(source.kind === 'ConfigMap' ? ['data.a'] : []),
    ...(random.chance(0.1) ? ['metadata.labels.app', 'spec.none'] : []),
  ]);
  const options = random.pick([
    '',
    '\n  options: {delimiter: ":", index: 0}',
    '\n  options: {delimiter: "-", index: 1}',
  ]);
  const paths = random.pick([
    'metadata.annotations.from',
    'metadata.labels.app',
    'spec.replicas',
    'data.b',
    'spec.template.spec.containers.[name=main].image',
    'spec.template.spec.containers.[ports=8080].image',
    'spec.template.spec.containers.[image=^"?nginx].name',
    'spec.template.spec.containers.*.env.[name=A].value',
    'spec.template.spec.containers.*.args.[=-y]',
    'spec.list.[value=^"].name',
    'spec.list.1.value',
    'spec.list.-',
    'metadata.annotations.[x.y/z]',
  ]);
  const targetOptions = random.pick([
    '',
    '\n  options: {create: true}',
    '\n  options: {delimiter: "-", index: 0}',
    '\n  options: {delimiter: ":", index: 1, create: true}',
    '\n  options: {delimiter: "/", index: -1}',
  ]);
  const reject = random.chance(0.2)
    ? `\n  reject:\n  - name: ${source.name}`
    : '';
  return `source:\n  kind: ${source.kind}\n  name: ${
    source.name
  }\n  fieldPath: ${fieldPath}${options}\ntargets:\n- select:\n    ${
    random.chance(0.5) ? `kind: ${target.kind}` : `name: ${target.name}`
  }\n  fieldPaths:\n  - ${paths}${targetOptions}${reject}`;
}

function generator(
  random: Random,
  kind: 'ConfigMap' | 'Secret',
  name: string,
  behavior: string,
): string {
  const parts = random.some(
    [
      `literals:\n- a=${random.pick([
        '1',
        'x y',
        '"quoted"',
        "'single'",
        '',
        'a=b',
        'true',
        '# no',
      ])}\n- ${random.pick([
        '"t=\\tx\\ny"',
        '"t=\\n\\tx\\n"',
        '"t= x\\ny"',
        "'t=\tx'",
      ])}\n- '${random.pick(['b=2', 'c= spaced ', 'd=é', 'e=\\n'])}'`,
      `files:\n- file.txt\n- ${random.pick([
        'renamed=file.txt',
        'bin=file.bin',
        'x.y=file.txt',
      ])}`,
      `envs:\n- file.env`,
      `options:\n  ${random.pick([
        'disableNameSuffixHash: true',
        'labels: {g: "1"}',
        'annotations: {h: "2"}',
        'immutable: true',
      ])}`,
    ],
    0.5,
  );
  if (kind === 'Secret' && random.chance(0.3))
    parts.push(
      `type: ${random.pick(['Opaque', 'kubernetes.io/tls', 'example.com/x'])}`,
    );
  if (random.chance(0.2)) parts.push(`namespace: one`);
  return [
    `name: ${name}`,
    ...(behavior ? [`behavior: ${behavior}`] : []),
    ...parts,
  ].join('\n');
}

interface Layer {
  resources: readonly RandomResource[];
  /** ConfigMaps that the layer below generates. */
  generated: readonly string[];
}

/** Fields of a kustomization other than its resources. */
function fields(
  random: Random,
  prefix: string,
  { resources, generated }: Layer,
): string[] {
  const ofKind = (kind: string) => resources.filter(each => each.kind === kind);
  const deployments = [...ofKind('Deployment'), ...ofKind('StatefulSet')];
  const maps = [
    ...generated.map(name =>
      generator(random, 'ConfigMap', name, random.pick(['merge', 'replace'])),
    ),
    ...ofKind('ConfigMap')
      .slice(0, 1)
      .filter(() => random.chance(0.3))
      .map(({ name }) =>
        generator(
          random,
          'ConfigMap',
          name,
          random.pick(['merge', 'replace', 'create', '']),
        ),
      ),
    ...random.list(1, () =>
      generator(
        random,
        'ConfigMap',
        `${prefix}-gen`,
        random.pick(['', 'create']),
      ),
    ),
  ];
  const all = [
    `namespace: ${random.pick(['one', 'three', '"1"'])}\n`,
    `namePrefix: ${random.pick(['pre-', 'p.', '"1-"'])}\n`,
    `nameSuffix: ${random.pick(['-suf', '"-2"'])}\n`,
    field(
      'labels',
      random.list(
        2,
        () =>
          `pairs: {${random.pick([
            'app: lab',
            'team: "1"',
            'x.y/z: "true"',
          ])}}${random.pick([
            '',
            '\nincludeSelectors: true',
            '\nincludeTemplates: true',
            '\nfields:\n- path: spec/lab\n  create: true\n  kind: Thing',
          ])}`,
      ),
    ),
    random.pick([
      'commonLabels: {common: "yes"}\n',
      'commonLabels:\n  app: common\n',
    ]),
    `commonAnnotations: {${random.pick(['anno: "1"', 'note: over'])}}\n`,
    field(
      'images',
      random.list(
        2,
        () =>
          `name: ${random.pick([
            'nginx',
            'docker.io/library/redis',
            'ghcr.io/a/b',
            'app',
            'localhost:5000/app',
            'ngin.',
          ])}\n${random.pick([
            'newTag: "2"',
            'newTag: "1.10"',
            'newName: other/image',
            'digest: sha256:aa',
            'newName: o\nnewTag: v2',
            'tagSuffix: -x',
            'newTag: v1\ndigest: sha256:bb',
          ])}`,
      ),
    ),
    field(
      'replicas',
      deployments
        .slice(0, 1)
        .map(({ name }) => `name: ${name}\ncount: ${random.below(9)}`),
    ),
    field('configMapGenerator', maps),
    field(
      'secretGenerator',
      random.list(1, () => generator(random, 'Secret', `${prefix}-sec`, '')),
    ),
    `generatorOptions:\n  ${random.pick([
      'disableNameSuffixHash: true',
      'labels: {o: "1"}',
      'annotations: {p: "2"}',
      'immutable: true',
    ])}\n`,
    field(
      'patches',
      random.list(2, () => patch(random, resources)),
    ),
    field('patches', [patch(random, resources)]),
    field(
      'patchesStrategicMerge',
      random.list(1, () =>
        block(mergePatch(random, random.pick(resources)).trimEnd()),
      ),
    ),
    field(
      'patchesJson6902',
      random.list(1, () => {
        const target = random.pick(resources);
        const [version, group] = (groups[target.kind] ?? 'v1')
          .split('/')
          .reverse();
        return `target:\n${
          group ? `  group: ${group}\n` : ''
        }  version: ${version}\n  kind: ${target.kind}\n  name: ${
          target.name
        }\npatch: ${block(jsonPatch(random, target.kind))}`;
      }),
    ),
    field(
      'replacements',
      random.list(2, () => replacement(random, resources)),
    ),
    random.pick([
      'sortOptions: {order: fifo}\n',
      'sortOptions: {order: legacy}\n',
      'sortOptions:\n  order: legacy\n  legacySortOptions:\n    orderFirst: [Thing, Namespace]\n    orderLast: [ConfigMap]\n',
    ]),
    `buildMetadata: [${random.pick([
      'originAnnotations',
      'transformerAnnotations',
      'managedByLabel',
      'originAnnotations, transformerAnnotations',
    ])}]\n`,
    field(
      'vars',
      random.list(1, () => {
        const { kind, name } = random.pick(resources);
        return `name: VAR\nobjref: {apiVersion: ${
          groups[kind] ?? 'v1'
        }, kind: ${kind}, name: ${name}}${random.pick([
          '',
          '\nfieldref: {fieldpath: metadata.name}',
        ])}`;
      }),
    ),
  ];
  // Two of the same field are one too many.
  const chosen = random.some(all, 0.16).filter(text => text !== '');
  const names = chosen.map(text => text.slice(0, text.indexOf(':')));
  return chosen.filter((_, i) => names.indexOf(names[i]) === i);
}

const generatorFiles = {
  'file.txt': 'line one\nline two\n',
  'file.bin': '\u0000\u0001binary',
  'file.env': '# comment\nA=1\nB=two words\n\nC="q"\nD=\n',
};

/** A base and up to two layers over it, with patches and all that. */
export function randomKustomization(random: Random, name: string): Case {
  const files: Record<string, string> = {};
  const resources = randomResources(random, name);
  const write = (directory: string, lists: string[], layer: Layer): void => {
    const own = [...lists, ...fields(random, name, layer)];
    files[`${directory}/kustomization.yaml`] = own.join('');
    for (const [file, text] of Object.entries(generatorFiles)) {
      files[`${directory}/${file}`] = text;
    }
  };
  const split = random.chance(0.5);
  if (split) {
    resources.forEach(({ yaml }, i) => {
      files[`${name}/base/r${i}.yaml`] = yaml;
    });
  } else {
    files[`${name}/base/all.yaml`] = resources
      .map(({ yaml }) => yaml)
      .join('---\n');
  }
  const listed = split ? resources.map((_, i) => `r${i}.yaml`) : ['all.yaml'];
  write(`${name}/base`, [field('resources', listed)], {
    resources,
    generated: [],
  });
  const generated = files[`${name}/base/kustomization.yaml`].includes(
    `name: ${name}-gen`,
  )
    ? [`${name}-gen`]
    : [];
  const more = randomResources(random, `${name}-more`);
  const lists = [
    field('resources', ['base', ...(random.chance(0.3) ? ['more.yaml'] : [])]),
  ];
  files[`${name}/more.yaml`] = more.map(({ yaml }) => yaml).join('---\n');
  if (random.chance(0.3)) {
    lists.push(field('components', ['component']));
    files[
      `${name}/component/kustomization.yaml`
    ] = `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${fields(
      random,
      `${name}-c`,
      { resources, generated: [] },
    ).join('')}`;
    for (const [file, text] of Object.entries(generatorFiles)) {
      files[`${name}/component/${file}`] = text;
    }
  }
  write(name, lists, { resources, generated });
  return { name, files };
}

import { type Case } from './batch';
import { type Random } from './random';
import { type RandomResource, randomResources } from './resources';

/** A list of YAML blocks as the elements of a field. */
function field(name: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `${name}:\n${items
    .map(item => `- ${item.replaceAll('\n', '\n  ')}\n`)
    .join('')}`;
}

function block(text: string): string {
  return `|-\n${text.replace(/^/gm, '  ')}`;
}

const groups: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  CronJob: 'batch/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  Ingress: 'networking.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Thing: 'fuzz.example.com/v1',
};

function header({ kind, name }: RandomResource): string {
  return `apiVersion: ${
    groups[kind] ?? 'v1'
  }\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

function mergePatch(random: Random, target: RandomResource): string {
  const pods = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(target.kind);
  const bodies = [
    'metadata:\n  annotations:\n    patched: "yes"\n',
    'metadata:\n  labels:\n    app: null\n    new: "1"\n',
    '$patch: delete\n',
    ...(target.kind === 'ConfigMap'
      ? [
          'data:\n  a: null\n  c: "3"\n',
          'data: null\n',
          'data:\n  $patch: replace\n  z: "1"\n',
        ]
      : []),
    ...(target.kind === 'Thing'
      ? [
          'spec:\n  list:\n  - name: a\n    value: 2\n  empty: null\n',
          'spec:\n  replicas: "7"\n  ref: {name: x}\n',
        ]
      : []),
    ...(target.kind === 'Service'
      ? [
          'spec:\n  ports:\n  - port: 80\n    nodePort: 30000\n  - port: 443\n    name: tls\n',
          'spec:\n  selector:\n    $patch: replace\n    x: y\n',
        ]
      : []),
    ...(pods
      ? [
          'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: patched:1\n        env:\n        - name: A\n          value: "9"\n        - name: Z\n          value: z\n',
          'spec:\n  template:\n    spec:\n      containers:\n      - name: main\n        ports:\n        - containerPort: 80\n          hostPort: 1\n        - containerPort: 9\n      - name: added\n        image: added\n      - name: side\n        $patch: delete\n',
          'spec:\n  template:\n    spec:\n      containers:\n      - $patch: replace\n      - name: only\n        image: only\n',
          'spec:\n  template:\n    spec:\n      volumes:\n      - name: v\n        emptyDir: {}\n        configMap: null\n      $setElementOrder/volumes:\n      - name: w\n      - name: v\n',
          'spec:\n  template:\n    metadata: null\n',
          'spec:\n  replicas: 5\n  strategy:\n    $retainKeys: [type]\n    type: Recreate\n',
        ]
      : []),
  ];
  const body = random.pick(bodies);
  return body.startsWith('metadata:\n')
    ? header(target) + body.slice('metadata:\n'.length)
    : header(target) + body;
}

function jsonPatch(random: Random, kind: string): string {
  const isWorkload = ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind);
  const operations = [
    '- op: add\n  path: /metadata/annotations\n  value: {a: "b"}',
    '- op: add\n  path: /metadata/labels\n  value: {x/y: "1", app: "n"}',
    '- op: replace\n  path: /metadata/name\n  value: renamed',
    '- op: copy\n  from: /metadata/name\n  path: /metadata/copied',
    `- op: test\n  path: /kind\n  value: ${kind}`,
    ...(kind === 'Thing'
      ? [
          '- op: add\n  path: /spec/list/-\n  value: {name: c, value: 1.0}',
          '- op: add\n  path: /spec/list/0\n  value: [1, "2", null, 3e5, 0x10, 1_000, yes]',
          '- op: move\n  from: /spec/replicas\n  path: /spec/moved',
          '- op: replace\n  path: /spec/empty\n  value: {a: {b: [c]}, d: ""}',
          '- op: remove\n  path: /spec/list/1',
        ]
      : []),
    ...(isWorkload
      ? [
          '- op: add\n  path: /spec/replicas\n  value: 9',
          '- op: add\n  path: /spec/template/spec/containers/0/args\n  value: [one]',
          '- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: json:1',
          '- op: add\n  path: /spec/template/spec/containers/-\n  value: {name: j, image: nginx}',
          '- op: remove\n  path: /spec/template/spec/containers/0/env/0',
        ]
      : []),
    ...(kind === 'ConfigMap'
      ? [
          '- op: add\n  path: /data/n\n  value: "1"',
          '- op: remove\n  path: /data/a',
        ]
      : []),
    '- op: remove\n  path: /metadata/labels/app',
  ];
  const chosen = [
    random.pick(operations),
    ...random.list(1, () => random.pick(operations)),
  ];
  return random.chance(0.1)
    ? JSON.stringify(
        chosen.map(() => ({ op: 'add', path: '/metadata/x', value: 1.5 })),
      )
    : chosen.join('\n');
}

function selector(random: Random, { kind, name }: RandomResource): string {
  return random.pick([
    `kind: ${kind}`,
    `kind: ${kind}\nname: ${name}`,
    `name: ${name.slice(0, -1)}.*`,
    `kind: Dep.*|Thing`,
    `labelSelector: app=web`,
    `annotationSelector: note`,
    `version: v1`,
    `group: ${(groups[kind] ?? 'v1').split('/')[0]}\nkind: ${kind}`,
    `namespace: one`,
  ]);
}

function patch(random: Random, resources: readonly RandomResource[]): string {
  const target = random.pick(resources);
  if (random.chance(0.5)) {
    const text = `patch: ${block(mergePatch(random, target).trimEnd())}`;
    return random.chance(0.3)
      ? `${text}\ntarget:\n  kind: ${target.kind}${
          random.chance(0.3) ? '\noptions:\n  allowNameChange: true' : ''
        }`
      : text;
  }
  return `target:\n${selector(random, target).replace(
    /^/gm,
    '  ',
  )}\npatch: ${block(jsonPatch(random, target.kind))}`;
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
    'spec.template.spec.containers.*.env.[name=A].value',
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

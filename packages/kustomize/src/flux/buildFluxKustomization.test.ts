import { createHash } from 'node:crypto';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import {
  type FluxBuildResult,
  buildFluxKustomization,
} from './buildFluxKustomization';
import { FluxBuildError, PathNotFoundError } from './errors';
import { type FluxBuildSpec, type FluxSubstitution } from './spec';

const configMap = (name: string, extra = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${extra}`;

function build(
  files: Record<string, string>,
  spec: FluxBuildSpec = {},
  substitution?: FluxSubstitution,
): FluxBuildResult {
  return buildFluxKustomization({
    tree: new InMemoryFileTree(Object.entries(files), {
      displayRoot: '/tmp/kustomization-1',
    }),
    path: './app',
    spec,
    substitution,
  });
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(FluxBuildError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('should have failed');
}

const substitute = (
  variables: FluxSubstitution['variables'],
  strategy: FluxSubstitution['strategy'] = 'WithVariables',
): FluxSubstitution => ({ variables, strict: true, strategy });

describe('buildFluxKustomization', () => {
  it('generates a kustomization from all YAML files, in the order of their paths', () => {
    const { objects, yaml } = build({
      'app/b.yaml': configMap('b'),
      'app/a.yml': configMap('a'),
      'app/notes.txt': 'not YAML: [',
      'app/sub/c.yaml': configMap('c'),
      'app/base/kustomization.yaml': 'resources: [d.yaml]\n',
      'app/base/d.yaml': configMap('d'),
      'app/base/ignored.yaml': configMap('ignored'),
      'elsewhere/e.yaml': configMap('e'),
    });
    expect(objects.map(object => object.metadata)).toEqual(
      ['a', 'b', 'd', 'c'].map(name => ({ name })),
    );
    expect(yaml.split('---\n')).toHaveLength(4);
  });

  it('builds nothing from an empty directory', () => {
    expect(build({ 'app/README.md': '' })).toMatchObject({
      objects: [],
      yaml: '',
    });
  });

  it('says that the directory is missing', () => {
    expect(() => build({ 'other/a.yaml': configMap('a') })).toThrow(
      new PathNotFoundError('/tmp/kustomization-1/app'),
    );
  });

  it('puts the fields of the spec over the kustomization', () => {
    const { yaml } = build(
      {
        'app/kustomization.yaml':
          'resources: [deployment.yaml]\nimages: [{name: app, newTag: v1}]\n',
        'app/deployment.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: web, image: app}]\n',
        'app/part/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {part: "1"}\n',
      },
      {
        targetNamespace: 'apps',
        namePrefix: 'pre-',
        nameSuffix: '-post',
        images: [{ name: 'app', newName: 'registry/app' }],
        patches: [
          {
            patch: '- {op: add, path: /spec/replicas, value: 2}',
            target: { kind: 'Deployment' },
          },
        ],
        components: ['part', 'missing'],
        ignoreMissingComponents: true,
      },
    );
    expect(yaml).toBe(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  annotations:\n    part: "1"\n  name: pre-web-post\n  namespace: apps\nspec:\n  replicas: 2\n  template:\n    metadata:\n      annotations:\n        part: "1"\n    spec:\n      containers:\n      - image: registry/app:v1\n        name: web\n',
    );
  });

  it('ignores unknown fields of the kustomization it completes, but not of those below', () => {
    expect(
      build({
        'app/a.yaml': configMap('a'),
        'app/kustomization.yaml': 'resource: [a.yaml]\n',
      }).objects,
    ).toEqual([]);
    expect(
      messageOf(() =>
        build({
          'app/kustomization.yaml': 'resources: [base]\n',
          'app/base/kustomization.yaml': 'resource: [a.yaml]\n',
        }),
      ),
    ).toContain('invalid Kustomization: json: unknown field "resource"');
  });

  it('refuses components that are not local', () => {
    for (const path of ['https://example.com/x', '/etc', 'git@host:x/y']) {
      expect(
        messageOf(() =>
          build({ 'app/a.yaml': configMap('a') }, { components: [path] }),
        ),
      ).toBe(`component path '${path}' must be local and relative`);
    }
  });

  it('refuses remote bases, charts and plugins', () => {
    const failure = (kustomization: string): string =>
      messageOf(() => build({ 'app/kustomization.yaml': kustomization }));
    expect(failure('resources: ["https://example.com/a.yaml"]\n')).toMatch(
      /^kustomize build failed: .*'https:\/\/example.com\/a.yaml' is remote/,
    );
    expect(failure('helmCharts:\n- name: x\n')).toBe(
      'kustomize build failed: trouble configuring builtin HelmChartInflationGenerator with config: `\nname: x\n`: must specify --enable-helm',
    );
    expect(
      failure(
        'transformers:\n- |-\n  apiVersion: example.com/v1\n  kind: Evil\n  metadata:\n    name: x\n    annotations:\n      config.kubernetes.io/function: "exec: {path: /bin/sh}"\n',
      ),
    ).toBe(
      "kustomize build failed: external plugins disabled; unable to load external plugin 'Evil'",
    );
  });

  it('substitutes variables in the printed text, so that types may change', () => {
    const files = {
      'app/a.yaml': configMap(
        'a',
        'data:\n  port: ${port}\n  keep: $${port}\n',
      ),
      'app/b.yaml': configMap(
        'b',
        '  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\ndata:\n  port: ${port}\n',
      ),
    };
    const { objects, yaml } = build(
      files,
      {},
      substitute(new Map([['port', '80']])),
    );
    expect(objects.map(object => object.data)).toEqual([
      { port: 80, keep: '${port}' },
      { port: '${port}' },
    ]);
    expect(createHash('sha256').update(yaml).digest('hex')).toBe(
      createHash('sha256')
        .update(
          'apiVersion: v1\ndata:\n  keep: ${port}\n  port: 80\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\ndata:\n  port: ${port}\nkind: ConfigMap\nmetadata:\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n  name: b\n',
        )
        .digest('hex'),
    );
  });

  it('names the object whose variables are missing or unusable', () => {
    const files = { 'app/a.yaml': configMap('a', 'data:\n  x: ${first}\n') };
    expect(
      messageOf(() => build(files, {}, substitute(new Map([['other', '1']])))),
    ).toBe(
      'post build failed for \'ConfigMap.v1.[noGrp]/a\': envsubst error: variable substitution failed: variable not set (strict mode): "first"',
    );
    expect(
      messageOf(() =>
        build(files, {}, substitute({ error: 'configmaps "vars" not found' })),
      ),
    ).toBe(
      'post build failed for \'ConfigMap.v1.[noGrp]/a\': configmaps "vars" not found',
    );
  });

  it('leaves out kustomization files that were listed as resources', () => {
    const { objects } = build({
      'app/kustomization.yaml': 'resources: [a.yaml, k.yaml]\n',
      'app/a.yaml': configMap('a'),
      'app/k.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k}\n',
    });
    expect(objects).toHaveLength(1);
  });

  it('reports the panic that upstream would have had', () => {
    expect(
      messageOf(() =>
        build({
          'app/kustomization.yaml':
            'resources: [a.yaml]\nimages: [{name: "(", newTag: v1}]\n',
          'app/a.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n',
        }),
      ),
    ).toBe(
      'kustomize build failed: recovered from kustomize build panic: runtime error: invalid memory address or nil pointer dereference',
    );
  });

  describe('messages', () => {
    const cases: [string, Record<string, string>, string][] = [
      [
        'broken YAML',
        {
          'app/a.yaml':
            'apiVersion: v1\nkind: X\nmetadata:\n  name: a\n b: c\n',
        },
        'failed to decode Kubernetes YAML from /tmp/kustomization-1/app/a.yaml: MalformedYAMLError: yaml: line 4: did not find expected key',
      ],
      [
        'no kind',
        { 'app/a.yaml': 'metadata: {name: a, labels: {b: c, a: b}}\n' },
        'failed to decode Kubernetes YAML from /tmp/kustomization-1/app/a.yaml: missing kind in object {{ } {{a } map[a:b b:c] map[]}}',
      ],
      [
        'no name',
        { 'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\n' },
        'failed to decode Kubernetes YAML from /tmp/kustomization-1/app/a.yaml: missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}}',
      ],
      [
        'a missing file',
        { 'app/kustomization.yaml': 'resources: [nope.yaml]\n' },
        "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'nope.yaml': open /tmp/kustomization-1/app/nope.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/kustomization-1/app/nope.yaml' : lstat /tmp/kustomization-1/app/nope.yaml: no such file or directory",
      ],
      [
        'a path out of the root',
        { 'app/kustomization.yaml': 'resources: [../../../../etc]\n' },
        "kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../../../etc': fs-security-constraint read /etc: path '/etc' is not in or below '/tmp/kustomization-1'': must build at directory: not a valid directory: fs-security-constraint abs /etc: path '/etc' is not in or below '/tmp/kustomization-1'",
      ],
      [
        'the same object twice',
        { 'app/a.yaml': configMap('a'), 'app/b.yaml': configMap('a') },
        "kustomize build failed: accumulating resources: accumulation err='merging resources from './b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]': must build at directory: '/tmp/kustomization-1/app/b.yaml': file is not directory",
      ],
      [
        'a kustomization that leads back',
        { 'app/kustomization.yaml': 'resources: [../app]\n' },
        "kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../app': read /tmp/kustomization-1/app: is a directory': cycle detected: candidate root '/tmp/kustomization-1/app' contains visited root '/tmp/kustomization-1/app'",
      ],
    ];
    it.each(cases)('%s', (_, files, message) => {
      expect(messageOf(() => build(files))).toBe(message);
    });
  });
});

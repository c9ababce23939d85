import { asYaml } from '../resource/resource';
import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { buildKustomization } from '../build/build';

function build(files: Record<string, string>): string {
  return asYaml(
    buildKustomization({
      tree: new InMemoryFileTree(Object.entries(files)),
      path: '',
    }).resources,
  );
}

const pod = (name: string, configMap: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {volumes: [{name: v, configMap: {name: ${configMap}}}]}\n`;

describe('name references', () => {
  it('follow the names of generated objects through layers', () => {
    const yaml = build({
      'kustomization.yaml': 'namePrefix: top-\nresources: [base]\n',
      'base/kustomization.yaml':
        'nameSuffix: -base\nresources: [pod.yaml]\nconfigMapGenerator: [{name: conf, literals: [a=b]}]\n',
      'base/pod.yaml': pod('web', 'conf'),
    });
    const [, name] = /name: (top-conf-base-\w{10})\n$/.exec(yaml) ?? [];
    expect(name).toBeDefined();
    expect(yaml).toContain(`configMap:\n      name: ${name}\n`);
  });

  it('stay within a layer when two layers have objects of the same name', () => {
    const layer = (prefix: string): string =>
      `namePrefix: ${prefix}-\nresources: [pod.yaml]\nconfigMapGenerator: [{name: conf, literals: [from=${prefix}]}]\ngeneratorOptions: {disableNameSuffixHash: true}\n`;
    const yaml = build({
      'kustomization.yaml': 'resources: [a, b]\n',
      'a/kustomization.yaml': layer('a'),
      'a/pod.yaml': pod('web', 'conf'),
      'b/kustomization.yaml': layer('b'),
      'b/pod.yaml': pod('web', 'conf'),
    });
    expect(yaml).toMatch(
      /name: a-web[^]*name: a-conf[^]*name: b-web[^]*name: b-conf/,
    );
  });

  it('are left alone when they mean something that is not built', () => {
    expect(
      build({
        'kustomization.yaml': 'namePrefix: p-\nresources: [pod.yaml]\n',
        'pod.yaml': pod('web', 'elsewhere'),
      }),
    ).toContain('name: elsewhere\n');
  });

  it('move role bindings with the accounts they name', () => {
    const yaml = build({
      'kustomization.yaml':
        'namespace: prod\nnamePrefix: p-\nresources: [all.yaml]\n',
      'all.yaml':
        'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: old}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: all}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: runner, namespace: old}, {kind: ServiceAccount, name: default, namespace: x}, {kind: ServiceAccount, name: other, namespace: x}]\n',
    });
    expect(yaml).toContain(
      'subjects:\n- kind: ServiceAccount\n  name: p-runner\n  namespace: prod\n- kind: ServiceAccount\n  name: default\n  namespace: prod\n- kind: ServiceAccount\n  name: other\n  namespace: x\n',
    );
  });
});

import { InMemoryFileTree } from '../tree/inMemoryFileTree';
import { asYaml } from '../resource/resource';
import { buildKustomization } from './build';

const configMap = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  k: ${value}\n`;

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text: string): Buffer => utf16(text).swap16();
const marked = (text: string): Buffer => Buffer.from(`\ufeff${text}`);

function build(files: Record<string, Uint8Array | string>): string {
  const { resources } = buildKustomization({
    tree: new InMemoryFileTree(Object.entries(files)),
    path: '',
  });
  return asYaml(resources);
}

/** What is expected is what `kustomize build` 5.8.1 gives for the same bytes. */
describe('encodings', () => {
  const expected = (name: string, value: string) =>
    `apiVersion: v1\ndata:\n  k: ${value}\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

  it.each([
    ['UTF-16', utf16],
    ['UTF-16 of the other order', bigEndian],
    ['UTF-8 with a mark', marked],
  ])('reads all YAML files in %s', (_, encode) => {
    expect(
      build({
        'kustomization.yaml': encode(
          'resources: [r.yaml]\nnamePrefix: é-\npatches: [{path: p.yaml}]\nconfigurations: [c.yaml]\ncrds: [crd.json]\ntransformers: [t.yaml]\nreplacements: [{path: s.yaml}]\n',
        ),
        'r.yaml': encode(configMap('x', 'v')),
        'p.yaml': encode(configMap('x', 'patched')),
        'c.yaml': encode('nameSuffix: []\n'),
        'crd.json': encode('{}'),
        't.yaml': encode(
          'apiVersion: builtin\nkind: SuffixTransformer\nmetadata: {name: s}\nsuffix: -s\nfieldSpecs: [{path: metadata/name}]\n',
        ),
        's.yaml': encode(
          'source: {kind: ConfigMap, fieldPath: apiVersion}\ntargets: [{select: {kind: ConfigMap}, fieldPaths: [data.k]}]\n',
        ),
      }),
    ).toBe(expected('é-x-s', 'v1'));
  });

  it('takes only the first document of UTF-16, which upstream does not split', () => {
    const two = `# first\n---\n${configMap('x', 'v')}---\n${configMap(
      'z',
      'w',
    )}`;
    const kustomization = 'resources: [r.yaml]\n';
    expect(
      build({ 'kustomization.yaml': kustomization, 'r.yaml': utf16(two) }),
    ).toBe(expected('x', 'v'));
    expect(build({ 'kustomization.yaml': kustomization, 'r.yaml': two })).toBe(
      `${expected('x', 'v')}---\n${expected('z', 'w')}`,
    );
  });

  it.each([
    [
      'a resource',
      {
        'kustomization.yaml': 'resources: [r.yaml]\n',
        'r.yaml': Buffer.from([0x61, 0xe9, 0x0a]),
      },
      "accumulating resources: accumulating resources from 'r.yaml': MalformedYAMLError: yaml: incomplete UTF-8 octet sequence in File: r.yaml",
    ],
    [
      'a kustomization',
      { 'kustomization.yaml': Buffer.from([0xff, 0xfe, 0x61]) },
      'invalid Kustomization: yaml: incomplete UTF-16 character',
    ],
    [
      'a patch',
      {
        'kustomization.yaml': 'patches: [{path: p.yaml}]\n',
        'p.yaml': Buffer.from([0x80]),
      },
      'trouble configuring builtin PatchTransformer with config: `\npath: p.yaml\n`: unable to parse SM or JSON patch from [path: "p.yaml"]',
    ],
    [
      'an env file',
      {
        'kustomization.yaml': 'configMapGenerator: [{name: g, envs: [e]}]\n',
        e: Buffer.from([0x61, 0x0a, 0x80]),
      },
      // Upstream shows the line itself, which may be a secret.
      'loading KV pairs: env source files: [e]: line 2 has invalid utf8 bytes',
    ],
  ])('refuses %s that is no text', (_, files, message) => {
    expect(() => build(files)).toThrow(message);
  });
});

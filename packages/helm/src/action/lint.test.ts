import { MemoryTree } from '../chart';
import { lintChart, lintText } from './lint';
import { showAll, showChart, showValues } from './show';
import { listDependencies } from './list-dependencies';
import { loadDirectory, parseMetadata } from '../chart';
import { parseKubeVersion } from '../capabilities';

function treeOf(files: Record<string, string>): MemoryTree {
  return new MemoryTree(
    new Map(
      Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]),
    ),
  );
}

const good = {
  'Chart.yaml':
    'apiVersion: v2\nname: web\nversion: 0.1.0\nicon: https://example.com/i.png\n',
  'values.yaml': 'a: 1 # one\n',
  'templates/a.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
};

function lint(files: Record<string, string>, options = {}) {
  return lintChart(treeOf({ ...good, ...files }), options).map(lintText);
}

describe('helm lint', () => {
  it('has nothing to say of a good chart', () => {
    expect(lint({})).toEqual([]);
  });

  it.each([
    [
      { 'Chart.yaml': 'a: [' },
      '[ERROR] Chart.yaml: unable to parse YAML\n\terror converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
    [
      { 'Chart.yaml': `${good['Chart.yaml']}other: 1\n` },
      '[WARNING] Chart.yaml: failed to strictly parse chart metadata file\n\terror unmarshaling JSON: while decoding JSON: json: unknown field "other"',
    ],
    [
      { 'Chart.yaml': good['Chart.yaml'].replace('0.1.0', '1') },
      "[ERROR] Chart.yaml: version should be of type string but it's of type float64",
    ],
    [
      { 'Chart.yaml': good['Chart.yaml'].replace('0.1.0', '"1.0"') },
      "[WARNING] Chart.yaml: version '1.0' is not a valid SemVerV2",
    ],
    [
      { 'Chart.yaml': good['Chart.yaml'].replace(/icon.*/, '') },
      '[INFO] Chart.yaml: icon is recommended',
    ],
    [
      { 'templates/a.txt2': 'x' },
      "[ERROR] templates/a.txt2: file extension '.txt2' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt",
    ],
    [
      { 'templates/b.yaml': '  a: 1' },
      '[WARNING] templates/b.yaml: document starts with an illegal indent: "  a: 1", which may cause parsing problems',
    ],
    [
      { 'templates/b.yaml': 'kind: Service\nmetadata: {name: 1a}' },
      '[WARNING] templates/b.yaml: object name does not conform to Kubernetes naming requirements: "1a": metadata.name: Invalid value: "1a": a DNS-1035 label',
    ],
    [
      { 'templates/b.yaml': 'kind: Deployment\nmetadata: {name: a}' },
      '[ERROR] templates/b.yaml: a Deployment must contain matchLabels or matchExpressions, and "a" does not',
    ],
    [
      {
        'templates/b.yaml':
          'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}',
      },
      '[WARNING] templates/b.yaml: policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+; use policy/v1 PodDisruptionBudget',
    ],
    [
      { 'templates/b.yaml': '{{ .Values.x.y }}' },
      '[ERROR] templates/: web/templates/b.yaml:1:10\n  executing "web/templates/b.yaml" at <.Values.x.y>:\n    nil pointer evaluating interface {}.y',
    ],
    [
      { 'values.schema.json': '{"required": ["b"]}' },
      "[ERROR] values.yaml: - at '': missing property 'b'\n",
    ],
    [
      { 'templates/b.yaml': 'kind: A\n---\n---kind: B\n' },
      '[ERROR] templates/b.yaml: unable to parse YAML: invalid Yaml document separator: kind: B',
    ],
    [
      { 'templates/b.yaml': '---\n# none\n---\n- a\n' },
      '[ERROR] templates/b.yaml: unable to parse YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type rules.k8sYamlStruct',
    ],
    [
      {
        'templates/b.yaml':
          'kind: List\nmetadata: {name: a}\nitems: [{metadata: {annotations: []}}]',
      },
      '[ERROR] templates/b.yaml: unable to parse YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field .Items.Metadata.Annotations of type map[string]string',
    ],
    [
      {
        'Chart.yaml': `${good['Chart.yaml']}zeta: 1\nmaintainers: [{name: a, phone: 1}]\n`,
      },
      '[WARNING] Chart.yaml: failed to strictly parse chart metadata file\n\terror unmarshaling JSON: while decoding JSON: json: unknown field "phone"',
    ],
    [
      {
        'Chart.yaml': `${good['Chart.yaml']}maintainers: [{name: a, email: a.@b.cd}]\n`,
      },
      "[ERROR] Chart.yaml: invalid email 'a.@b.cd' for maintainer 'a'",
    ],
    [
      { 'Chart.yaml': `${good['Chart.yaml']}sources: ['mailto:a@b', a.b/c]\n` },
      "[ERROR] Chart.yaml: invalid source URL 'a.b/c'",
    ],
    [
      { 'crds/a.yaml': 'kind: Other\napiVersion: v1' },
      "[ERROR] crds/a.yaml: object kind is not 'CustomResourceDefinition'",
    ],
    [
      { 'charts/sub/Chart.yaml': 'name: sub' },
      '[ERROR] : unable to load chart\n\terror unpacking subchart sub in web: validation: chart.metadata.version is required',
    ],
  ])('tells of %j', (files, message) => {
    expect(lint(files).some(text => text.startsWith(message))).toBe(true);
  });

  it('takes no chart for deprecated in a cluster that is older', () => {
    const files = {
      'templates/b.yaml':
        'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}',
    };
    expect(lint(files, { kubeVersion: parseKubeVersion('1.20') })).toEqual([]);
  });
});

describe('helm show and helm dependency list', () => {
  const chart = loadDirectory(
    treeOf({
      ...good,
      'readme.md': 'Read me',
      'crds/a.yaml': 'kind: CustomResourceDefinition\n',
    }),
  );

  it('shows the parts of a chart', () => {
    expect(showChart(chart)).toBe(
      'apiVersion: v2\nicon: https://example.com/i.png\nname: web\nversion: 0.1.0\n\n',
    );
    expect(showValues(chart)).toBe('a: 1 # one\n\n');
    expect(showAll(chart)).toBe(
      `${showChart(chart)}---\n${showValues(
        chart,
      )}---\nRead me\n---\nkind: CustomResourceDefinition\n\n`,
    );
  });

  it('tells whether dependencies are there', () => {
    const umbrella = loadDirectory(
      treeOf({
        ...good,
        'charts/a/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
        'charts/b/Chart.yaml': 'apiVersion: v2\nname: b\nversion: 1.0.0\n',
      }),
    );
    umbrella.metadata = parseMetadata(
      'dependencies: [{name: a, version: 1.x}, {name: b, version: ^2}, {name: c}]',
      umbrella.metadata,
    );
    expect(
      listDependencies(umbrella, true).map(({ status }) => status),
    ).toEqual(['unpacked', 'wrong version', 'missing']);
  });
});

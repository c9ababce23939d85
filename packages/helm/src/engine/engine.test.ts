import {
  type LookupRequest,
  RenderError,
  renderTemplates,
  renderValues,
  renderWithLookups,
} from '.';
import { type Chart, loadFiles, parseYamlMap } from '../chart';
import { encodeToml } from './toml-encode';
import { SegmentGlob } from './segment-glob';

function chartOf(
  template: string,
  values = '',
  more: Record<string, string> = {},
): Chart {
  const files = {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
    'values.yaml': values,
    'templates/a.yaml': template,
    ...more,
  };
  return loadFiles(
    Object.entries(files).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
    })),
  );
}

const release = {
  name: 'demo',
  namespace: 'apps',
  revision: 1,
  isInstall: true,
  isUpgrade: false,
};

function render(
  chart: Chart,
  options: Parameters<typeof renderTemplates>[2] = {},
) {
  const top = renderValues(chart, new Map(), { release });
  return renderTemplates(chart, top, options).get('web/templates/a.yaml');
}

describe('templates of charts', () => {
  it.each([
    ['{{ .Values.a }}|{{ .Values.none }}', 'a: 1', '1|'],
    [
      '{{ tpl .Values.a . }}',
      'a: "{{ .Release.Name }}{{ .Values.none }}"',
      'demo',
    ],
    [
      '{{ define "x" }}1{{ end }}{{ tpl `{{ define "x" }}2{{ end }}{{ include "x" . }}` . }}{{ include "x" . }}',
      '',
      '21',
    ],
    [
      '{{ .Values.AsMap.a }}{{ .Values.Table "t.u" }}{{ .Values.PathValue "t.u.v" }}{{ .Values.YAML }}{{ printf "%T %T %T" . .Values.AsMap (deepCopy .).Values }}',
      'a: 1\nt: {u: {v: [x]}}\nAsMap: no',
      '1map[v:[x]][x]AsMap: false\na: 1\nt:\n  u:\n    v:\n    - x\ncommon.Values map[string]interface {} common.Values',
    ],
    [
      '{{ $t := fromToml .Values.t }}{{ $t.d }}|{{ $t | toJson }}|{{ toToml $t }}',
      't: "d = 2024-01-02\\ne = 2024-01-02T03:04:05.5+01:00\\nf = 03:04:05"',
      '2024-01-02 00:00:00 +0000 date-local|{"d":"2024-01-02T00:00:00Z","e":"2024-01-02T03:04:05.5+01:00","f":"0000-01-01T03:04:05Z"}|d = 2024-01-02\ne = 2024-01-02T03:04:05.5+01:00\nf = 03:04:05\n',
    ],
    [
      '{{ fromJson "null" | toJson }}{{ fromJsonArray "null" | toJson }}{{ fromYaml "null" | toJson }}{{ dict "a" (toDate "2006" "2024") | toYaml }}|{{ dict "a" (toDate "2006" "2024") | toYamlPretty }}',
      '',
      'nullnull{}a: "2024-01-01T00:00:00Z"|a: 2024-01-01T00:00:00Z',
    ],
    [
      '{{ index (fromJsonArray "ünï") 0 }}|{{ (fromJson "[1 €").Error }}',
      '',
      "invalid character 'Ã' looking for beginning of value|invalid character 'â' after array element",
    ],
    [
      '{{ toYamlPretty (dict "a" "12:30:45" "1:20" (list "1:59" "1:99")) }}',
      '',
      '"1:20":\n  - "1:59"\n  - 1:99\na: "12:30:45"',
    ],
    [
      '{{ .Capabilities.KubeVersion }}|{{ print .Capabilities.KubeVersion }}|{{ toJson .Capabilities.HelmVersion }}|{{ toToml (dict "k" .Capabilities.KubeVersion) }}{{ toYamlPretty .Capabilities.KubeVersion }}',
      '',
      'v1.36.0|{v1.36.0 v1.36.0 1 36}|{"version":"v4.2","go_version":"go1.26.8","kube_client_version":"v1.36"}|[k]\n  Version = "v1.36.0"\n  Major = "1"\n  Minor = "36"\nversion: v1.36.0\nmajor: "1"\nminor: "36"',
    ],
    ['{{ set .Values "a" 2 | len }}{{ .Values.a }}', 'a: 1', '12'],
    [
      '{{ .Values.k }} {{ int .Values.k }} {{ .Values.k | toJson }}',
      'k: 1000000',
      '1e+06 1000000 1000000',
    ],
    [
      '{{ .Capabilities.HelmVersion | toJson }}{{ .Capabilities.KubeVersion | toJson }}{{ semver "1.2.3" | toJson }}',
      '',
      '{"version":"v4.2","go_version":"go1.26.8","kube_client_version":"v1.36"}{"Version":"v1.36.0","Major":"1","Minor":"36"}"1.2.3"',
    ],
    [
      '{{ toYaml .Capabilities.HelmVersion }}\n{{ toYamlPretty .Capabilities.KubeVersion }}\n{{ toToml .Capabilities.KubeVersion }}',
      '',
      'go_version: go1.26.8\nkube_client_version: v1.36\nversion: v4.2\nversion: v1.36.0\nmajor: "1"\nminor: "36"\nVersion = "v1.36.0"\nMajor = "1"\nMinor = "36"\n',
    ],
    ['{{ toYaml .Values }}', 'b: [1]\na: "on"', 'a: "on"\nb:\n- 1'],
    ['{{ toYamlPretty .Values }}', 'b: [1]\na: "on"', 'a: "on"\nb:\n  - 1'],
    [
      '{{ (fromYaml "a: [").Error }}',
      '',
      'error converting YAML to JSON: yaml: line 1: did not find expected node content',
    ],
    [
      '{{ fromJsonArray "{}" }}',
      '',
      '[json: cannot unmarshal object into Go value of type []interface {}]',
    ],
    [
      '{{ getHostByName "example.com" }}{{ lookup "v1" "Pod" "a" "b" }}',
      '',
      'map[]',
    ],
    ['{{ .Values.__proto__ }}', '__proto__: {a: 1}', 'map[a:1]'],
    [
      '{{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.KubeVersion }}',
      '',
      'true v1.36.0',
    ],
    [
      '{{ kindOf .Values }} {{ typeOf .Values }} {{ typeOf .Files }}',
      '',
      'map common.Values engine.files',
    ],
  ])('renders %s', (template, values, expected) => {
    expect(render(chartOf(template, values))).toBe(expected);
  });

  it('gives files as bytes, texts and maps', () => {
    const chart = chartOf(
      '{{ .Files.Get "a.bin" | b64enc }} {{ len (.Files.GetBytes "a.bin") }} {{ (.Files.Glob "c/*.txt").AsSecrets }} {{ .Files.Lines "c/x.txt" }}',
      '',
      { 'c/x.txt': 'one\ntwo\n' },
    );
    chart.files.push({ name: 'a.bin', data: Buffer.from([0xff, 0x00, 0x80]) });
    expect(render(chart)).toBe('/wCA 3 x.txt: b25lCnR3bwo= [one two]');
  });

  it.each([
    ['{{ fail "no" }}', 'execution error at (web/templates/a.yaml:1:3): no'],
    [
      '{{ required "give a" .Values.a }}',
      'execution error at (web/templates/a.yaml:1:3): give a',
    ],
    [
      '{{ if }}',
      'parse error at (web/templates/a.yaml:1): missing value for if',
    ],
    [
      '{{ include "x" . }}',
      'error calling include:\ntemplate: no template "x" associated with template "gotpl"',
    ],
    [
      '{{ mustToYaml .Values.f }}{{ .Values.a.b }}',
      'web/templates/a.yaml:1:36\n  executing "web/templates/a.yaml" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b',
    ],
  ])('tells what is wrong with %s', (template, message) => {
    expect(() => render(chartOf(template))).toThrow(RenderError);
    expect(() => render(chartOf(template))).toThrow(message);
  });

  it('ends templates that include themselves', () => {
    expect(() =>
      render(
        chartOf(
          '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
        ),
      ),
    ).toThrow(
      /nested reference name: x|maximum template depth|nest too deeply/,
    );
  });

  it('lets lint pass what charts refuse, and strictness nothing', () => {
    const chart = chartOf('{{ fail "no" }}{{ required "a" .Values.a }}ok');
    const warnings: string[] = [];
    expect(
      render(chart, { lint: true, warn: text => warnings.push(text) }),
    ).toBe('ok');
    expect(warnings).toHaveLength(2);
    expect(() => render(chartOf('{{ .Values.a }}'), { strict: true })).toThrow(
      'map has no entry for key "a"',
    );
  });

  it('fetches what templates look up, and what that leads to', async () => {
    const chart = chartOf(
      '{{ $a := lookup "v1" "ConfigMap" "apps" "a" }}{{ with $a }}{{ (lookup "v1" "Secret" "apps" .data.next).metadata.generation | typeOf }}{{ end }}{{ len (lookup "v1" "Pod" "" "").items }}',
    );
    const requests: LookupRequest[] = [];
    const rendered = await renderWithLookups(
      async request => {
        requests.push(request);
        if (request.kind === 'ConfigMap') return { data: { next: 'b' } };
        if (request.kind === 'Pod') return { items: [{}, {}] };
        return { metadata: { generation: 3 } };
      },
      lookup => render(chart, { lookup }),
    );
    expect(rendered).toBe('int642');
    expect(requests.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'ConfigMap/a',
      'Pod/',
      'Secret/b',
    ]);
  });

  it('fails where a lookup does', async () => {
    const chart = chartOf('{{ lookup "v1" "Secret" "a" "b" }}');
    await expect(
      renderWithLookups(
        async () => {
          throw new Error('forbidden');
        },
        lookup => render(chart, { lookup }),
      ),
    ).rejects.toThrow('error calling lookup: forbidden');
  });

  it('matches paths as gobwas does', () => {
    const matches = (pattern: string, path: string) =>
      SegmentGlob.compile(pattern)?.matches(path);
    expect(matches('a/*.y{,a}ml', 'a/b.yaml')).toBe(true);
    expect(matches('a/*', 'a/b/c')).toBe(false);
    expect(matches('**/c', 'a/b/c')).toBe(true);
    expect(matches('[!a-c]x', 'dx')).toBe(true);
    expect(matches('{a', 'a')).toBeUndefined();
  });

  it.each([
    ['one', "toml: line 1: unexpected EOF; expected key separator '='"],
    ['- a', "toml: line 1: expected '.' or '=', but got 'a' instead"],
    [
      '[t]\na = ',
      'toml: line 2 (last key "t.a"): unexpected EOF; expected value',
    ],
    [
      'a = 1\na = 2',
      'toml: line 2 (last key "a"): Key \'a\' has already been defined.',
    ],
    [
      'a = [1',
      "toml: line 1 (last key \"a\"): expected a comma (',') or array terminator (']'), but got end of file",
    ],
  ])('says of the TOML %j what BurntSushi says', (text, message) => {
    const chart = chartOf(
      '{{ (fromToml .Values.t).Error }}',
      `t: ${JSON.stringify(text)}`,
    );
    expect(render(chart)).toBe(message);
  });

  it('prints TOML as BurntSushi does', () => {
    expect(
      encodeToml(
        parseYamlMap(
          'b: {c: 1, "d e": {f: [x]}}\na: [{g: true}, {h: 1.5}]\ni: [[1], []]',
        ),
      ),
    ).toBe(
      'i = [[1.0], []]\n\n[[a]]\n  g = true\n\n[[a]]\n  h = 1.5\n\n[b]\n  c = 1.0\n  [b."d e"]\n    f = ["x"]\n',
    );
  });
});

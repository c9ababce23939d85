import { type GoMap, fromJson, toJson } from '@sluice/golang/value';
import { type Chart, loadFiles } from '../chart';
import { renderChart } from './render-chart';

function chartOf(files: Readonly<Record<string, string>>): Chart {
  return loadFiles(
    Object.entries(files).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
    })),
  );
}

const chartFile = (name: string) => `apiVersion: v2
name: ${name}
version: 1.0.0
annotations:
  owner: good
keywords: [good]
maintainers: [{ name: good }]
`;

/** Changes all that a template gets hold of, and shows what it got. */
const evil = `{{- $seen := dict "v" (deepCopy .Values.AsMap) "c" (toJson .Chart) "r" (toJson .Release) "f" (.Files.Get "f") }}
{{- $_ := set .Values "added" 1 }}
{{- $_ := set .Values.deep "a" "evil" }}
{{- $_ := set (index .Values.list 0) "a" "evil" }}
{{- $_ := mergeOverwrite .Values.global (dict "g" "evil") }}
{{- $_ := set .Subcharts.sub.Values "deep" "evil" }}
{{- $_ := set .Chart "Name" "evil" }}
{{- $_ := set .Chart "Annotations" (dict "owner" "evil") }}
{{- $_ := set .Release "Name" "evil" }}
{{- $_ := unset .Values "gone" }}
{{- $_ := set . "Capabilities" "evil" }}
kind: Seen
data: {{ toJson $seen }}
`;

const files = {
  'Chart.yaml': chartFile('web'),
  'values.yaml':
    'deep: {a: good}\nlist: [{a: good}]\nglobal: {g: good}\ngone: 1\n',
  'templates/z.yaml': evil,
  f: 'good',
  'charts/sub/Chart.yaml': chartFile('sub'),
  'charts/sub/values.yaml': 'deep: good\n',
  'charts/sub/templates/a.yaml':
    'kind: Sub\ndata: {{ toJson .Values }}\n{{ $_ := set .Values "deep" "evil" }}{{ $_ := set .Values.global "g" "evil" }}',
};

function userValues(): GoMap {
  const values = fromJson({ deep: { b: 1 }, list: [{ a: 'user' }] });
  if (values instanceof Map) return values;
  throw new Error('no map');
}

describe('what a template changes', () => {
  it('is gone with the render: neither charts nor values keep it', () => {
    const chart = chartOf(files);
    const values = userValues();
    const render = () =>
      renderChart(chart, {
        values,
        release: { name: 'web', namespace: 'apps' },
      }).manifest;
    const first = render();
    expect(first).toContain('good');
    expect(render()).toBe(first);
    expect(toJson(values)).toEqual(toJson(userValues()));
    expect(toJson(chart.values ?? null)).toEqual(
      toJson(chartOf(files).values ?? null),
    );
    expect(chart.metadata).toEqual(chartOf(files).metadata);
  });

  it('is not seen by another chart with the same texts', () => {
    const render = (chart: Chart) =>
      renderChart(chart, {
        values: userValues(),
        release: { name: 'web', namespace: 'apps' },
      }).manifest;
    const alone = render(chartOf(files));
    render(
      chartOf({
        ...files,
        'templates/_x.tpl':
          '{{ define "web" }}evil{{ end }}{{ define "toJson" }}evil{{ end }}',
      }),
    );
    expect(render(chartOf(files))).toBe(alone);
  });

  it('reads nothing but the chart itself', () => {
    const chart = chartOf({
      'Chart.yaml': chartFile('web'),
      'values.yaml': 'a: 1\n',
      f: 'file',
      'charts/sub/Chart.yaml': chartFile('sub'),
      'charts/sub/secret': 'hidden',
      'templates/a.yaml': `kind: Files
get: {{ list (.Files.Get "../../../etc/passwd") (.Files.Get "/etc/passwd") (.Files.Get "Chart.yaml") (.Files.Get "charts/sub/secret") | toJson }}
glob: {{ range $path, $_ := .Files.Glob "**" }}{{ $path }} {{ end }}
up: {{ range $path, $_ := .Files.Glob "../**" }}{{ $path }} {{ end }}
host: {{ getHostByName "localhost" | quote }}
`,
    });
    expect(
      renderChart(chart, { release: { name: 'web', namespace: 'apps' } })
        .manifest,
    ).toContain(`get: ["","","",""]
glob: f 
up: 
host: ""`);
    for (const name of ['env', 'expandenv']) {
      const asking = chartOf({
        'Chart.yaml': chartFile('web'),
        'templates/a.yaml': `a: {{ ${name} "HOME" }}`,
      });
      expect(() =>
        renderChart(asking, { release: { name: 'web', namespace: 'apps' } }),
      ).toThrow(`function "${name}" not defined`);
    }
  });
});

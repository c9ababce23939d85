import { GoError, type GoMap } from '@sluice/golang/value';
import { renderAll } from './render';

function render(text: string, values: GoMap = new Map()): string {
  const scope: GoMap = new Map([['Values', values]]);
  const name = 'web/templates/a.yaml';
  const renderable = { name, text, scope, basePath: 'web/templates' };
  return renderAll([renderable]).get(name) ?? '';
}

describe('bounds of a render', () => {
  it.each([
    [
      '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ mustToJson $d }}',
      'error calling mustToJson: json: unsupported value: encountered a cycle via map[string]interface {}',
    ],
    [
      '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ mustToYaml $d }}',
      'error calling mustToYaml: error marshaling into JSON: json: unsupported value: encountered a cycle via map[string]interface {}',
    ],
    [
      '{{ $d := list (dict) }}{{ $_ := set (index $d 0) "a" $d }}{{ mustToYaml $d }}',
      'encountered a cycle via',
    ],
  ])(
    'tells of values that hold themselves as Helm does: %s',
    (text, message) => {
      expect(() => render(text)).toThrow(message);
    },
  );

  it.each(['toYaml', 'toYamlPretty', 'dict "a" $x | toToml'])(
    'gives nothing, and says so, for what has no end once it is written: %s',
    call => {
      const text = `{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x | ${call} }}`;
      expect(() => render(text)).toThrow(
        'a value is larger than the limit of 100000000 characters',
      );
    },
  );

  it('refuses a template that invokes itself with the words of Helm', () => {
    const text =
      '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}';
    expect(() => render(text)).toThrow(
      'web/templates/a.yaml:1:28\n  executing "a" at <{{template "a" .}}>:\n    exceeded maximum template depth (100000)',
    );
  });

  it('ends where a text holds itself through tpl', () => {
    const values: GoMap = new Map([['x', '{{ tpl .Values.x . }}']]);
    expect(() => render('{{ tpl .Values.x . }}', values)).toThrow(GoError);
  });
});

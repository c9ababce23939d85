import { chartNames } from './chartValues';
import { type Random } from './random';

/** What a template may name. */
export interface ChartScope {
  variables: string[];
  /** Definitions that may be included here. */
  definitions: readonly string[];
  /** Whether `.` is what templates of charts get. */
  isTop: boolean;
  /** Whether most expressions should succeed. */
  isMild: boolean;
}

const fields = ['a', 'b', 'c', 'm', 'l', 'm.a', 'm.b.c', 'enabled', 'none'];

const tops = [
  '.Chart.Name',
  '.Chart.Version',
  '.Chart.AppVersion',
  '.Chart.Annotations',
  '.Chart.Dependencies',
  '.Chart.Keywords',
  '.Chart.IsRoot',
  '.Chart',
  '.Release.Name',
  '.Release.IsUpgrade',
  '.Release.Revision',
  '.Release',
  '.Template.Name',
  '.Template.BasePath',
  '.Template',
  '.Capabilities.KubeVersion',
  '.Capabilities.KubeVersion.Minor',
  '.Capabilities.KubeVersion.GitVersion',
  '.Capabilities.HelmVersion.Version',
  '(.Capabilities.APIVersions.Has "apps/v1")',
  '(.Capabilities.APIVersions.Has "example.com/v1/Thing")',
  '.Values.global',
  '.Values.global.a',
  '.Values',
  '.Values.AsMap',
  '(.Values.Table "m")',
  '(.Values.PathValue "m.a")',
  '.Values.YAML',
  '(.Files.Get "data/a.txt")',
  '(.Files.Get "none")',
  '(.Files.GetBytes "data/b.bin")',
  '(.Files.Glob "data/*").AsConfig',
  '(.Files.Glob "**.txt").AsSecrets',
  '(.Files.Glob "{data,x}/[ab]*")',
  '(.Files.Lines "data/a.txt")',
  '.Nothing',
  '.Values.none.deeper',
] as const;

const texts = [
  '"text"',
  '""',
  '"a: 1\\nb: [x, {y: 2.0}]\\n"',
  '"[1, 2, {a: b}]"',
  '"{\\"a\\": {\\"b\\": 1e3}}"',
  '"a = 1\\n[t]\\nb = [1.5, 2.0]\\n"',
  '"{{ .Release.Name }}"',
  '"{{ .Values.a | default 1 }}{{ $x := 2 }}{{ $x }}"',
  '"{{ define \\"one\\" }}own{{ end }}{{ include \\"one\\" . }}"',
  '"{{ if }}"',
  '"{{ .a.b }}"',
  '"1.20.3"',
  '">=1.20.0-0"',
  '"^1.2 || ~2.0.0"',
  '"a-b_c.d"',
  '"   padded "',
  '"x,y,,z"',
  '"not: [yaml"',
  '`raw "x"`',
] as const;

const tomlTexts = [
  '"a = 1\\n[t]\\nb = [1.5, 2.0]\\n"',
  '"a.b = \\"x\\"\\n[[l]]\\nc = true\\nd = 2024-01-01T00:00:00Z"',
  '"i = {a = 0x1F, b = 1e3, c = [[1], [\\"y\\"]]}"',
  '"no: toml"',
  '"a = "',
  '"a."',
];

/** Those that are there whatever the values are. */
const safeFields = fields.filter(path => !path.includes('.'));
const safeTops = tops.filter(
  path => !/PathValue|Table|deeper|global\./.test(path),
);
const safeTexts = texts.filter(text => !/if }}|a\.b/.test(text));

/** Makes expressions of chart templates, most of which mean something. */
export class ChartExpressions {
  readonly #random: Random;
  readonly #scope: ChartScope;

  constructor(random: Random, scope: ChartScope) {
    this.#random = random;
    this.#scope = scope;
  }

  /** Wrapped, where it is more than a word. */
  #operand(text: string): string {
    return /^[^\s(]+$|^"[^"]*"$/.test(text) ? text : `(${text})`;
  }

  #path(): string {
    const random = this.#random;
    const { variables, isTop, isMild } = this.#scope;
    const root = isTop && random.chance(0.5) ? '' : '$';
    switch (random.below(6)) {
      case 0:
        // The top itself holds pointers, which print as addresses.
        return random.pick(
          variables.length > 1 ? variables.slice(1) : ['$.Values'],
        );
      case 1:
        if (isTop) return '$.Values';
        return isMild ? '.' : random.pick(['.', '.a', '.b']);
      case 2: {
        const path = random.pick(isMild ? safeTops : tops);
        if (root === '') return path;
        return path.startsWith('(') ? `($${path.slice(1)}` : `$${path}`;
      }
      case 3:
        return `${root}.Values.${random.pick(chartNames)}`;
      default:
        return `${root}.Values.${random.pick(isMild ? safeFields : fields)}`;
    }
  }

  any(depth: number): string {
    const random = this.#random;
    if (depth <= 0) return random.chance(0.7) ? this.#path() : this.text(0);
    switch (random.below(7)) {
      case 0:
        return this.text(depth);
      case 1:
        return this.map(depth);
      case 2:
        return this.list(depth);
      case 3:
        return this.number(depth);
      case 4:
        return this.flag(depth);
      case 5:
        return this.#choice(depth);
      default:
        return this.#path();
    }
  }

  #a(depth: number): string {
    return this.#operand(this.any(depth - 1));
  }

  /** Of the ways to make something, in a mild template those that hardly fail. */
  #pick(
    safe: readonly (() => string)[],
    bold: readonly (() => string)[],
  ): string {
    return this.#random.pick(this.#scope.isMild ? safe : [...safe, ...bold])();
  }

  #t(depth: number): string {
    return this.#operand(this.text(depth - 1));
  }

  #m(depth: number): string {
    return this.#operand(this.map(depth - 1));
  }

  #copy(depth: number): string {
    return `(deepCopy ${this.#m(depth)})`;
  }

  #l(depth: number): string {
    return this.#operand(this.list(depth - 1));
  }

  #n(depth: number): string {
    return this.#operand(this.number(depth - 1));
  }

  #f(depth: number): string {
    return this.#operand(this.flag(depth - 1));
  }

  #choice(d: number): string {
    return this.#pick(
      [
        () => `default ${this.#a(d)} ${this.#a(d)}`,
        () => `coalesce ${this.#a(d)} ${this.#a(d)} ${this.#a(d)}`,
        () => `ternary ${this.#a(d)} ${this.#a(d)} ${this.#f(d)}`,
        () => `get ${this.#m(d)} "a"`,
        () => `index ${this.#m(d)} "a"`,
        () => `first ${this.#l(d)}`,
        () => `and ${this.#a(d)} ${this.#a(d)}`,
        () => `or ${this.#a(d)} ${this.#a(d)}`,
        () => `deepCopy ${this.#m(d)}`,
        () => `dig "none" "a" ${this.#a(d)} (dict "a" ${this.#a(d)})`,
      ],
      [
        () => `required "is required" ${this.#a(d)}`,
        () => `dig "m" "a" ${this.#a(d)} ${this.#m(d)}`,
        () => `deepCopy ${this.#a(d)}`,
        () => `index ${this.#a(d)} ${this.#a(d)}`,
        () => `slice ${this.#l(d)} 1 2`,
      ],
    );
  }

  text(d: number): string {
    const random = this.#random;
    const { isMild, isTop, definitions } = this.#scope;
    const literal = () => random.pick(isMild ? safeTexts : texts);
    if (d <= 0) {
      if (random.chance(0.7)) return literal();
      return isMild ? `toString ${this.#operand(this.#path())}` : this.#path();
    }
    const name = random.pick([...definitions, 'last']);
    return this.#pick(
      [
        literal,
        () => `toYaml ${this.#a(d)}`,
        () => `toYamlPretty ${this.#a(d)}`,
        () => `toJson ${this.#a(d)}`,
        () => `toPrettyJson ${this.#a(d)}`,
        () => `toRawJson ${this.#a(d)}`,
        () => `mustToJson ${this.#a(d)}`,
        () => `toToml ${this.#m(d)}`,
        () => `include "${name}" $`,
        () => `tpl ${this.#operand(literal())} $`,
        () => `quote ${this.#a(d)} ${this.#a(d)}`,
        () => `squote ${this.#a(d)}`,
        () => `nindent 4 ${this.#t(d)}`,
        () => `indent 2 ${this.#t(d)}`,
        () =>
          `printf "%v-%s-%d|%T" ${[1, 2, 3, 4]
            .map(() => this.#a(d))
            .join(' ')}`,
        () => `print ${this.#a(d)} ${this.#a(d)}`,
        () => `trunc ${random.pick(['5', '-3', '63'])} ${this.#t(d)}`,
        () => `trimSuffix "-" ${this.#t(d)}`,
        () => `replace "a" "b" ${this.#t(d)}`,
        () => `upper ${this.#t(d)}`,
        () => `kindOf ${this.#a(d)}`,
        () => `typeOf ${this.#a(d)}`,
        () => `join "," ${this.#a(d)}`,
        () => `cat ${this.#a(d)} ${this.#a(d)}`,
        () => `b64enc ${this.#t(d)}`,
        () => `sha256sum ${this.#t(d)}`,
        () => `toString ${this.#a(d)}`,
        () => `regexReplaceAll "([a-z]+)-?" ${this.#t(d)} "\${1}."`,
        () => `lookup "v1" "Secret" "space" ${this.#t(d)} | toString`,
        () => `getHostByName "localhost"`,
        () => `snakecase ${this.#t(d)}`,
        () => `camelcase ${this.#t(d)}`,
        () => `regexFind "[a-z.]+$" ${this.#t(d)}`,
        () => `mustToYaml ${this.#a(d)}`,
      ],
      [
        () => `include "${name}" ${isTop ? '.' : '$'}`,
        () => `include "${name}" ${this.#a(d)}`,
        () => `tpl ${this.#t(d)} ${random.pick(['.', '$', this.#m(d)])}`,
        () => `tpl (toYaml ${this.#a(d)}) $`,
        () => `mustToToml ${this.#a(d)}`,
        () => this.#path(),
      ],
    );
  }

  map(d: number): string {
    const random = this.#random;
    if (d <= 0) {
      return random.pick(
        this.#scope.isMild
          ? ['$.Values', 'dict', 'dict "a" 1 "m" (dict "a" "x")']
          : ['.Values', '$.Values.m', 'dict', '$.Values.global'],
      );
    }
    return this.#pick(
      [
        () => `dict "a" ${this.#a(d)} "m" ${this.#a(d)}`,
        // Copies, so that no map comes to hold itself.
        () => `merge (dict) ${this.#copy(d)} ${this.#copy(d)}`,
        () => `mergeOverwrite (dict "a" 1) ${this.#copy(d)} ${this.#copy(d)}`,
        () => `mustMerge ${this.#copy(d)} ${this.#copy(d)}`,
        () => `set ${this.#m(d)} "z" (toString ${this.#t(d)})`,
        () => `unset ${this.#m(d)} "a"`,
        () => `pick ${this.#m(d)} "a" "m"`,
        () => `omit ${this.#m(d)} "b"`,
        () => `fromYaml ${this.#t(d)}`,
        () => `fromJson ${this.#t(d)}`,
        () => `fromToml ${random.pick(tomlTexts)}`,
        () => `fromYaml (include "one" $)`,
        () => '$.Values',
        () => '$.Chart',
      ],
      [
        () => `$.Values.${random.pick(chartNames)}`,
        () => `$.Subcharts.${random.pick(chartNames)}`,
        () => '$.Values.m',
        () => '.Values',
        () => this.#path(),
      ],
    );
  }

  list(d: number): string {
    const random = this.#random;
    if (d <= 0) {
      return random.pick(
        this.#scope.isMild
          ? ['list', 'list 1 "a" nil', 'until 3']
          : ['list', '$.Values.l', 'list 1 "a" nil'],
      );
    }
    return this.#pick(
      [
        () => `list ${this.#a(d)} ${this.#a(d)}`,
        () => `fromYamlArray ${this.#t(d)}`,
        () => `fromJsonArray ${this.#t(d)}`,
        () => `splitList "," ${this.#t(d)}`,
        () => `concat ${this.#l(d)} ${this.#l(d)}`,
        () => `append ${this.#l(d)} ${this.#a(d)}`,
        () => `uniq ${this.#l(d)}`,
        () => `without ${this.#l(d)} ${this.#a(d)}`,
        () => `compact ${this.#l(d)}`,
        () => `reverse ${this.#l(d)}`,
        () => `sortAlpha (keys ${this.#m(d)})`,
        () => `pluck "a" ${this.#m(d)} ${this.#m(d)}`,
        () => `until ${random.below(4)}`,
        () => `regexFindAll "[a-z]+" ${this.#t(d)} -1`,
        () => '$.Chart.Dependencies',
      ],
      [() => '$.Values.l', () => this.#path()],
    );
  }

  number(d: number): string {
    const random = this.#random;
    if (d <= 0) {
      return random.pick(
        this.#scope.isMild
          ? ['1', '2.5', '0', '-3', 'int $.Values.a']
          : ['1', '2.5', '0', '$.Values.a', '-3'],
      );
    }
    return this.#pick(
      [
        () => `int ${this.#a(d)}`,
        () => `int64 ${this.#a(d)}`,
        () => `float64 ${this.#a(d)}`,
        () => `add ${this.#a(d)} 1`,
        () => `sub ${this.#n(d)} ${this.#n(d)}`,
        () => `mul ${this.#n(d)} 2`,
        () => `div ${this.#n(d)} 2`,
        () => `max ${this.#n(d)} ${this.#n(d)}`,
        () => `len ${this.#l(d)}`,
        () => `len ${this.#m(d)}`,
        () => `ceil ${this.#n(d)}`,
        () => `addf ${this.#n(d)} 0.1`,
        () => `atoi ${this.#t(d)}`,
      ],
      [() => `len ${this.#a(d)}`, () => `mod ${this.#n(d)} ${this.#n(d)}`],
    );
  }

  flag(d: number): string {
    const random = this.#random;
    if (d <= 0) return random.pick(['true', 'false', 'not $.Values.enabled']);
    return this.#pick(
      [
        () => `not ${this.#a(d)}`,
        () => `eq (toString ${this.#a(d)}) "text"`,
        () => `ne ${this.#t(d)} ${this.#t(d)}`,
        () => `lt (int ${this.#n(d)}) (int ${this.#n(d)})`,
        () => `empty ${this.#a(d)}`,
        () => `hasKey ${this.#m(d)} "a"`,
        () => `has ${this.#a(d)} ${this.#l(d)}`,
        () => `contains "a" ${this.#t(d)}`,
        () => `kindIs "map" ${this.#a(d)}`,
        () => `typeIs "float64" ${this.#a(d)}`,
        () => `typeIsLike "string" ${this.#a(d)}`,
        () => `semverCompare ">=1.20-0" $.Capabilities.KubeVersion.Version`,
        () => `semverCompare "^1.2 || 2.x" "1.${random.below(4)}.0"`,
        () => `regexMatch "^[a-z]+$" ${this.#t(d)}`,
        () => `deepEqual ${this.#a(d)} ${this.#a(d)}`,
        () => `any ${this.#a(d)} ${this.#a(d)}`,
      ],
      [
        () => `eq ${this.#a(d)} ${this.#a(d)}`,
        () => `ge ${this.#n(d)} ${this.#n(d)}`,
        () => `semverCompare ${this.#t(d)} ${this.#t(d)}`,
        () => `fail ${this.#t(d)} | not`,
        () => this.#path(),
      ],
    );
  }
}

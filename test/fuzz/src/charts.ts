import { definitions, notesTemplate, objectsTemplate } from './chartTemplates';
import { chartNames, setLine, valuesText } from './chartValues';
import { type Random } from './random';
import { randomSchema } from './valueSchemas';

/** A chart with what a user gives over its values. */
export interface ChartCase {
  files: Record<string, string>;
  /** Values files, the last wins. */
  values: string[];
  set: string[];
  isUpgrade: boolean;
  includeCrds: boolean;
  kubeVersion: string;
  apiVersions: string[];
}

const versions = ['1.2.3', '0.1.0', '2.0.0-rc.1', 'v1.0.0'] as const;

const ranges = [
  '*',
  '>=0.0.0-0',
  '^1.0.0',
  '~1.2',
  '1.2.3',
  '>2',
  'x',
] as const;

function imports(random: Random): string {
  return random
    .list(2, () =>
      random.pick([
        'data',
        'more',
        'none',
        '{child: m, parent: m}',
        '{child: exports.data, parent: .}',
        '{child: none, parent: a}',
        '{child: m, parent: global.m}',
      ]),
    )
    .join(', ');
}

function dependency(random: Random, name: string): string {
  const parts = [`name: ${name}`];
  parts.push(
    `version: "${random.chance(0.85) ? '>=0.0.0-0' : random.pick(ranges)}"`,
  );
  if (name !== 'twin' && random.chance(0.15)) parts.push('alias: twin');
  if (random.chance(0.4)) {
    const path = `${random.pick([name, 'twin'])}.on-condition`;
    parts.push(
      `condition: "${random.pick([
        path,
        `${path},enabled`,
        `none.x,${path}`,
        'm.enabled',
      ])}"`,
    );
  }
  if (random.chance(0.3)) {
    parts.push(`tags: [${random.some(['front', 'back'], 0.6).join(', ')}]`);
  }
  if (random.chance(0.3)) parts.push(`import-values: [${imports(random)}]`);
  return `  - {${parts.join(', ')}}\n`;
}

function chartFile(
  random: Random,
  name: string,
  below: readonly string[],
): string {
  const lines = [
    `apiVersion: v2\nname: ${name}\nversion: ${random.pick(versions)}\n`,
  ];
  if (random.chance(0.4)) lines.push('appVersion: 1.10\n');
  if (random.chance(0.2)) lines.push('annotations: {a: "1", b: two}\n');
  if (random.chance(0.2)) lines.push('keywords: [x, y]\n');
  if (random.chance(0.1)) lines.push('maintainers: [{name: me}]\n');
  if (random.chance(0.05)) lines.push('kubeVersion: ">=1.25.0-0"\n');
  if (name === 'lib' && random.chance(0.8)) lines.push('type: library\n');
  const declared = below.filter(() => random.chance(0.8));
  const twice = declared.filter(() => random.chance(0.03));
  if (declared.length > 0) {
    lines.push(
      'dependencies:\n',
      ...[...declared, ...twice].map(each => dependency(random, each)),
    );
  }
  return lines.join('');
}

/** Adds a chart, and charts below it. */
function addChart(
  random: Random,
  files: Record<string, string>,
  [path, name]: readonly [string, string],
  depth: number,
  isMild: boolean,
): void {
  const below = random.some(chartNames, depth > 0 ? 0.3 : 0);
  files[`${path}Chart.yaml`] = chartFile(random, name, below);
  if (random.chance(0.9)) {
    files[`${path}values.yaml`] = valuesText(random, below, isMild);
  }
  if (random.chance(0.06)) {
    files[`${path}values.schema.json`] = JSON.stringify(
      randomSchema(random, 3),
    );
  }
  if (isMild ? path === '' : random.chance(0.7)) {
    files[`${path}templates/_defined.tpl`] = definitions(random, isMild);
  }
  for (const file of random.some(['a', 'b', 'in/c'], 0.5)) {
    files[`${path}templates/${file}.yaml`] = objectsTemplate(random, isMild);
  }
  if (random.chance(path === '' ? 0.8 : 0.2)) {
    files[`${path}templates/NOTES.txt`] = notesTemplate(random, isMild);
  }
  if (random.chance(0.3)) {
    files[`${path}data/a.txt`] = random.pick(['one\ntwo\n', 'x', '\n', 'a: b']);
    files[`${path}data/b.bin`] = '\u0000\u0001é';
  }
  if (random.chance(0.1)) {
    files[`${path}crds/a.yaml`] = 'kind: CustomResourceDefinition\n{{ .a }}\n';
  }
  for (const each of below) {
    addChart(
      random,
      files,
      [`${path}charts/${each}/`, each],
      depth - 1,
      isMild,
    );
  }
}

/** A random chart, with random values over its own. */
export function randomChart(random: Random): ChartCase {
  const files: Record<string, string> = {};
  const isMild = random.chance(0.7);
  addChart(random, files, ['', 'top'], 2, isMild);
  return {
    files,
    values: random.list(2, () => valuesText(random, chartNames, isMild)),
    set: random.chance(isMild ? 0.2 : 0.6)
      ? random.list(2, () => setLine(random))
      : [],
    isUpgrade: random.chance(0.2),
    includeCrds: random.chance(0.3),
    kubeVersion: random.pick(['', '', '', '1.20', 'v1.33.1', '1.24.0-eks+1']),
    apiVersions: random.chance(0.2) ? ['example.com/v1/Thing'] : [],
  };
}

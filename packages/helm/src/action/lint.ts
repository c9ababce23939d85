import { posix } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { type JsonObject } from '@sluice/golang/json';
import { type GoMap } from '@sluice/golang/value';
import {
  Capabilities,
  type KubeVersion,
  defaultKubeVersion,
} from '../capabilities';
import {
  type Chart,
  type FileTree,
  loadDirectory,
  parseYamlMap,
} from '../chart';
import { messageOf } from '../chart/error';
import { yamlDocuments } from '../chart/yaml-documents';
import {
  stringShape,
  structShape,
  unmarshalYamlPointer,
} from '../chart/unmarshal';
import { processDependencies } from '../dependencies';
import { renderTemplates, renderValues } from '../engine';
import { isBlank } from '../manifest/space';
import { type CompileOptions } from '../schema';
import { coalesceTables, coalesceValues, explainSchema } from '../values';
import { type Warn } from '../warn';
import { lintChartFile } from './lint-chart-file';
import { lintObject } from './lint-object';
import { type LintMessage, Report } from './lint-report';

export { type LintMessage, type Severity, lintText } from './lint-report';

export interface LintOptions {
  values?: GoMap;
  namespace?: string;
  kubeVersion?: KubeVersion;
  skipSchemaValidation?: boolean;
  schemas?: CompileOptions;
  /** What messages call the directory of the chart. */
  directory?: string;
  /** Told what Helm would log. */
  warn?: Warn;
}

const EXTENSIONS = ['.yaml', '.yml', '.tpl', '.txt'];

function text(tree: FileTree, path: string): string {
  return Buffer.from(tree.read(path)).toString();
}

function lintValues(
  tree: FileTree,
  options: LintOptions,
  report: Report,
): void {
  const path = 'values.yaml';
  const exists = tree.stat(path) !== undefined;
  if (!report.info(path, exists ? undefined : 'file does not exist')) return;
  let values: GoMap;
  try {
    values = parseYamlMap(text(tree, path));
  } catch (error) {
    report.error(path, `unable to parse YAML: ${messageOf(error)}`);
    return;
  }
  const { warn } = options;
  const given = coalesceTables(new Map(), new Map(options.values), warn);
  const coalesced = coalesceTables(given, values, warn) ?? new Map();
  const schema = 'values.schema.json';
  if (tree.stat(schema) && !options.skipSchemaValidation) {
    const data = tree.read(schema);
    if (data.length > 0) {
      report.error(
        path,
        explainSchema({ name: schema, data }, coalesced, options.schemas),
      );
    }
  }
}

function tryLoad(
  tree: FileTree,
  warn: Warn | undefined,
): { chart?: Chart; message?: string } {
  try {
    return { chart: loadDirectory(tree, { warn }) };
  } catch (error) {
    return { message: messageOf(error) };
  }
}

const objectShape = structShape('rules.k8sYamlStruct', {
  apiVersion: stringShape,
  Kind: stringShape,
  Metadata: structShape('rules.k8sYamlMetadata', {
    Namespace: stringShape,
    Name: stringShape,
  }),
});

function illegalIndent(content: string): string | undefined {
  const line = content.split('\n').find(each => !isBlank(each)) ?? '';
  return /^[ \t]/.test(line)
    ? `document starts with an illegal indent: ${quote(
        line,
      )}, which may cause parsing problems`
    : undefined;
}

/** Checks a rendered file; false where it is no YAML. */
function lintRendered(
  path: string,
  content: string,
  kubeVersion: KubeVersion,
  report: Report,
): boolean {
  report.warning(path, illegalIndent(content));
  try {
    for (const document of yamlDocuments(content)) {
      const object = unmarshalYamlPointer(document, objectShape);
      if (object) lintObject(path, object, content, kubeVersion, report);
    }
    return true;
  } catch (error) {
    report.error(path, `unable to parse YAML: ${messageOf(error)}`);
    return false;
  }
}

function renderForLint(
  chart: Chart,
  options: LintOptions,
  kubeVersion: KubeVersion,
): Map<string, string> {
  const values = options.values ?? new Map();
  const top = renderValues(chart, coalesceValues(chart, values, options.warn), {
    release: {
      name: 'test-release',
      namespace: options.namespace ?? 'default',
      revision: 0,
      isInstall: false,
      isUpgrade: false,
    },
    capabilities: new Capabilities({ kubeVersion }),
    skipSchemaValidation: options.skipSchemaValidation,
    schemas: options.schemas,
    warn: options.warn,
  });
  return renderTemplates(chart, top, { lint: true, warn: options.warn });
}

function isReady(chart: Chart, values: GoMap, warn?: Warn): boolean {
  try {
    processDependencies(chart, values, warn);
    coalesceValues(chart, values);
    return true;
  } catch {
    // Told of where the values are looked at.
    return false;
  }
}

function lintTemplates(
  tree: FileTree,
  options: LintOptions,
  report: Report,
): void {
  const path = 'templates/';
  const entry = tree.stat('templates');
  if (!report.warning(path, entry ? undefined : 'directory does not exist')) {
    return;
  }
  if (
    !report.error(
      path,
      entry?.kind === 'directory' ? undefined : 'not a directory',
    )
  ) {
    return;
  }
  const { chart, message } = tryLoad(tree, options.warn);
  report.error(path, message);
  if (!chart) return;
  if (!isReady(chart, options.values ?? new Map(), options.warn)) return;
  const kubeVersion = options.kubeVersion ?? defaultKubeVersion;
  let rendered: Map<string, string>;
  try {
    rendered = renderForLint(chart, options, kubeVersion);
  } catch (error) {
    report.error(path, messageOf(error));
    return;
  }
  for (const { name } of chart.templates) {
    const extension = posix.extname(name);
    report.error(
      name,
      EXTENSIONS.includes(extension)
        ? undefined
        : `file extension '${extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt`,
    );
    const content = rendered.get(posix.join(chart.name, name)) ?? '';
    if (
      /^\.ya?ml$/i.test(extension) &&
      !isBlank(content) &&
      !lintRendered(name, content, kubeVersion, report)
    ) {
      return;
    }
  }
}

function lintDependencies(
  tree: FileTree,
  { directory = '', warn }: LintOptions,
  report: Report,
): void {
  const { chart, message } = tryLoad(tree, warn);
  report.error('', message && `unable to load chart\n\t${message}`);
  if (!chart) return;
  const named = (chart.metadata.dependencies ?? []).flatMap(
    dependency => dependency?.name ?? [],
  );
  const present = chart.dependencies.map(({ name }) => name);
  const unnamed = present.filter(name => !named.includes(name));
  const missing = named.filter(name => !present.includes(name));
  report.error(
    directory,
    unnamed.length > 0
      ? `chart metadata is missing these dependencies: ${unnamed.join(',')}`
      : undefined,
  );
  report.warning(
    directory,
    missing.length > 0
      ? `chart directory is missing these dependencies: ${missing.join(',')}`
      : undefined,
  );
}

function lintCrds(tree: FileTree, { warn }: LintOptions, report: Report): void {
  const path = 'crds/';
  const entry = tree.stat('crds');
  if (!entry) return;
  if (
    !report.error(
      path,
      entry.kind === 'directory' ? undefined : 'not a directory',
    )
  ) {
    return;
  }
  const { chart, message } = tryLoad(tree, warn);
  report.error(path, message);
  for (const { name, file } of chart?.crds ?? []) {
    try {
      for (const document of yamlDocuments(Buffer.from(file.data).toString())) {
        lintCrd(name, unmarshalYamlPointer(document, objectShape), report);
      }
    } catch (error) {
      report.error(name, `unable to parse YAML: ${messageOf(error)}`);
      return;
    }
  }
}

function lintCrd(
  path: string,
  object: JsonObject | undefined,
  report: Report,
): void {
  if (!object) return;
  report.error(
    path,
    String(object.apiVersion ?? '').startsWith('apiextensions.k8s.io')
      ? undefined
      : "apiVersion is not in 'apiextensions.k8s.io'",
  );
  report.error(
    path,
    object.Kind === 'CustomResourceDefinition'
      ? undefined
      : "object kind is not 'CustomResourceDefinition'",
  );
}

/** What `helm lint` says of the chart in a directory, which has a `Chart.yaml`. */
export function lintChart(
  tree: FileTree,
  options: LintOptions = {},
): LintMessage[] {
  const report = new Report();
  lintChartFile(text(tree, 'Chart.yaml'), report);
  lintValues(tree, options, report);
  lintTemplates(tree, options, report);
  lintDependencies(tree, options, report);
  lintCrds(tree, options, report);
  return report.messages;
}

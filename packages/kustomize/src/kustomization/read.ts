import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { YamlError, parseSigsYaml } from '@sluice/golang/yaml';
import { ContextError } from '../text/context';
import { type Kustomization, kustomizationShape } from './kustomization';
import { type DecodeMode, DecodeError, decodeAs } from './shape';

export const kustomizationFileNames = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
] as const;

const componentVersion = 'kustomize.config.k8s.io/v1alpha1';
const kustomizationVersion = 'kustomize.config.k8s.io/v1beta1';

/** A kustomization file, and what it said literally. */
export interface ReadKustomization {
  kustomization: Kustomization;
  warnings: string[];
}

const editFix =
  "Run 'kustomize edit fix' to update your Kustomization automatically.";

const deprecations: readonly [field: string, instead: string][] = [
  ['bases', 'resources'],
  ['commonLabels', 'labels'],
  ['imageTags', 'images'],
  ['patchesJson6902', 'patches'],
  ['patchesStrategicMerge', 'patches'],
  ['vars', 'replacements'],
];

function isPresent(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  return value !== '' && value !== false;
}

function fieldOf(object: JsonObject, field: string): JsonValue | undefined {
  const key = Object.keys(object).find(
    name => name.toLowerCase() === field.toLowerCase(),
  );
  return key === undefined ? undefined : object[key];
}

/** Moves what older fields say to the newer ones and fills in kind and version. */
function normalize(kustomization: Kustomization): void {
  kustomization.kind ||= 'Kustomization';
  kustomization.apiVersion ||=
    kustomization.kind === 'Component'
      ? componentVersion
      : kustomizationVersion;
  kustomization.resources.push(...kustomization.bases);
  kustomization.bases = [];
  kustomization.images.push(...kustomization.imageTags);
  kustomization.imageTags = [];
  for (const generator of [
    ...kustomization.configMapGenerator,
    ...kustomization.secretGenerator,
  ]) {
    if (generator.env !== '') generator.envs.push(generator.env);
    generator.env = '';
  }
  for (const replacement of kustomization.replacements) {
    // An empty list of targets does not survive the way to the transformer.
    if (replacement.targets?.length === 0) replacement.targets = undefined;
  }
  kustomization.helmCharts.push(...kustomization.helmChartInflationGenerator);
  kustomization.helmChartInflationGenerator = [];
}

function enforceKind({ kind, apiVersion }: Kustomization): string[] {
  const problems: string[] = [];
  if (kind !== 'Kustomization' && kind !== 'Component') {
    problems.push('kind should be Kustomization or Component');
  }
  const required =
    kind === 'Component' ? componentVersion : kustomizationVersion;
  if (apiVersion !== required) {
    problems.push(`apiVersion for ${kind} should be ${required}`);
  }
  return problems;
}

/**
 * Checks and normalizes a kustomization that has been decoded from `source`.
 *
 * @throws Error when it says nothing, or is no kustomization
 */
export function completeKustomization(
  kustomization: Kustomization,
  source: JsonObject,
  directory: string,
): ReadKustomization {
  const warnings = deprecations
    .filter(([field]) => {
      const value = fieldOf(source, field);
      return value !== undefined && value !== null;
    })
    .map(
      ([field, instead]) =>
        `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${
          field === 'vars' ? '[EXPERIMENTAL] ' : ''
        }${editFix}`,
    );
  normalize(kustomization);
  const says = Object.keys(source).some(name => {
    const field = name.toLowerCase();
    if (field === 'kind' || field === 'apiversion') return false;
    const value = source[name];
    if (field === 'bases' || field === 'imagetags') {
      return Array.isArray(value) && value.length > 0;
    }
    return isPresent(value);
  });
  if (!says) throw new Error('kustomization.yaml is empty');
  const problems = enforceKind(kustomization);
  if (problems.length > 0) {
    throw new Error(
      `Failed to read kustomization file under ${directory}:\n${problems.join(
        '\n',
      )}`,
    );
  }
  return { kustomization, warnings };
}

/** Decodes a text; `source` is the plain JSON. @throws YamlError, DecodeError */
export function decodeKustomization(
  text: string,
  mode: DecodeMode,
): { kustomization: Kustomization; source: JsonObject } {
  const value = parseSigsYaml(text);
  const kustomization = decodeAs(kustomizationShape, value, mode);
  const source =
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? value
      : {};
  return { kustomization, source };
}

/** Reads a kustomization file as kustomize does. @throws Error */
export function readKustomization(
  text: string,
  mode: DecodeMode,
  directory: string,
): ReadKustomization {
  let decoded: { kustomization: Kustomization; source: JsonObject };
  try {
    decoded = decodeKustomization(text, mode);
  } catch (error) {
    if (error instanceof YamlError) {
      throw new ContextError(
        'invalid Kustomization',
        new Error(
          error.message.replace(/^error converting YAML to JSON: /, ''),
          { cause: error },
        ),
      );
    }
    if (error instanceof DecodeError) {
      throw new ContextError('invalid Kustomization', error);
    }
    throw error;
  }
  return completeKustomization(
    decoded.kustomization,
    decoded.source,
    directory,
  );
}

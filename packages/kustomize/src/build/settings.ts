import { type JsonObject } from '@sluice/golang/json';
import {
  type GeneratorEntry,
  type GeneratorOptionsEntry,
  type SelectorEntry,
} from '../kustomization/kustomization';
import { omitEmpty } from '../kustomization/shape';
import { type GeneratorOptions } from '../generate/generateObject';

/** The fields of a selector that are set, as JSON. */
export function selectorJson(
  selector: SelectorEntry | undefined,
): JsonObject | undefined {
  return selector && omitEmpty(selector);
}

function mergeMaps(
  own: ReadonlyMap<string, string> | undefined,
  general: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...general, ...(own ?? [])]);
}

/** The options of one generator with the general ones: its texts win, and what is switched on anywhere is on. */
export function mergeGeneratorOptions(
  own: GeneratorOptionsEntry | undefined,
  general: GeneratorOptionsEntry | undefined,
): GeneratorOptions | undefined {
  if (!general) return own;
  return {
    labels: mergeMaps(own?.labels, general.labels),
    annotations: mergeMaps(own?.annotations, general.annotations),
    disableNameSuffixHash:
      Boolean(own?.disableNameSuffixHash) || general.disableNameSuffixHash,
    immutable: Boolean(own?.immutable) || general.immutable,
  };
}

/** The configuration of a generator as messages show it. */
export function generatorJson(
  entry: GeneratorEntry,
  options: GeneratorOptions | undefined,
): JsonObject {
  return omitEmpty({
    namespace: entry.namespace,
    name: entry.name,
    behavior: entry.behavior,
    literals: entry.literals,
    files: entry.files,
    envs: entry.envs,
    options:
      options &&
      omitEmpty({
        labels: options.labels,
        annotations: options.annotations,
        disableNameSuffixHash: options.disableNameSuffixHash,
        immutable: options.immutable,
      }),
    ...('type' in entry && { type: entry.type }),
  });
}

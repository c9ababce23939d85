import { type JsonObject } from '@sluice/golang/json';
import { generateObject } from '../generate/generateObject';
import { type Kustomization } from '../kustomization/kustomization';
import { omitEmpty } from '../kustomization/shape';
import { behaviorOf } from '../resource/bookkeeping';
import { type Resource } from '../resource/resource';
import { type Knowledge } from '../schema/knowledge';
import { configureBuiltin } from './configure';
import { type Loader } from './loader';
import { type Origin } from './origin';
import { mergeGeneratorOptions } from './settings';

/** Something that makes objects, and the name of the plugin that it is upstream. */
export interface NamedGenerator {
  plugin: string;
  /** What it puts on the objects it makes, if not the name of the built-in plugin. */
  origin?: Origin;
  generate(): Resource[];
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Charts are not inflated here, as in Flux, which has HelmReleases for them. */
function refuseCharts(
  kustomization: Kustomization,
  inheritedNamespace: string,
): void {
  for (const chart of kustomization.helmCharts) {
    const config = isObject(chart) ? chart : {};
    const namespace = kustomization.namespace || inheritedNamespace;
    configureBuiltin(
      'HelmChartInflationGenerator',
      () =>
        omitEmpty({
          ...kustomization.helmGlobals,
          namespace,
          ...config,
        }),
      () => {
        throw new Error('must specify --enable-helm');
      },
    );
  }
}

/** The generators that a kustomization's fields ask for, in the order in which they run. @throws Error */
export function builtinGenerators(
  kustomization: Kustomization,
  inheritedNamespace: string,
  loader: Loader,
  knowledge: Knowledge,
): NamedGenerator[] {
  const generators = (
    [
      ['ConfigMap', kustomization.configMapGenerator],
      ['Secret', kustomization.secretGenerator],
    ] as const
  ).flatMap(([kind, entries]) =>
    entries.map((entry): NamedGenerator => {
      const options = mergeGeneratorOptions(
        entry.options,
        kustomization.generatorOptions,
      );
      return {
        plugin: `${kind}Generator`,
        generate: () => [
          generateObject(
            {
              kind,
              name: entry.name,
              namespace: entry.namespace,
              behavior: behaviorOf(entry.behavior),
              type: 'type' in entry ? entry.type : '',
              sources: entry,
              options,
            },
            path => loader.readBytes(path),
            knowledge,
          ),
        ],
      };
    }),
  );
  refuseCharts(kustomization, inheritedNamespace);
  return generators;
}

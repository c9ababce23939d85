import { quote } from '@sluice/golang/fmt';
import { YamlError, emitSigsYaml } from '@sluice/golang/yaml';
import { type TransformerConfig } from '../config/transformerConfig';
import {
  type FieldSpec,
  mergeFieldSpec,
  mergeFieldSpecs,
} from '../config/fieldSpec';
import {
  type Kustomization,
  type LabelEntry,
  type PatchEntry,
} from '../kustomization/kustomization';
import { omitEmpty } from '../kustomization/shape';
import { setImage } from '../transform/images';
import { setEntries } from '../transform/labels';
import { addToNames } from '../transform/names';
import { setNamespace } from '../transform/namespace';
import {
  type Transformer,
  json6902Transformer,
  patchTransformer,
  strategicMergeTransformer,
} from '../transform/patches';
import { replacementTransformer } from '../transform/replacements';
import { setReplicas } from '../transform/replicas';
import { type Knowledge } from '../schema/knowledge';
import { ContextError, withContext } from '../text/context';
import { configureBuiltin } from './configure';
import { type Loader } from './loader';
import { type Origin } from './origin';
import { selectorJson } from './settings';

/** A transformation and the name of the plugin that it is upstream. */
export interface NamedTransformer {
  plugin: string;
  /** What it adds to the transformations of an object, if not the name of the built-in plugin. */
  origin?: Origin;
  transform: Transformer;
}

function patchJson(entry: PatchEntry, patchField: 'patch' | 'jsonOp') {
  return omitEmpty({
    path: entry.path,
    [patchField]: entry.patch,
    target: selectorJson(entry.target),
    options:
      patchField === 'patch' && entry.options
        ? omitEmpty(entry.options)
        : undefined,
  });
}

function readPatch(path: string, source: string, loader: Loader): string {
  try {
    return loader.readText(path);
  } catch (error) {
    if (error instanceof YamlError) {
      throw new Error(`unable to parse SM or JSON patch from ${source}`, {
        cause: error,
      });
    }
    throw new ContextError(
      `failed to get the patch file from path(${path})`,
      error,
    );
  }
}

/** An entry of `patches`. @throws Error when it cannot be used */
export function preparePatch(
  entry: PatchEntry,
  loader: Loader,
  knowledge: Knowledge,
  configText: () => string,
): Transformer {
  const inline = entry.patch.trim();
  if (inline === '' && entry.path === '') {
    throw new Error(`must specify one of patch and path in\n${configText()}`);
  }
  if (inline !== '' && entry.path !== '') {
    throw new Error(
      `patch and path can't be set at the same time\n${configText()}`,
    );
  }
  const source = inline
    ? `[patch: ${quote(inline)}]`
    : `[path: ${quote(entry.path)}]`;
  const text = inline || readPatch(entry.path, source, loader);
  return patchTransformer(
    {
      text,
      source,
      target: entry.target,
      allowNameChange: Boolean(entry.options?.allowNameChange),
      allowKindChange: Boolean(entry.options?.allowKindChange),
    },
    knowledge,
  );
}

/** An entry of `patchesJson6902`. @throws Error when it cannot be used */
export function prepareJson6902(
  entry: PatchEntry,
  loader: Loader,
): Transformer {
  if (!entry.target || entry.target.name === '') {
    throw new Error('must specify the target name');
  }
  if (entry.path === '' && entry.patch === '') {
    throw new Error('empty file path and empty jsonOp');
  }
  if (entry.path !== '' && entry.patch !== '') {
    throw new Error('must specify a file path or jsonOp, not both');
  }
  const text = entry.patch || loader.readText(entry.path);
  if (text === '') {
    throw new Error(`patch file '${entry.path}' empty seems to be empty`);
  }
  return json6902Transformer(text, entry.target, entry.path);
}

function labelSpecs(
  label: LabelEntry,
  config: TransformerConfig,
): readonly FieldSpec[] {
  return withContext('failed to merge labels', () => {
    const specs = mergeFieldSpecs(label.fields, config.labels);
    if (label.includeSelectors) {
      return mergeFieldSpecs(specs, config.commonLabels);
    }
    const withTemplates = label.includeTemplates
      ? withContext('failed to merge template fieldSpec', () =>
          mergeFieldSpecs(specs, config.templateLabels),
        )
      : specs;
    return mergeFieldSpec(withTemplates, {
      path: 'metadata/labels',
      create: true,
    });
  });
}

/** The transformations that a kustomization's fields ask for, in the order in which they run. @throws Error */
export function builtinTransformers(
  kustomization: Kustomization,
  config: TransformerConfig,
  loader: Loader,
  knowledge: Knowledge,
): NamedTransformer[] {
  const result: NamedTransformer[] = [];
  const add = (plugin: string, transform: Transformer): void => {
    result.push({ plugin, transform });
  };
  const load = (path: string): string => loader.readJsonText(path);

  const { patchesStrategicMerge } = kustomization;
  if (patchesStrategicMerge.length > 0) {
    add(
      'PatchStrategicMergeTransformer',
      configureBuiltin(
        'PatchStrategicMergeTransformer',
        () => ({ paths: patchesStrategicMerge }),
        () => strategicMergeTransformer(patchesStrategicMerge, load, knowledge),
      ),
    );
  }
  for (const entry of kustomization.patches) {
    const json = (): ReturnType<typeof patchJson> => patchJson(entry, 'patch');
    add(
      'PatchTransformer',
      configureBuiltin('PatchTransformer', json, () =>
        preparePatch(entry, loader, knowledge, () => emitSigsYaml(json())),
      ),
    );
  }
  const { namespace, namePrefix, nameSuffix } = kustomization;
  if (namespace !== '') {
    add('NamespaceTransformer', resources =>
      setNamespace(resources, {
        namespace,
        specs: config.namespace,
        unsetOnly: false,
        subjects: 'defaultOnly',
      }),
    );
  }
  if (namePrefix !== '') {
    add('PrefixTransformer', resources =>
      addToNames(resources, { prefix: namePrefix }, config.namePrefix),
    );
  }
  if (nameSuffix !== '') {
    add('SuffixTransformer', resources =>
      addToNames(resources, { suffix: nameSuffix }, config.nameSuffix),
    );
  }
  addLabels(kustomization, config, add);
  if (kustomization.commonAnnotations.size > 0) {
    add('AnnotationsTransformer', resources =>
      setEntries(
        resources,
        kustomization.commonAnnotations,
        config.commonAnnotations,
      ),
    );
  }
  for (const entry of kustomization.patchesJson6902) {
    add(
      'PatchJson6902Transformer',
      configureBuiltin(
        'PatchJson6902Transformer',
        () => patchJson(entry, 'jsonOp'),
        () => prepareJson6902(entry, loader),
      ),
    );
  }
  for (const replica of kustomization.replicas) {
    add('ReplicaCountTransformer', resources =>
      setReplicas(resources, replica, config.replicas),
    );
  }
  for (const image of kustomization.images) {
    add('ImageTagTransformer', resources =>
      setImage(resources, image, config.images),
    );
  }
  if (kustomization.replacements.length > 0) {
    add(
      'ReplacementTransformer',
      configureBuiltin(
        'ReplacementTransformer',
        () => ({
          Replacements: kustomization.replacements.map(entry =>
            omitEmpty(entry),
          ),
        }),
        () => replacementTransformer(kustomization.replacements, load),
      ),
    );
  }
  return result;
}

function addLabels(
  { labels, commonLabels }: Kustomization,
  config: TransformerConfig,
  add: (plugin: string, transform: Transformer) => void,
): void {
  if (labels.length === 0 && commonLabels.size === 0) return;
  for (const label of labels) {
    const specs = labelSpecs(label, config);
    add('LabelTransformer', resources =>
      setEntries(resources, label.pairs, specs),
    );
  }
  add('LabelTransformer', resources =>
    setEntries(resources, commonLabels, config.commonLabels),
  );
}

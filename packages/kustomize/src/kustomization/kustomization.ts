import {
  type TypeOf,
  anything,
  flag,
  index,
  integer,
  list,
  namedText,
  optional,
  struct,
  text,
  textMap,
} from './shape';

const gvk = { group: text, version: text, kind: text };
const resourceId = { ...gvk, name: text, namespace: text };

const gvkEmbedded = { group: 'Gvk.', version: 'Gvk.', kind: 'Gvk.' };
const idEmbedded = {
  group: 'ResId.Gvk.',
  version: 'ResId.Gvk.',
  kind: 'ResId.Gvk.',
  name: 'ResId.',
  namespace: 'ResId.',
};

const selector = struct(
  'types.Selector',
  { ...resourceId, annotationSelector: text, labelSelector: text },
  idEmbedded,
);

const patch = struct('types.Patch', {
  path: text,
  patch: text,
  target: optional(selector),
  options: optional(
    struct('types.PatchArgs', { allowNameChange: flag, allowKindChange: flag }),
  ),
});

const image = struct('types.Image', {
  name: text,
  newName: text,
  tagSuffix: text,
  newTag: text,
  digest: text,
});

const fieldSpec = struct(
  'types.FieldSpec',
  { ...gvk, path: text, create: flag },
  gvkEmbedded,
);

const label = struct('types.Label', {
  pairs: textMap,
  includeSelectors: flag,
  includeTemplates: flag,
  fields: list(fieldSpec),
});

const generatorOptions = struct('types.GeneratorOptions', {
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: flag,
  immutable: flag,
});

const generator = {
  namespace: text,
  name: text,
  behavior: text,
  literals: list(text),
  files: list(text),
  envs: list(text),
  env: text,
  options: optional(generatorOptions),
};

const generatorEmbedded = {
  namespace: 'GeneratorArgs.',
  name: 'GeneratorArgs.',
  behavior: 'GeneratorArgs.',
  literals: 'GeneratorArgs.KvPairSources.',
  files: 'GeneratorArgs.KvPairSources.',
  envs: 'GeneratorArgs.KvPairSources.',
  env: 'GeneratorArgs.KvPairSources.',
  options: 'GeneratorArgs.',
};

const fieldOptions = struct('types.FieldOptions', {
  delimiter: text,
  index,
  encoding: text,
  create: flag,
});

const replacementTarget = struct('types.TargetSelector', {
  select: optional(selector),
  reject: list(selector),
  fieldPaths: list(text),
  options: optional(fieldOptions),
});

const replacement = {
  source: optional(
    struct(
      'types.SourceSelector',
      { ...resourceId, fieldPath: text, options: optional(fieldOptions) },
      idEmbedded,
    ),
  ),
  targets: optional(list(replacementTarget)),
  sourceValue: optional(text),
};

/** One replacement, in a file of its own. */
export const replacementShape = struct('types.Replacement', replacement);

const replacementField = struct(
  'types.ReplacementField',
  { path: text, ...replacement },
  {
    source: 'Replacement.',
    targets: 'Replacement.',
    sourceValue: 'Replacement.',
  },
);

const variable = struct('types.Var', {
  name: text,
  objref: struct(
    'types.Target',
    { apiVersion: text, ...resourceId },
    gvkEmbedded,
  ),
  fieldref: struct('types.FieldSelector', { fieldPath: text }),
});

/** The fields of a kustomization file. */
export const kustomizationShape = struct(
  'types.Kustomization',
  {
    apiVersion: text,
    kind: text,
    metadata: optional(
      struct('types.ObjectMeta', {
        name: text,
        namespace: text,
        labels: textMap,
        annotations: textMap,
      }),
    ),
    openapi: textMap,
    namePrefix: text,
    nameSuffix: text,
    namespace: text,
    commonLabels: textMap,
    labels: list(label),
    commonAnnotations: textMap,
    patchesStrategicMerge: list(namedText('types.PatchStrategicMerge')),
    patchesJson6902: list(patch),
    patches: list(patch),
    images: list(image),
    imageTags: list(image),
    replacements: list(replacementField),
    replicas: list(struct('types.Replica', { name: text, count: integer })),
    vars: list(variable),
    sortOptions: optional(
      struct('types.SortOptions', {
        order: namedText('types.SortOrder'),
        legacySortOptions: optional(
          struct('types.LegacySortOptions', {
            orderFirst: list(text),
            orderLast: list(text),
          }),
        ),
      }),
    ),
    resources: list(text),
    components: list(text),
    crds: list(text),
    bases: list(text),
    configMapGenerator: list(
      struct('types.ConfigMapArgs', generator, generatorEmbedded),
    ),
    secretGenerator: list(
      struct(
        'types.SecretArgs',
        { ...generator, type: text },
        generatorEmbedded,
      ),
    ),
    helmGlobals: optional(
      struct('types.HelmGlobals', { chartHome: text, configHome: text }),
    ),
    helmCharts: list(anything),
    helmChartInflationGenerator: list(anything),
    generatorOptions: optional(generatorOptions),
    configurations: list(text),
    generators: list(text),
    transformers: list(text),
    validators: list(text),
    buildMetadata: list(text),
  },
  { apiVersion: 'TypeMeta.', kind: 'TypeMeta.' },
);

/** A kustomization file with every field; those it does not mention are empty. */
export type Kustomization = TypeOf<typeof kustomizationShape>;
export type PatchEntry = Kustomization['patches'][number];
export type ImageEntry = Kustomization['images'][number];
export type LabelEntry = Kustomization['labels'][number];
export type VariableEntry = Kustomization['vars'][number];
export type ReplacementEntry = TypeOf<typeof replacementShape>;
export type SelectorEntry = NonNullable<PatchEntry['target']>;
export type GeneratorEntry =
  | Kustomization['secretGenerator'][number]
  | Kustomization['configMapGenerator'][number];
export type GeneratorOptionsEntry = NonNullable<
  Kustomization['generatorOptions']
>;

export const shapes = {
  selector,
  image,
  fieldSpec,
  generator,
  generatorOptions,
  replacementField,
};

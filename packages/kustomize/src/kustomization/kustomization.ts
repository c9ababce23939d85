import {
  type TypeOf,
  anything,
  flag,
  integer,
  list,
  optional,
  struct,
  text,
  textMap,
} from './shape';

const gvk = { group: text, version: text, kind: text };
const resourceId = { ...gvk, name: text, namespace: text };

const selector = struct('types.Selector', {
  ...resourceId,
  annotationSelector: text,
  labelSelector: text,
});

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

const fieldSpec = struct('types.FieldSpec', {
  ...gvk,
  path: text,
  create: flag,
});

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

const fieldOptions = struct('types.FieldOptions', {
  delimiter: text,
  index: integer,
  encoding: text,
  create: flag,
});

const replacementTarget = struct('types.TargetSelector', {
  select: optional(selector),
  reject: list(selector),
  fieldPaths: list(text),
  options: optional(fieldOptions),
});

/** One replacement, in the kustomization file or in a file of its own. */
export const replacementShape = struct('types.Replacement', {
  source: optional(
    struct('types.SourceSelector', {
      ...resourceId,
      fieldPath: text,
      options: optional(fieldOptions),
    }),
  ),
  targets: optional(list(replacementTarget)),
  sourceValue: optional(text),
});

const replacementField = struct('types.ReplacementField', {
  path: text,
  source: optional(
    struct('types.SourceSelector', {
      ...resourceId,
      fieldPath: text,
      options: optional(fieldOptions),
    }),
  ),
  targets: optional(list(replacementTarget)),
  sourceValue: optional(text),
});

const variable = struct('types.Var', {
  name: text,
  objref: struct('types.Target', {
    apiVersion: text,
    ...resourceId,
  }),
  fieldref: struct('types.FieldSelector', { fieldPath: text }),
});

/** The fields of a kustomization file. */
export const kustomizationShape = struct('types.Kustomization', {
  apiVersion: text,
  kind: text,
  metadata: optional(anything),
  openapi: textMap,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: textMap,
  labels: list(label),
  commonAnnotations: textMap,
  patchesStrategicMerge: list(text),
  patchesJson6902: list(patch),
  patches: list(patch),
  images: list(image),
  imageTags: list(image),
  replacements: list(replacementField),
  replicas: list(struct('types.Replica', { name: text, count: integer })),
  vars: list(variable),
  sortOptions: optional(
    struct('types.SortOptions', {
      order: text,
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
  configMapGenerator: list(struct('types.ConfigMapArgs', generator)),
  secretGenerator: list(
    struct('types.SecretArgs', { ...generator, type: text }),
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
});

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

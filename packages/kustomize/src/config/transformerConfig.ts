import { compareGvk } from '../resource/identity';
import {
  commonAnnotationSpecs,
  commonLabelSpecs,
  imageSpecs,
  namePrefixSpecs,
  namespaceSpecs,
  replicaSpecs,
  templateLabelSpecs,
  variableSpecs,
} from './defaultFieldSpecs';
import { type NameReference, nameReferences } from './defaultNameReferences';
import { type FieldSpec, mergeFieldSpecs, sortFieldSpecs } from './fieldSpec';

/** Which fields each built-in transformation changes. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

export const emptyTransformerConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

/** What kustomize does unless `configurations` or `crds` add to it. */
export const defaultTransformerConfig: TransformerConfig = {
  namePrefix: sortFieldSpecs(namePrefixSpecs),
  nameSuffix: sortFieldSpecs(namePrefixSpecs),
  namespace: sortFieldSpecs(namespaceSpecs),
  commonLabels: sortFieldSpecs(commonLabelSpecs),
  labels: [],
  templateLabels: sortFieldSpecs(templateLabelSpecs),
  commonAnnotations: sortFieldSpecs(commonAnnotationSpecs),
  nameReference: [...nameReferences].sort(compareGvk),
  varReference: sortFieldSpecs(variableSpecs),
  images: sortFieldSpecs(imageSpecs),
  replicas: sortFieldSpecs(replicaSpecs),
};

function mergeNameReferences(
  present: readonly NameReference[],
  added: readonly NameReference[],
): readonly NameReference[] {
  const result = [...present];
  for (const reference of added) {
    const index = result.findIndex(
      candidate =>
        (candidate.group ?? '') === (reference.group ?? '') &&
        (candidate.version ?? '') === (reference.version ?? '') &&
        (candidate.kind ?? '') === (reference.kind ?? ''),
    );
    if (index < 0) {
      result.push(reference);
      continue;
    }
    result[index] = {
      ...result[index],
      fieldSpecs: mergeFieldSpecs(
        result[index].fieldSpecs,
        reference.fieldSpecs,
      ),
    };
  }
  return result.sort(compareGvk);
}

/** Both configurations together. @throws Error naming the transformation when they contradict each other */
export function mergeTransformerConfigs(
  present: TransformerConfig,
  added: TransformerConfig,
): TransformerConfig {
  if (added === emptyTransformerConfig || added === present) return present;
  // Merging into nothing is not the same as taking over: a spec for any kind yields to one for a particular kind.
  if (
    present === emptyTransformerConfig &&
    added === defaultTransformerConfig
  ) {
    return added;
  }
  const merge = (
    name: string,
    a: readonly FieldSpec[],
    b: readonly FieldSpec[],
  ): readonly FieldSpec[] => {
    try {
      return sortFieldSpecs(mergeFieldSpecs(a, b));
    } catch (error) {
      throw new Error(
        `failed to merge ${name} fieldSpec: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  };
  return {
    namePrefix: merge('NamePrefix', present.namePrefix, added.namePrefix),
    nameSuffix: merge('NameSuffix', present.nameSuffix, added.nameSuffix),
    namespace: merge('NameSpace', present.namespace, added.namespace),
    commonAnnotations: merge(
      'CommonAnnotations',
      present.commonAnnotations,
      added.commonAnnotations,
    ),
    commonLabels: merge(
      'CommonLabels',
      present.commonLabels,
      added.commonLabels,
    ),
    labels: merge('Labels', present.labels, added.labels),
    templateLabels: merge(
      'TemplateLabels',
      present.templateLabels,
      added.templateLabels,
    ),
    varReference: merge(
      'VarReference',
      present.varReference,
      added.varReference,
    ),
    nameReference: mergeNameReferences(
      present.nameReference,
      added.nameReference,
    ),
    images: merge('Images', present.images, added.images),
    replicas: merge('Replicas', present.replicas, added.replicas),
  };
}

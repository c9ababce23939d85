import type { CustomResourceDefinition } from './definition';
import { kustomizationCrd } from './kustomize/kustomization';
import { bucketCrd } from './source/bucket';
import { externalArtifactCrd } from './source/externalArtifact';
import { gitRepositoryCrd } from './source/gitRepository';
import { helmChartCrd } from './source/helmChart';
import { helmRepositoryCrd } from './source/helmRepository';
import { ociRepositoryCrd } from './source/ociRepository';

export type { CustomResourceDefinition, PrinterColumn } from './definition';
export type { Schema } from './schema';

/** The manifests of all kinds, with the structure, validation and defaults of Flux 2.9. Each call gives fresh objects. */
export function fluxCrds(): CustomResourceDefinition[] {
  return structuredClone([
    gitRepositoryCrd,
    kustomizationCrd,
    bucketCrd,
    externalArtifactCrd,
    helmChartCrd,
    helmRepositoryCrd,
    ociRepositoryCrd,
  ]);
}

export {
  type PostRenderOwner,
  type PostRenderSpec,
  postRendererOf,
} from './postRender';
export {
  type KustomizePostRender,
  kustomizePostRenderer,
} from './postRenderers';
export * from './renderPool';
export type { ChartSource, IndexSource, IndexSummary } from './requests';

export {
  type PostRenderOwner,
  type PostRenderSpec,
  postRendererOf,
} from './postRender';
export * from './renderPool';
export type { ChartSource, IndexSource, IndexSummary } from './requests';

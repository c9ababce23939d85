import type { PostRenderer } from '@sluice/helm';
import {
  type FluxBuildSpec,
  InMemoryFileTree,
  asYaml,
  buildKustomization,
} from '@sluice/kustomize';

/** Patches and images, as a HelmRelease has them in `spec.postRenderers[].kustomize`. */
export type KustomizePostRender = Pick<FluxBuildSpec, 'patches' | 'images'>;

const descriptions = new WeakMap<
  PostRenderer,
  readonly KustomizePostRender[]
>();

function run(manifests: string, { patches, images }: KustomizePostRender) {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['helm-output.yaml'],
    ...(patches?.length ? { patches } : {}),
    ...(images?.length ? { images } : {}),
  };
  const { resources } = buildKustomization({
    tree: new InMemoryFileTree([
      ['helm-output.yaml', manifests],
      ['kustomization.yaml', JSON.stringify(kustomization)],
    ]),
    path: '',
  });
  return asYaml(resources);
}

/** Lets kustomize change what was rendered, one after the other. In a pool it runs where the chart is rendered. */
export function kustomizePostRenderer(
  steps: readonly KustomizePostRender[],
): PostRenderer {
  const renderer: PostRenderer = manifests => steps.reduce(run, manifests);
  descriptions.set(renderer, steps);
  return renderer;
}

/** What a post-renderer does, where that can be told; undefined for one that is any function. */
export function descriptionOf(
  renderer: PostRenderer,
): readonly KustomizePostRender[] | undefined {
  return descriptions.get(renderer);
}

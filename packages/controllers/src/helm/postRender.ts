import type { KustomizeImage, KustomizePatch } from '@sluice/api';
import { goJsonStringify } from '@sluice/golang/json';
import type { PostRenderer } from '@sluice/helm';
import {
  type CommonMetadata,
  InMemoryFileTree,
  asYaml,
  buildKustomization,
  setMetadata,
} from '@sluice/kustomize';

/** What a HelmRelease says of the objects that its chart renders, before they are applied. */
export interface PostRenderSpec {
  /** In this order. */
  postRenderers?: readonly {
    kustomize?: {
      patches?: readonly KustomizePatch[];
      images?: readonly KustomizeImage[];
    };
  }[];
  commonMetadata?: {
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
  };
}

/** Whose objects they are. */
export interface PostRenderOwner {
  namespace: string;
  name: string;
}

/** All that a post-renderer is made of, as it can be sent to another thread. */
export interface PostRenderDescription {
  readonly spec: PostRenderSpec;
  readonly owner: PostRenderOwner;
}

const descriptions = new WeakMap<PostRenderer, PostRenderDescription>();

/** What a post-renderer does, where that can be told; undefined for one that is any function. */
export function descriptionOf(
  renderer: PostRenderer,
): PostRenderDescription | undefined {
  return descriptions.get(renderer);
}

const group = 'helm.toolkit.fluxcd.io';
const input = 'helm-output.yaml';

/**
 * Customizes objects with patches and images, as `kustomize build` does in a directory that holds nothing but the objects and a
 * kustomization. There is nothing else to be read: no file, no address.
 *
 * @throws Error with kustomize's wording
 */
function customized(
  manifests: string,
  patches: readonly KustomizePatch[],
  images: readonly KustomizeImage[],
): string {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [input],
    ...(patches.length > 0 && {
      patches: patches.map(({ patch, target }) => ({
        patch,
        ...(target && { target: selectorOf(target) }),
      })),
    }),
    ...(images.length > 0 && {
      images: images.map(({ name, newName, newTag, digest }) => ({
        name,
        ...(newName && { newName }),
        ...(newTag && { newTag }),
        ...(digest && { digest }),
      })),
    }),
  };
  const tree = new InMemoryFileTree([
    [input, manifests],
    ['kustomization.yaml', goJsonStringify(kustomization)],
  ]);
  const { resources } = buildKustomization({ tree, path: '.' });
  return asYaml(resources);
}

/** The fields of a selector that kustomize knows. */
function selectorOf({
  group: ofGroup,
  version,
  kind,
  namespace,
  name,
  annotationSelector,
  labelSelector,
}: NonNullable<KustomizePatch['target']>) {
  return Object.fromEntries(
    Object.entries({
      group: ofGroup,
      version,
      kind,
      namespace,
      name,
      annotationSelector,
      labelSelector,
    }).filter(([, value]) => value),
  );
}

function entriesOf(
  values: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, string> | undefined {
  return values && new Map(Object.entries(values));
}

/**
 * What happens to the objects of a HelmRelease between rendering and applying (helm-controller's `internal/postrender`): its
 * post-renderers in their order, its common metadata, and the labels that say whose the objects are, which win. In a pool it runs where
 * the chart is rendered.
 *
 * The renderer throws Errors with kustomize's wording.
 *
 * ```ts
 * await upgrade(config, { ...options, postRenderer: postRendererOf(release.spec, release.metadata), postRenderStrategy: 'nohooks' });
 * ```
 */
export function postRendererOf(
  spec: PostRenderSpec,
  owner: PostRenderOwner,
): PostRenderer {
  const { postRenderers = [], commonMetadata } = spec;
  const changes: CommonMetadata[] = [
    {
      labels: entriesOf(commonMetadata?.labels),
      annotations: entriesOf(commonMetadata?.annotations),
    },
    {
      labels: new Map([
        [`${group}/name`, owner.name],
        [`${group}/namespace`, owner.namespace],
      ]),
    },
  ];
  const renderer: PostRenderer = manifests => {
    let text = manifests;
    for (const { kustomize } of postRenderers) {
      if (!kustomize) continue;
      const { patches = [], images = [] } = kustomize;
      text = customized(text, patches, images);
    }
    return setMetadata(text, changes);
  };
  descriptions.set(renderer, { spec, owner });
  return renderer;
}

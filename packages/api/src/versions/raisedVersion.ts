/** What replaced the API versions of a kind that are not served any more. */
interface Replacement {
  /** The version to use. */
  current: string;
  /** Those that are gone. */
  removed: readonly string[];
  /** What Flux 2.6 still used, where that differs. */
  flux26?: string;
}

const v1: Replacement = {
  current: 'v1',
  removed: ['v1alpha1', 'v1beta1', 'v1beta2'],
};
const image: Replacement = {
  current: 'v1',
  removed: ['v1alpha1', 'v1alpha2', 'v1beta1', 'v1beta2'],
  flux26: 'v1beta2',
};
const v1beta3: Replacement = {
  current: 'v1beta3',
  removed: ['v1beta1', 'v1beta2'],
};

/** Flux's kinds by group and kind, as of Flux 2.7 to 2.9. */
const replacements = new Map<string, Replacement>([
  ...[
    'Bucket',
    'GitRepository',
    'OCIRepository',
    'HelmRepository',
    'HelmChart',
    'ExternalArtifact',
  ].map((kind): [string, Replacement] => [
    `source.toolkit.fluxcd.io/${kind}`,
    v1,
  ]),
  ['kustomize.toolkit.fluxcd.io/Kustomization', v1],
  [
    'helm.toolkit.fluxcd.io/HelmRelease',
    { current: 'v2', removed: ['v2beta1', 'v2beta2'] },
  ],
  ['notification.toolkit.fluxcd.io/Receiver', v1],
  ['notification.toolkit.fluxcd.io/Alert', v1beta3],
  ['notification.toolkit.fluxcd.io/Provider', v1beta3],
  ['image.toolkit.fluxcd.io/ImageRepository', image],
  ['image.toolkit.fluxcd.io/ImagePolicy', image],
  ['image.toolkit.fluxcd.io/ImageUpdateAutomation', image],
]);

/** The minor versions of Flux whose API versions are known, the newest first. */
export const fluxVersions = ['2.9', '2.8', '2.7', '2.6'] as const;
export type FluxVersion = (typeof fluxVersions)[number];

/**
 * The API version that took the place of one which is gone, without its group; undefined when nothing is to be raised, and for kinds that are not
 * Flux's. (fluxcd/flux2 cmd/flux/migrate.go)
 *
 * @param fluxVersion - what is to be raised to; the newest by default
 *
 * @example
 * ```ts
 * raisedVersion('source.toolkit.fluxcd.io', 'v1beta2', 'GitRepository'); // 'v1'
 * ```
 */
export function raisedVersion(
  group: string,
  version: string,
  kind: string,
  fluxVersion: FluxVersion = fluxVersions[0],
): string | undefined {
  const found = replacements.get(`${group}/${kind}`);
  if (!found?.removed.includes(version)) return undefined;
  const target =
    fluxVersion === '2.6' ? found.flux26 ?? found.current : found.current;
  return target === version ? undefined : target;
}

import {
  type GoFunction,
  GoSlice,
  type GoType,
  boolType,
  stringType,
} from '@sluice/golang/value';

const versionSetType: GoType = {
  name: 'common.VersionSet',
  kind: 'slice',
  element: stringType,
};

/** The API versions of a cluster: `apps/v1`, and `apps/v1/Deployment` where the cluster was asked. */
export class VersionSet extends GoSlice {
  readonly #known: ReadonlySet<string>;

  constructor(readonly versions: readonly string[]) {
    super(versionSetType, [...versions]);
    this.#known = new Set(versions);
  }

  has(version: string): boolean {
    return this.#known.has(version);
  }

  override method(name: string): GoFunction | undefined {
    return name === 'Has'
      ? {
          params: [stringType],
          result: boolType,
          call: ([version]) => typeof version === 'string' && this.has(version),
        }
      : undefined;
  }
}

const GROUPS: readonly [group: string, versions: string][] = [
  ['', 'v1'],
  ['admissionregistration.k8s.io', 'v1 v1alpha1 v1beta1'],
  ['internal.apiserver.k8s.io', 'v1alpha1'],
  ['apps', 'v1 v1beta1 v1beta2'],
  ['authentication.k8s.io', 'v1 v1alpha1 v1beta1'],
  ['authorization.k8s.io', 'v1 v1beta1'],
  ['autoscaling', 'v1 v2'],
  ['batch', 'v1 v1beta1'],
  ['certificates.k8s.io', 'v1 v1beta1 v1alpha1'],
  ['coordination.k8s.io', 'v1alpha2 v1beta1 v1'],
  ['discovery.k8s.io', 'v1 v1beta1'],
  ['events.k8s.io', 'v1 v1beta1'],
  ['extensions', 'v1beta1'],
  ['flowcontrol.apiserver.k8s.io', 'v1 v1beta1 v1beta2 v1beta3'],
  ['networking.k8s.io', 'v1 v1beta1'],
  ['node.k8s.io', 'v1 v1alpha1 v1beta1'],
  ['policy', 'v1 v1beta1'],
  ['rbac.authorization.k8s.io', 'v1 v1beta1 v1alpha1'],
  ['resource.k8s.io', 'v1 v1beta2 v1beta1 v1alpha3'],
  ['scheduling.k8s.io', 'v1alpha2 v1beta1 v1'],
  ['storage.k8s.io', 'v1beta1 v1 v1alpha1'],
  ['storagemigration.k8s.io', 'v1beta1'],
  ['apiextensions.k8s.io', 'v1beta1 v1'],
];

/** What charts are told where there is no cluster: all that client-go 0.36 knows, in its order. */
export const defaultVersionSet = new VersionSet(
  GROUPS.flatMap(([group, versions]) =>
    versions
      .split(' ')
      .map(version => (group === '' ? version : `${group}/${version}`)),
  ),
);

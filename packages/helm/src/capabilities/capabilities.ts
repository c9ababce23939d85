import {
  type GoField,
  GoObject,
  GoStruct,
  type GoType,
  type GoValue,
  pointerTo,
} from '@sluice/golang/value';
import { KubeVersion } from './kube-version';
import { type VersionSet, defaultVersionSet } from './version-set';

const capabilitiesType: GoType = {
  name: 'common.Capabilities',
  kind: 'struct',
};
const pointerType = pointerTo(capabilitiesType);

/** What the renderer says it is. */
export interface BuildInfo {
  version: string;
  gitCommit: string;
  gitTreeState: string;
  goVersion: string;
  kubeClientVersion: string;
}

/** Helm 4.2.1 as other programs have it built in. */
export const defaultBuildInfo: BuildInfo = {
  version: 'v4.2',
  gitCommit: '',
  gitTreeState: '',
  goVersion: 'go1.26.8',
  kubeClientVersion: 'v1.36',
};

/** Helm 4.2.1 as the program of that name says it of itself. */
export const programBuildInfo: BuildInfo = {
  ...defaultBuildInfo,
  version: 'v4.2.1',
};

/** The version of Kubernetes that charts are told of where there is no cluster. */
export const defaultKubeVersion = new KubeVersion(
  'v1.36.0',
  '1',
  '36',
  'v1.36.0',
);

const buildInfoType: GoType = { name: 'version.BuildInfo', kind: 'struct' };

/** `.Capabilities.HelmVersion`. */
class BuildInfoValue extends GoStruct {
  readonly #info: BuildInfo;

  constructor(info: BuildInfo) {
    super(buildInfoType, [
      ['Version', info.version],
      ['GitCommit', info.gitCommit],
      ['GitTreeState', info.gitTreeState],
      ['GoVersion', info.goVersion],
      ['KubeClientVersion', info.kubeClientVersion],
    ]);
    this.#info = info;
  }

  override jsonFields(): readonly GoField[] {
    const optional: GoField[] = [
      { name: 'version', value: this.#info.version },
      { name: 'git_commit', value: this.#info.gitCommit },
      { name: 'git_tree_state', value: this.#info.gitTreeState },
      { name: 'go_version', value: this.#info.goVersion },
    ];
    return [
      ...optional.filter(({ value }) => value !== ''),
      { name: 'kube_client_version', value: this.#info.kubeClientVersion },
    ];
  }
}

/** `.Capabilities`: what the cluster can do. */
export class Capabilities extends GoObject {
  readonly type = pointerType;
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: VersionSet;
  /** What the renderer says it is. */
  readonly helmVersion: BuildInfo;

  constructor(
    options: {
      kubeVersion?: KubeVersion;
      apiVersions?: VersionSet;
      helmVersion?: BuildInfo;
    } = {},
  ) {
    super();
    this.kubeVersion = options.kubeVersion ?? defaultKubeVersion;
    this.apiVersions = options.apiVersions ?? defaultVersionSet;
    this.helmVersion = options.helmVersion ?? defaultBuildInfo;
  }

  override field(name: string): GoValue | undefined {
    return this.fields().find(field => field.name === name)?.value;
  }

  override fields() {
    return [
      { name: 'KubeVersion', value: this.kubeVersion },
      { name: 'APIVersions', value: this.apiVersions },
      { name: 'HelmVersion', value: new BuildInfoValue(this.helmVersion) },
    ];
  }

  override pointee(): GoValue {
    return new GoStruct(
      capabilitiesType,
      this.fields().map(({ name, value }): [string, GoValue] => [name, value]),
    );
  }
}

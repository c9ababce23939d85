import { type GoMap } from '@sluice/golang/value';
import { type JsonObject } from '@sluice/golang/json';
import { type Chart } from '../chart';
import { type Hook } from '../manifest';

/** What has become of a release. */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

/** Whether something is being done to the release, or was when somebody was killed. */
export function isPending(status: string): boolean {
  return (
    status === 'pending-install' ||
    status === 'pending-upgrade' ||
    status === 'pending-rollback'
  );
}

/** About a release. Times are RFC 3339 texts with nanoseconds; one that is not known is not there. */
export interface ReleaseInfo {
  firstDeployed?: string;
  lastDeployed?: string;
  deleted?: string;
  description: string;
  status: ReleaseStatus | '';
  notes: string;
  /** What was found in the cluster; never stored by Helm itself. */
  resources?: JsonObject;
}

/** How the objects of a release were applied; '' is client-side, as Helm 3 did. */
export type ApplyMethod = 'ssa' | 'csa' | '';

/** One revision of a release. */
export interface Release {
  name: string;
  namespace: string;
  /** The revision, from 1. */
  version: number;
  info: ReleaseInfo;
  chart?: Chart;
  /** What the user gave over the chart's values. */
  config: GoMap;
  manifest: string;
  hooks: Hook[];
  /** Of the object that stores it; not part of its JSON. */
  labels: Map<string, string>;
  applyMethod: ApplyMethod;
}

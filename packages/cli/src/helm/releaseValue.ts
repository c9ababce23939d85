import { type GoMap, type GoValue, goInteger } from '@sluice/golang/value';
import type { Chart, Hook, Release } from '@sluice/helm';

function hookValue({ name, kind, path, manifest, events }: Hook): GoMap {
  return new Map<string, GoValue>([
    ['Name', name],
    ['Kind', kind],
    ['Path', path],
    ['Manifest', manifest],
    ['Events', [...events]],
  ]);
}

function chartValue({ metadata, values }: Chart): GoMap {
  return new Map<string, GoValue>([
    ['Name', metadata.name],
    [
      'Metadata',
      new Map<string, GoValue>([
        ['Name', metadata.name],
        ['Version', metadata.version],
        ['AppVersion', metadata.appVersion],
        ['APIVersion', metadata.apiVersion],
        ['Description', metadata.description],
        ['Home', metadata.home],
        ['Icon', metadata.icon],
        ['KubeVersion', metadata.kubeVersion],
        ['Type', metadata.type],
        ['Deprecated', metadata.deprecated],
        ['Annotations', new Map(metadata.annotations ?? [])],
      ]),
    ],
    ['Values', values ?? new Map()],
  ]);
}

/** A release as a template sees it that formats it (`helm get all --template`), by the names of Go's fields. */
export function releaseValue(release: Release): GoMap {
  const { info, chart } = release;
  return new Map<string, GoValue>([
    ['Name', release.name],
    ['Namespace', release.namespace],
    ['Version', goInteger('int', BigInt(release.version))],
    ['Manifest', release.manifest],
    ['Config', release.config],
    ['Labels', new Map(release.labels)],
    ['ApplyMethod', release.applyMethod],
    ['Hooks', release.hooks.map(hookValue)],
    ['Chart', chart ? chartValue(chart) : null],
    [
      'Info',
      new Map<string, GoValue>([
        ['FirstDeployed', info.firstDeployed ?? ''],
        ['LastDeployed', info.lastDeployed ?? ''],
        ['Deleted', info.deleted ?? ''],
        ['Description', info.description],
        ['Status', info.status],
        ['Notes', info.notes],
      ]),
    ],
  ]);
}

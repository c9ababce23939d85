import { parseTime, zeroTime } from '@sluice/golang/time';
import {
  GoBytes,
  type GoFunction,
  GoSlice,
  GoStruct,
  type GoType,
  GoTypedMap,
  type GoValue,
  fromJson,
  goInt,
  pointerTo,
  sliceOf,
  stringMap,
  stringMapType,
  stringSliceType,
  stringType,
  utc,
} from '@sluice/golang/value';
import type {
  Chart,
  ChartFile,
  Dependency,
  Hook,
  Lock,
  Maintainer,
  Metadata,
  Release,
} from '@sluice/helm';

function structType(name: string): GoType {
  return { name, kind: 'struct' };
}

function slice(element: GoType, items: readonly GoValue[] | null): GoSlice {
  return new GoSlice(sliceOf(element), [...(items ?? [])], items === null);
}

function texts(items: readonly string[] | null): GoSlice {
  return new GoSlice(stringSliceType, [...(items ?? [])], !items?.length);
}

function textMap(entries: ReadonlyMap<string, string> | null): GoTypedMap {
  return entries
    ? stringMap(entries)
    : new GoTypedMap(stringMapType, new Map(), true);
}

function timeValue(text: string | undefined): GoValue {
  return text
    ? parseTime('2006-01-02T15:04:05.999999999Z07:00', text, utc)
    : zeroTime;
}

const fileType = pointerTo(structType('common.File'));

function fileValue({ name, data }: ChartFile): GoValue {
  return new GoStruct(fileType, [
    ['Name', name],
    ['Data', new GoBytes(data)],
  ]);
}

const maintainerType = pointerTo(structType('v2.Maintainer'));

function maintainerValue(maintainer: Maintainer | null): GoValue {
  return (
    maintainer &&
    new GoStruct(maintainerType, [
      ['Name', maintainer.name],
      ['Email', maintainer.email],
      ['URL', maintainer.url],
    ])
  );
}

const dependencyType = pointerTo(structType('v2.Dependency'));

function dependencyValue(dependency: Dependency | null): GoValue {
  return (
    dependency &&
    new GoStruct(dependencyType, [
      ['Name', dependency.name],
      ['Version', dependency.version],
      ['Repository', dependency.repository],
      ['Condition', dependency.condition],
      ['Tags', texts(dependency.tags)],
      ['Enabled', dependency.enabled],
      ['ImportValues', (dependency.importValues ?? []).map(v => fromJson(v))],
      ['Alias', dependency.alias],
    ])
  );
}

function metadataValue(metadata: Metadata): GoValue {
  const { maintainers, dependencies } = metadata;
  return new GoStruct(pointerTo(structType('v2.Metadata')), [
    ['Name', metadata.name],
    ['Home', metadata.home],
    ['Sources', texts(metadata.sources)],
    ['Version', metadata.version],
    ['Description', metadata.description],
    ['Keywords', texts(metadata.keywords)],
    [
      'Maintainers',
      slice(maintainerType, maintainers && maintainers.map(maintainerValue)),
    ],
    ['Icon', metadata.icon],
    ['APIVersion', metadata.apiVersion],
    ['Condition', metadata.condition],
    ['Tags', metadata.tags],
    ['AppVersion', metadata.appVersion],
    ['Deprecated', metadata.deprecated],
    ['Annotations', textMap(metadata.annotations)],
    ['KubeVersion', metadata.kubeVersion],
    [
      'Dependencies',
      slice(dependencyType, dependencies && dependencies.map(dependencyValue)),
    ],
    ['Type', metadata.type],
  ]);
}

function lockValue(lock: Lock | undefined): GoValue {
  return lock
    ? new GoStruct(pointerTo(structType('v2.Lock')), [
        ['Generated', timeValue(lock.generated)],
        ['Digest', lock.digest],
        [
          'Dependencies',
          slice(dependencyType, (lock.dependencies ?? []).map(dependencyValue)),
        ],
      ])
    : null;
}

const chartType = pointerTo(structType('v2.Chart'));

function getter(call: () => GoValue, result?: GoType): GoFunction {
  return { params: [], result, call };
}

/** A chart by its fields and methods. */
class ChartValue extends GoStruct {
  readonly #methods: ReadonlyMap<string, GoFunction>;

  constructor(chart: Chart) {
    super(chartType, [
      ['Raw', slice(fileType, null)],
      ['Metadata', metadataValue(chart.metadata)],
      ['Lock', lockValue(chart.lock)],
      ['Templates', slice(fileType, chart.templates.map(fileValue))],
      ['Values', chart.values ?? new Map()],
      ['Schema', new GoBytes(chart.schema?.data ?? new Uint8Array(0))],
      ['SchemaModTime', zeroTime],
      ['Files', slice(fileType, chart.files.map(fileValue))],
    ]);
    const charts = () =>
      chart.dependencies.map(dependency => new ChartValue(dependency));
    this.#methods = new Map([
      ['Name', getter(() => chart.name, stringType)],
      ['AppVersion', getter(() => chart.metadata.appVersion, stringType)],
      ['IsRoot', getter(() => chart.isRoot)],
      ['ChartPath', getter(() => chart.path, stringType)],
      ['ChartFullPath', getter(() => chart.fullPath, stringType)],
      ['Dependencies', getter(() => slice(chartType, charts()))],
      ['CRDs', getter(() => slice(fileType, crdFiles(chart)))],
    ]);
  }

  override method(name: string): GoFunction | undefined {
    return this.#methods.get(name);
  }
}

function crdFiles(chart: Chart): GoValue[] {
  return chart.crds.map(({ file }) => fileValue(file));
}

const hookType = pointerTo(structType('v1.Hook'));

function hookValue(hook: Hook): GoValue {
  const { lastRun } = hook;
  return new GoStruct(hookType, [
    ['Name', hook.name],
    ['Kind', hook.kind],
    ['Path', hook.path],
    ['Manifest', hook.manifest],
    ['Events', texts(hook.events)],
    [
      'LastRun',
      new GoStruct(structType('v1.HookExecution'), [
        ['StartedAt', timeValue(lastRun.startedAt)],
        ['CompletedAt', timeValue(lastRun.completedAt)],
        ['Phase', lastRun.phase],
      ]),
    ],
    ['Weight', goInt(hook.weight)],
    ['DeletePolicies', texts(hook.deletePolicies)],
    ['OutputLogPolicies', texts(hook.outputLogPolicies)],
  ]);
}

function infoValue({ info }: Release): GoValue {
  return new GoStruct(pointerTo(structType('v1.Info')), [
    ['FirstDeployed', timeValue(info.firstDeployed)],
    ['LastDeployed', timeValue(info.lastDeployed)],
    ['Deleted', timeValue(info.deleted)],
    ['Description', info.description],
    ['Status', info.status],
    ['Notes', info.notes],
    ['Resources', new Map()],
  ]);
}

/** A release as a template sees it that formats it (`helm get all --template`), by the fields and methods of Go's types. */
export function releaseValue(release: Release): GoValue {
  const { chart } = release;
  return new GoStruct(pointerTo(structType('v1.Release')), [
    ['Name', release.name],
    ['Info', infoValue(release)],
    ['Chart', chart ? new ChartValue(chart) : null],
    ['Config', release.config],
    ['Manifest', release.manifest],
    ['Hooks', slice(hookType, release.hooks.map(hookValue))],
    ['Version', goInt(release.version)],
    ['Namespace', release.namespace],
    ['Labels', textMap(release.labels)],
    ['ApplyMethod', release.applyMethod],
  ]);
}

import {
  type GoMap,
  GoTypedMap,
  type GoValue,
  fromJson,
  stringMap,
  stringMapType,
} from '@sluice/golang/value';
import { type Chart } from '../chart';
import { type Dependency, type Maintainer } from '../chart/metadata';

function maintainerValue(maintainer: Maintainer | null): GoValue {
  return maintainer === null
    ? null
    : new Map([
        ['Name', maintainer.name],
        ['Email', maintainer.email],
        ['URL', maintainer.url],
      ]);
}

function importValue(value: GoValue): GoValue {
  if (!(value instanceof Map)) return value;
  const [child, parent] = [value.get('child'), value.get('parent')];
  // What was processed is a map of strings.
  return typeof child === 'string' && typeof parent === 'string'
    ? stringMap([
        ['child', child],
        ['parent', parent],
      ])
    : value;
}

function dependencyValue(dependency: Dependency | null): GoValue {
  if (dependency === null) return null;
  return new Map<string, GoValue>([
    ['Name', dependency.name],
    ['Version', dependency.version],
    ['Repository', dependency.repository],
    ['Condition', dependency.condition],
    ['Tags', [...(dependency.tags ?? [])]],
    ['Enabled', dependency.enabled],
    [
      'ImportValues',
      (dependency.importValues ?? []).map(value =>
        importValue(fromJson(value)),
      ),
    ],
    ['Alias', dependency.alias],
  ]);
}

/** `.Chart`: the metadata by the names of Go's fields, every list one of `interface {}`. */
export function chartValue(chart: Chart): GoMap {
  const { metadata } = chart;
  const annotations = metadata.annotations
    ? stringMap(metadata.annotations)
    : new GoTypedMap(stringMapType, new Map(), true);
  return new Map<string, GoValue>([
    ['Name', metadata.name],
    ['Home', metadata.home],
    ['Sources', [...(metadata.sources ?? [])]],
    ['Version', metadata.version],
    ['Description', metadata.description],
    ['Keywords', [...(metadata.keywords ?? [])]],
    ['Maintainers', (metadata.maintainers ?? []).map(maintainerValue)],
    ['Icon', metadata.icon],
    ['APIVersion', metadata.apiVersion],
    ['Condition', metadata.condition],
    ['Tags', metadata.tags],
    ['AppVersion', metadata.appVersion],
    ['Deprecated', metadata.deprecated],
    ['Annotations', annotations],
    ['KubeVersion', metadata.kubeVersion],
    ['Dependencies', (metadata.dependencies ?? []).map(dependencyValue)],
    ['Type', metadata.type],
    ['IsRoot', chart.isRoot],
  ]);
}

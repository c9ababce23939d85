import { posix } from 'node:path';
import {
  type GoMap,
  GoTypedMap,
  type GoValue,
  fromBytes,
} from '@sluice/golang/value';
import { type Chart } from '../chart';
import { compareNames } from '../chart/tree';
import { tableAt, NoValueError } from '../values/table';
import { chartValue } from './chart-value';
import { Files } from './files';
import { Values } from './values';

/** A template, with what it is given and where its chart has its templates. */
export interface Renderable {
  name: string;
  text: string;
  scope: GoMap;
  basePath: string;
}

function entries(value: GoValue | undefined): GoMap | undefined {
  if (value instanceof Map) return value;
  return value instanceof GoTypedMap ? value.entries : undefined;
}

/** The part of the values above that is meant for a chart. */
function ownValues(chart: Chart, above: GoMap): GoMap | undefined {
  const values = entries(above.get('Values'));
  if (!values) return undefined;
  try {
    return tableAt(values, chart.name);
  } catch (error) {
    if (error instanceof NoValueError) return undefined;
    throw error;
  }
}

function collect(
  chart: Chart,
  above: GoMap,
  renderables: Map<string, Renderable>,
): GoMap {
  const subcharts: GoMap = new Map();
  const values = chart.isRoot
    ? above.get('Values') ?? null
    : new Values(ownValues(chart, above) ?? new Map());
  const scope: GoMap = new Map<string, GoValue>([
    ['Chart', chartValue(chart)],
    ['Files', Files.of(chart.files)],
    ['Release', above.get('Release') ?? null],
    ['Capabilities', above.get('Capabilities') ?? null],
    ['Values', values],
    ['Subcharts', subcharts],
  ]);
  for (const child of chart.dependencies) {
    subcharts.set(child.name, collect(child, scope, renderables));
  }
  const path = chart.fullPath;
  const basePath = posix.join(path, 'templates');
  for (const { name, data } of chart.templates) {
    // A library lends its partials only.
    if (!chart.isLibrary || posix.basename(name).startsWith('_')) {
      const full = posix.join(path, name);
      const text = fromBytes(data);
      renderables.set(full, { name: full, text, scope, basePath });
    }
  }
  return scope;
}

function depthOf(path: string): number {
  return path.split('/').length;
}

/** Names from the deepest up, those of the same depth backwards: what is further up comes last and wins. */
export function sortTemplates(names: Iterable<string>): string[] {
  return [...names].sort(
    (a, b) => depthOf(b) - depthOf(a) || compareNames(b, a),
  );
}

/** All templates of a chart and of those below it, in the order in which they are read and rendered. */
export function collectRenderables(chart: Chart, top: GoMap): Renderable[] {
  const renderables = new Map<string, Renderable>();
  collect(chart, top, renderables);
  return sortTemplates(renderables.keys()).flatMap(
    name => renderables.get(name) ?? [],
  );
}

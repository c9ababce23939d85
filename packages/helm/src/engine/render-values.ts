import { GoError, type GoMap, type GoValue, goInt } from '@sluice/golang/value';
import { Capabilities } from '../capabilities';
import { type Chart } from '../chart';
import { type CompileOptions } from '../schema';
import { coalesceValues } from '../values/coalesce';
import { type Warn } from '../warn';
import { explainSchemas } from '../values/validate-schema';
import { chartValue } from './chart-value';
import { Values } from './values';

/** `.Release`. */
export interface ReleaseOptions {
  name: string;
  namespace: string;
  revision: number;
  isInstall: boolean;
  isUpgrade: boolean;
}

export interface RenderValuesOptions {
  release: ReleaseOptions;
  capabilities?: Capabilities;
  /** Values are not held against the charts' schemas. */
  skipSchemaValidation?: boolean;
  /** How schemas get documents that they refer to. */
  schemas?: CompileOptions;
  warn?: Warn;
}

/**
 * What templates see at the top, from a chart and what a user gave over its values.
 *
 * @throws GoError where the values do not fit
 */
export function renderValues(
  chart: Chart,
  values: GoMap,
  options: RenderValuesOptions,
): GoMap {
  const { release } = options;
  const coalesced = coalesceValues(chart, values, options.warn);
  if (!options.skipSchemaValidation) {
    const reasons = explainSchemas(chart, coalesced, options.schemas);
    if (reasons !== '') {
      throw new GoError(
        `values don't meet the specifications of the schema(s) in the following chart(s):\n${reasons}`,
      );
    }
  }
  return new Map<string, GoValue>([
    ['Chart', chartValue(chart)],
    ['Capabilities', options.capabilities ?? new Capabilities()],
    [
      'Release',
      new Map<string, GoValue>([
        ['Name', release.name],
        ['Namespace', release.namespace],
        ['IsUpgrade', release.isUpgrade],
        ['IsInstall', release.isInstall],
        ['Revision', goInt(release.revision)],
        ['Service', 'Helm'],
      ]),
    ],
    ['Values', new Values(coalesced)],
  ]);
}

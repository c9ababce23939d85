import { type GoMap } from '@sluice/golang/value';
import { type Chart } from '../chart';
import { type Warn } from '../warn';
import { processEnabled } from './enabled';
import { processImports } from './import-values';

export { isCompatibleRange, processEnabled } from './enabled';
export { processImports } from './import-values';

/**
 * Makes a chart ready for its values: charts below it that are disabled are gone, aliases have theirs, imported values are
 * among the defaults. Changes the chart.
 *
 * @throws GoError where values of a chart below are no table
 */
export function processDependencies(
  chart: Chart,
  values: GoMap,
  warn: Warn = () => {},
): void {
  processEnabled(chart, values, '', warn);
  processImports(chart, warn);
}

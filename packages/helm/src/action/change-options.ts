import type { GoMap } from '@sluice/golang/value';
import type { Capabilities } from '../capabilities';
import type { Chart } from '../chart';
import type { WaitStrategy } from '../wait';
import type { DryRun, WaitingOptions } from './configuration';
import type { RenderChartOptions } from './render-chart';

/** What an install and an upgrade take alike. */
export interface ChangeOptions
  extends WaitingOptions,
    Pick<
      RenderChartOptions,
      | 'subNotes'
      | 'skipSchemaValidation'
      | 'hideSecrets'
      | 'postRenderer'
      | 'postRenderStrategy'
      | 'schemas'
      | 'engine'
    > {
  /** Of the release. */
  name: string;
  /** It is not changed. */
  chart: Chart;
  /** What the user gives over the chart's values. Default: nothing. */
  values?: GoMap;
  /** Default `none`. */
  dryRun?: DryRun;
  disableHooks?: boolean;
  /** In place of what Helm says when it went well. */
  description?: string;
  /** Undo everything when something fails; waits with the watcher unless told how to. */
  rollbackOnFailure?: boolean;
  /** Replace objects rather than patch them; only client-side. */
  forceReplace?: boolean;
  /** Take fields from other managers; only with server-side apply. */
  forceConflicts?: boolean;
  /** Take objects over that belong to nobody, or to somebody else. */
  takeOwnership?: boolean;
  /** Of the release. */
  labels?: ReadonlyMap<string, string>;
  /** Default: what the cluster says. */
  capabilities?: Capabilities;
  signal?: AbortSignal;
}

/** How to wait: whoever would undo what fails has to see it fail. */
export function waitStrategyOf({
  rollbackOnFailure,
  waitStrategy = 'hookOnly',
}: ChangeOptions): WaitStrategy {
  return rollbackOnFailure && waitStrategy === 'hookOnly'
    ? 'watcher'
    : waitStrategy;
}

/** What of an action's options is for rendering. */
export function renderOptions(
  options: ChangeOptions,
): Omit<RenderChartOptions, 'release'> {
  const { subNotes, skipSchemaValidation, hideSecrets, schemas } = options;
  const { postRenderer, postRenderStrategy, engine } = options;
  return {
    subNotes,
    skipSchemaValidation,
    hideSecrets,
    schemas,
    postRenderer,
    postRenderStrategy,
    engine,
  };
}

import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesClient } from '@sluice/kubernetes/client';

/** What a step gives besides the chart; the names are those of helm's flags. */
export interface Flags {
  values?: JsonObject;
  serverSide?: 'true' | 'false' | 'auto';
  forceConflicts?: boolean;
  forceReplace?: boolean;
  takeOwnership?: boolean;
  description?: string;
  labels?: Record<string, string>;
  historyMax?: number;
  reuseValues?: boolean;
  resetValues?: boolean;
  resetThenReuseValues?: boolean;
  rollbackOnFailure?: boolean;
  cleanupOnFail?: boolean;
  install?: boolean;
  replace?: boolean;
  noHooks?: boolean;
  keepHistory?: boolean;
  ignoreNotFound?: boolean;
  wait?: 'watcher' | 'legacy' | 'hookOnly';
  /** Seconds. */
  timeout?: number;
  createNamespace?: boolean;
}

/** What is at hand when something else changes the cluster. */
export interface EditContext {
  client: KubernetesClient;
  namespace: string;
}

/** One thing that is done to the release. */
export type Step = {
  /** Said in reports. */
  title: string;
  flags?: Flags;
  /** Why it is left out on the embedded server. */
  onlyReal?: string;
} & (
  | { do: 'install' | 'upgrade'; chart: string }
  | { do: 'rollback'; version?: number }
  | { do: 'uninstall' | 'test' }
  | { do: 'edit'; edit: (context: EditContext) => Promise<void> }
);

/** A step that an actor does. */
export type ActorStep = Exclude<Step, { do: 'edit' }>;

/** A file of a chart: its path and its text. */
export type ChartFiles = Readonly<Record<string, string>>;

/** Steps, and the charts that they need. */
export interface Story {
  name: string;
  /** Of the release. */
  release: string;
  charts: Readonly<Record<string, ChartFiles>>;
  steps: readonly Step[];
  /** What there is before the first step. */
  before?: (context: EditContext) => Promise<void>;
  /** Why it is left out on the real server. */
  onlyEmbedded?: string;
}

/** What came of a step: nothing, or the words of an error. */
export type Outcome = string;

/** Somebody who can do steps. */
export interface Actor {
  readonly name: string;
  act(options: {
    release: string;
    namespace: string;
    step: ActorStep;
    /** Where the charts are. */
    charts: string;
  }): Promise<Outcome>;
}

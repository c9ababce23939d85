import type { Stage } from './stage';

/** Something that is shown to hold for controllers on a whole cluster. */
export interface Proof {
  /** For `--only`. */
  readonly name: string;
  /** The shards (and so the users) that it opens. */
  readonly shards: readonly string[];
  /** Left out of a quick run. */
  readonly long?: boolean;
  /** Shows it: what was seen, one line for each thing that was shown. Rejects when it does not hold. */
  run(stage: Stage, tell: (evidence: string) => void): Promise<void>;
}

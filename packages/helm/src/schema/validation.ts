import { type Failure } from './failure';
import { type Instance } from './json';
import { type Schema } from './schema';
import { type Unevaluated } from './unevaluated';

/** One value that is held against one schema. */
export interface Validation {
  readonly schema: Schema;
  readonly value: Instance;
  /** Only whether it fits is of interest. */
  readonly quick: boolean;
  readonly unevaluated: Unevaluated;
  /** Whether something is wrong already. */
  readonly failed: boolean;
  /** A failure of this value, not added. */
  failure(message: string, causes?: Failure[]): Failure;
  add(failure: Failure | undefined): void;
  fail(message: string, causes?: Failure[]): void;
  /** Holds the same value against another schema. */
  self(schema: Schema, keyword: string, quick: boolean): Failure | undefined;
  /** Holds a part of the value against a schema. */
  below(schema: Schema, value: Instance, key: string): Failure | undefined;
  /** Holds another value against a schema. */
  alone(schema: Schema, value: Instance): Failure | undefined;
}

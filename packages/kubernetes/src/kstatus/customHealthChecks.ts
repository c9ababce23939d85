import type { JsonObject } from '@sluice/golang/json';
import { type KubernetesObject, parseApiVersion } from '../objects';
import { isJsonObject } from '../smd/value';
import { MalformedObjectError, requiredInt } from './fields';
import type { Status, StatusResult } from './result';

/** Expressions in CEL over the object's top-level fields, each a boolean. */
export interface HealthCheckExpressions {
  current: string;
  failed?: string;
  inProgress?: string;
}

/** One entry of `spec.healthCheckExprs`; without a kind it holds for all kinds of the group. */
export interface CustomHealthCheck extends HealthCheckExpressions {
  apiVersion: string;
  kind?: string;
}

/** A compiled expression. Throws an Error when it cannot be evaluated or is no boolean. */
export interface BooleanExpression {
  evaluateBoolean(data: JsonObject): boolean;
}

/** Compiles an expression. Throws an Error that says what is wrong with it. */
export type CompileExpression = (expression: string) => BooleanExpression;

function groupKindText(group: string, kind: string): string {
  return group ? `${kind}.${group}` : kind;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function integer(object: JsonObject, ...path: string[]): number | undefined {
  try {
    return requiredInt(object, ...path);
  } catch (error) {
    if (error instanceof MalformedObjectError) {
      return undefined;
    }
    throw error;
  }
}

class Evaluator {
  readonly #expressions: readonly {
    status: Status;
    expression: BooleanExpression;
  }[];

  constructor(
    { current, failed, inProgress }: HealthCheckExpressions,
    compile: CompileExpression,
  ) {
    if (!current) {
      throw new Error('expression Current not specified');
    }
    const parse = (name: string, status: Status, text: string | undefined) => {
      if (!text) {
        return [];
      }
      try {
        return [{ status, expression: compile(text) }];
      } catch (error) {
        throw new Error(
          `failed to parse the expression ${name}: ${reasonOf(error)}`,
        );
      }
    };
    const currentExpression = parse('Current', 'Current', current);
    const failedExpression = parse('Failed', 'Failed', failed);
    this.#expressions = [
      ...parse('InProgress', 'InProgress', inProgress),
      ...failedExpression,
      ...currentExpression,
    ];
  }

  evaluate(object: JsonObject): StatusResult {
    const observed = integer(object, 'status', 'observedGeneration');
    const generation = integer(object, 'metadata', 'generation');
    const behind =
      observed !== undefined &&
      generation !== undefined &&
      observed !== generation;
    const found = behind
      ? undefined
      : this.#expressions.find(({ expression }) =>
          expression.evaluateBoolean(object),
        );
    return {
      status: found?.status ?? 'InProgress',
      message: '',
      conditions: [],
    };
  }
}

/**
 * The health checks that a Kustomization states for its own kinds. The first of in progress, failed and current that is true
 * counts, none is in progress; an entry for a kind wins over one for its group.
 */
export class CustomHealthChecks {
  readonly #evaluators = new Map<string, Evaluator>();

  /** Throws an Error for an expression that does not compile and for two entries of the same kind. */
  constructor(
    checks: readonly CustomHealthCheck[],
    compile: CompileExpression,
  ) {
    checks.forEach((check, i) => {
      const { group } = parseApiVersion(check.apiVersion);
      const key = JSON.stringify([group, check.kind ?? '']);
      if (this.#evaluators.has(key)) {
        throw new Error(
          `duplicate custom health check for GroupKind ${groupKindText(
            group,
            check.kind ?? '',
          )} at healthchecks[${i}]`,
        );
      }
      try {
        this.#evaluators.set(key, new Evaluator(check, compile));
      } catch (error) {
        throw new Error(
          `failed to create custom status evaluator for healthchecks[${i}]: ${reasonOf(
            error,
          )}`,
        );
      }
    });
  }

  /** Whether an entry is about this kind. */
  supports(group: string, kind: string): boolean {
    return this.#evaluatorOf(group, kind) !== undefined;
  }

  /** Throws an Error when no entry is about the object's kind or an expression cannot be evaluated. */
  compute(object: KubernetesObject): StatusResult {
    const { group } = parseApiVersion(object.apiVersion);
    const evaluator = this.#evaluatorOf(group, object.kind);
    if (!evaluator) {
      throw new Error(
        `the GroupKind ${groupKindText(group, object.kind)} is not supported`,
      );
    }
    const source: unknown = object;
    return evaluator.evaluate(isJsonObject(source) ? source : {});
  }

  #evaluatorOf(group: string, kind: string): Evaluator | undefined {
    return (
      this.#evaluators.get(JSON.stringify([group, kind])) ??
      this.#evaluators.get(JSON.stringify([group, '']))
    );
  }
}

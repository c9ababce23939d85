import { type Failure, quoted } from './failure';
import { type Instance, typeOf } from './json';
import { type Schema } from './schema';
import {
  type Scope,
  childScope,
  cycleOf,
  keywordPath,
  rootScope,
} from './scope';
import { Unevaluated } from './unevaluated';
import { checkArray } from './validate-array';
import { checkCombinations } from './validate-combinations';
import { checkObject } from './validate-object';
import {
  checkConstant,
  checkEnumeration,
  checkFormat,
  checkNumber,
  checkText,
  checkType,
} from './validate-scalar';
import { type Validation } from './validation';

/** Schemas within each other while one value is looked at. */
const MAX_DEPTH = 1_000;

interface Outcome {
  failure?: Failure;
  unevaluated: Unevaluated;
}

class Validator implements Validation {
  readonly #failures: Failure[] = [];
  readonly schema: Schema;
  readonly #scope: Scope;
  readonly #path: string[];
  readonly value: Instance;
  readonly unevaluated: Unevaluated;
  /** Only whether it fits is of interest. */
  readonly quick: boolean;

  constructor(
    value: Instance,
    scope: Scope,
    path: string[],
    options: { unevaluated: Unevaluated; quick: boolean },
  ) {
    this.value = value;
    this.schema = scope.schema;
    this.#scope = scope;
    this.#path = path;
    this.unevaluated = options.unevaluated;
    this.quick = options.quick;
  }

  failure(
    message: string,
    causes: Failure[] = [],
    kind: Failure['kind'] = 'plain',
  ): Failure {
    return { kind, message, path: [...this.#path], causes };
  }

  add(failure: Failure | undefined): void {
    if (failure) this.#failures.push(failure);
  }

  fail(message: string, causes?: Failure[]): void {
    this.#failures.push(this.failure(message, causes));
  }

  get failed(): boolean {
    return this.#failures.length > 0;
  }

  alone(schema: Schema, value: Instance): Failure | undefined {
    const { left } = this.#scope;
    return validate(schema, value, left);
  }

  run(): Outcome {
    const failure = this.#first() ?? this.#rest();
    return { failure, unevaluated: this.unevaluated };
  }

  /** What ends the validation when it fails. */
  #first(): Failure | undefined {
    const schema = this.schema;
    if (schema.always !== undefined) {
      return schema.always ? undefined : this.failure('false schema');
    }
    const cycle = cycleOf(this.#scope);
    if (cycle) {
      return this.failure(
        `both ${keywordPath(this.#scope)} and ${keywordPath(
          cycle,
        )} resolve to "${schema.location}" causing reference cycle`,
      );
    }
    return (
      checkType(this) ??
      checkConstant(this) ??
      checkEnumeration(this) ??
      checkFormat(this)
    );
  }

  #rest(): Failure | undefined {
    const schema = this.schema;
    if (schema.always !== undefined) return undefined;
    if (schema.ref) {
      const failure = this.#reference(schema.ref, '$ref');
      if (schema.version < 2019) return failure;
      this.add(failure);
    }
    const value = this.value;
    if (value instanceof Map) checkObject(this, value);
    else if (Array.isArray(value)) checkArray(this, value);
    else if (typeof value === 'string') checkText(this, value);
    else if (typeOf(value) === 'number') checkNumber(this, value);
    if (this.#failures.length === 0 || !this.quick) {
      if (schema.version >= 2019) this.#dynamicReferences();
      checkCombinations(this);
      if (schema.version >= 2019) this.#unevaluatedParts();
    }
    if (this.#failures.length < 2) return this.#failures[0];
    return this.failure('validation failed', this.#failures, 'group');
  }

  #unevaluatedParts(): void {
    const { unevaluatedProperties, unevaluatedItems } = this.schema;
    const value = this.value;
    const { properties, items } = this.unevaluated;
    if (value instanceof Map && unevaluatedProperties) {
      for (const name of [...properties].sort()) {
        this.add(
          this.below(unevaluatedProperties, value.get(name) ?? null, name),
        );
      }
      properties.clear();
    }
    if (Array.isArray(value) && unevaluatedItems) {
      for (const index of items) {
        this.add(this.below(unevaluatedItems, value[index], String(index)));
      }
      items.clear();
    }
  }

  #reference(schema: Schema, keyword: string): Failure | undefined {
    const failure = this.self(schema, keyword, false);
    return (
      failure &&
      this.failure(
        'validation failed',
        failure.kind === 'group' ? failure.causes : [failure],
        'reference',
      )
    );
  }

  #dynamicReferences(): void {
    const { recursiveRef, dynamicRef } = this.schema;
    if (recursiveRef) {
      const target = recursiveRef.recursiveAnchor
        ? this.#outermost(
            recursiveRef,
            ({ resource }) => resource.recursiveAnchor,
            found => found,
          )
        : recursiveRef;
      this.add(this.#reference(target, '$recursiveRef'));
    }
    if (dynamicRef) {
      const { schema, anchor } = dynamicRef;
      const target =
        anchor !== '' && schema.dynamicAnchor === anchor
          ? this.#outermost(
              schema,
              ({ resource }) => resource.dynamicAnchors.has(anchor),
              found => found.resource.dynamicAnchors.get(anchor) ?? schema,
            )
          : schema;
      this.add(this.#reference(target, '$dynamicRef'));
    }
  }

  #outermost(
    fallback: Schema,
    holds: (schema: Schema) => boolean,
    target: (schema: Schema) => Schema,
  ): Schema {
    let found = fallback;
    for (
      let scope: Scope | undefined = this.#scope;
      scope;
      scope = scope.parent
    ) {
      if (holds(scope.schema)) found = target(scope.schema);
    }
    return found;
  }

  /** Validates the same value with another schema. */
  self(schema: Schema, keyword: string, quick: boolean): Failure | undefined {
    const scope = childScope(this.#scope, schema, keyword, this.#scope.value);
    this.#checkDepth(scope);
    const unevaluated = Unevaluated.of(
      this.value,
      schema,
      !this.unevaluated.isEmpty,
    );
    const outcome = new Validator(this.value, scope, this.#path, {
      unevaluated,
      quick: quick || this.quick,
    }).run();
    if (!outcome.failure) this.unevaluated.keep(outcome.unevaluated);
    return outcome.failure;
  }

  /** Validates a part of the value. */
  below(schema: Schema, value: Instance, key: string): Failure | undefined {
    const scope = childScope(this.#scope, schema, '', this.#scope.value + 1);
    this.#checkDepth(scope);
    this.#path.push(key);
    const outcome = new Validator(value, scope, this.#path, {
      unevaluated: Unevaluated.of(value, schema, false),
      quick: this.quick,
    }).run();
    this.#path.pop();
    return outcome.failure;
  }

  #checkDepth(scope: Scope): void {
    if (scope.depth > MAX_DEPTH) {
      throw new RangeError(`schema goes deeper than ${MAX_DEPTH}`);
    }
  }
}

/** Why a value does not fit a schema; undefined where it does. */
export function validate(
  schema: Schema,
  value: Instance,
  left?: Scope['left'],
): Failure | undefined {
  const { failure } = new Validator(value, rootScope(schema, left), [], {
    unevaluated: Unevaluated.of(value, schema, false),
    quick: false,
  }).run();
  return (
    failure && {
      kind: 'schema',
      message: `jsonschema validation failed with ${quoted(schema.location)}`,
      path: [],
      causes: failure.kind === 'group' ? failure.causes : [failure],
    }
  );
}

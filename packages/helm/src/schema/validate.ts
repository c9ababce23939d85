import { runeCount } from '@sluice/golang/value';
import {
  type Failure,
  count,
  englishNumber,
  quoted,
  quotedList,
  shown,
} from './failure';
import {
  type Instance,
  canonicalText,
  equalValues,
  isInteger,
  jsonTypes,
  numberOf,
  typeOf,
} from './json';
import { compareRationals, isMultiple } from './rational';
import { type Schema } from './schema';
import {
  type Scope,
  childScope,
  cycleOf,
  keywordPath,
  rootScope,
} from './scope';
import { Unevaluated } from './unevaluated';

/** Schemas within each other while one value is looked at. */
const MAX_DEPTH = 1_000;

interface Outcome {
  failure?: Failure;
  unevaluated: Unevaluated;
}

class Validator {
  readonly #failures: Failure[] = [];
  readonly #schema: Schema;
  readonly #scope: Scope;
  readonly #path: string[];
  readonly #value: Instance;
  readonly #unevaluated: Unevaluated;
  /** Only whether it fits is of interest. */
  readonly #quick: boolean;

  constructor(
    value: Instance,
    scope: Scope,
    path: string[],
    options: { unevaluated: Unevaluated; quick: boolean },
  ) {
    this.#value = value;
    this.#schema = scope.schema;
    this.#scope = scope;
    this.#path = path;
    this.#unevaluated = options.unevaluated;
    this.#quick = options.quick;
  }

  #failure(
    message: string,
    causes: Failure[] = [],
    kind: Failure['kind'] = 'plain',
  ): Failure {
    return { kind, message, path: [...this.#path], causes };
  }

  #add(failure: Failure | undefined): void {
    if (failure) this.#failures.push(failure);
  }

  #fail(message: string, causes?: Failure[]): void {
    this.#failures.push(this.#failure(message, causes));
  }

  run(): Outcome {
    const failure = this.#first() ?? this.#rest();
    return { failure, unevaluated: this.#unevaluated };
  }

  /** What ends the validation when it fails. */
  #first(): Failure | undefined {
    const schema = this.#schema;
    if (schema.always !== undefined) {
      return schema.always ? undefined : this.#failure('false schema');
    }
    const cycle = cycleOf(this.#scope);
    if (cycle) {
      return this.#failure(
        `both ${keywordPath(this.#scope)} and ${keywordPath(
          cycle,
        )} resolve to "${schema.location}" causing reference cycle`,
      );
    }
    return (
      this.#type() ?? this.#constant() ?? this.#enumeration() ?? this.#format()
    );
  }

  #type(): Failure | undefined {
    const type = typeOf(this.#value);
    if (type === undefined) return this.#failure('invalid jsonType');
    const { types } = this.#schema;
    if (
      types === undefined ||
      types.has(type) ||
      (type === 'number' && types.has('integer') && isInteger(this.#value))
    ) {
      return undefined;
    }
    const want = jsonTypes.filter(name => types.has(name)).join(' or ');
    return this.#failure(`got ${type}, want ${want}`);
  }

  #constant(): Failure | undefined {
    const { constant } = this.#schema;
    if (!constant || equalValues(this.#value, constant.value)) return undefined;
    return this.#failure(
      typeof constant.value === 'object' &&
        (Array.isArray(constant.value) || constant.value instanceof Map)
        ? `'const' failed`
        : `value must be ${shown(constant.value)}`,
    );
  }

  #enumeration(): Failure | undefined {
    const { enumeration } = this.#schema;
    if (
      !enumeration ||
      enumeration.some(item => equalValues(this.#value, item))
    ) {
      return undefined;
    }
    if (enumeration.some(item => Array.isArray(item) || item instanceof Map)) {
      return this.#failure(`'enum' failed`);
    }
    const wanted = enumeration.map(shown).join(', ');
    return this.#failure(
      enumeration.length === 1
        ? `value must be ${wanted}`
        : `value must be one of ${wanted}`,
    );
  }

  #format(): Failure | undefined {
    const { format } = this.#schema;
    if (!format || typeof this.#value !== 'string') return undefined;
    const reason = format.check(this.#value);
    return reason === undefined
      ? undefined
      : this.#failure(
          `${shown(this.#value)} is not valid ${format.name}: ${reason}`,
        );
  }

  #rest(): Failure | undefined {
    const schema = this.#schema;
    if (schema.always !== undefined) return undefined;
    if (schema.ref) {
      const failure = this.#reference(schema.ref, '$ref');
      if (schema.version < 2019) return failure;
      this.#add(failure);
    }
    const value = this.#value;
    if (value instanceof Map) this.#object(value);
    else if (Array.isArray(value)) this.#array(value);
    else if (typeof value === 'string') this.#text(value);
    else if (typeOf(value) === 'number') this.#number(value);
    if (this.#failures.length === 0 || !this.#quick) {
      if (schema.version >= 2019) this.#dynamicReferences();
      this.#combinations();
      if (schema.version >= 2019) this.#unevaluatedParts();
    }
    if (this.#failures.length < 2) return this.#failures[0];
    return this.#failure('validation failed', this.#failures, 'group');
  }

  #number(value: Instance): void {
    const schema = this.#schema;
    const number = numberOf(value);
    if (!number) return;
    const check = (
      keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum',
      fits: (order: number) => boolean,
    ) => {
      const limit = schema[keyword];
      if (limit && !fits(compareRationals(number, limit))) {
        this.#fail(
          `${keyword}: got ${englishNumber(number)}, want ${englishNumber(
            limit,
          )}`,
        );
      }
    };
    check('minimum', order => order >= 0);
    check('maximum', order => order <= 0);
    check('exclusiveMinimum', order => order > 0);
    check('exclusiveMaximum', order => order < 0);
    const { multipleOf } = schema;
    if (multipleOf && !isMultiple(number, multipleOf)) {
      this.#fail(
        `multipleOf: got ${englishNumber(number)}, want ${englishNumber(
          multipleOf,
        )}`,
      );
    }
  }

  #text(value: string): void {
    const { minLength, maxLength, pattern } = this.#schema;
    const length =
      minLength === undefined && maxLength === undefined ? 0 : runeCount(value);
    this.#atLeast('minLength', length, minLength);
    this.#atMost('maxLength', length, maxLength);
    if (pattern && !pattern.test(value)) {
      this.#fail(
        `${quoted(value)} does not match pattern ${quoted(pattern.pattern)}`,
      );
    }
  }

  #atLeast(keyword: string, got: number, want: number | undefined): void {
    if (want !== undefined && got < want) {
      this.#fail(`${keyword}: got ${count(got)}, want ${count(want)}`);
    }
  }

  #atMost(keyword: string, got: number, want: number | undefined): void {
    if (want !== undefined && got > want) {
      this.#fail(`${keyword}: got ${count(got)}, want ${count(want)}`);
    }
  }

  #missing(
    object: ReadonlyMap<string, Instance>,
    required: readonly string[],
  ): string[] {
    return required.filter(name => !object.has(name));
  }

  #object(object: ReadonlyMap<string, Instance>): void {
    const schema = this.#schema;
    this.#atLeast('minProperties', object.size, schema.minProperties);
    this.#atMost('maxProperties', object.size, schema.maxProperties);
    const missing = this.#missing(object, schema.required);
    if (missing.length > 0) {
      this.#fail(
        missing.length === 1
          ? `missing property ${quoted(missing[0])}`
          : `missing properties ${quotedList(missing)}`,
      );
    }
    if (this.#quick && this.#failures.length > 0) return;
    for (const [name, dependency] of schema.dependencies) {
      if (object.has(name)) {
        if (Array.isArray(dependency)) {
          this.#dependents(object, name, dependency);
        } else {
          this.#add(this.#self(dependency, '', false));
        }
      }
    }
    this.#properties(object);
    if (schema.version >= 6) this.#propertyNames(object);
    for (const [name, dependent] of schema.dependentSchemas ?? []) {
      if (object.has(name)) this.#add(this.#self(dependent, '', false));
    }
    for (const [name, required] of schema.dependentRequired) {
      if (object.has(name)) this.#dependents(object, name, required);
    }
  }

  #dependents(
    object: ReadonlyMap<string, Instance>,
    name: string,
    required: readonly string[],
  ): void {
    const missing = this.#missing(object, required);
    if (missing.length > 0) {
      this.#fail(
        `properties ${quotedList(missing)} required, if ${quoted(name)} exists`,
      );
    }
  }

  #properties(object: ReadonlyMap<string, Instance>): void {
    const additional: string[] = [];
    // Go's order is random; a sorted one is one of them.
    for (const name of [...object.keys()].sort()) {
      if (this.#quick && this.#failures.length > 0) return;
      if (this.#property(name, object.get(name) ?? null, additional)) {
        this.#unevaluated.properties.delete(name);
      }
    }
    if (additional.length > 0) {
      this.#fail(`additional properties ${quotedList(additional)} not allowed`);
    }
  }

  #property(name: string, value: Instance, additional: string[]): boolean {
    const schema = this.#schema;
    let evaluated = false;
    const own = schema.properties?.get(name);
    if (own) {
      evaluated = true;
      this.#add(this.#below(own, value, name));
    }
    for (const [pattern, matched] of schema.patternProperties) {
      if (pattern.test(name)) {
        evaluated = true;
        this.#add(this.#below(matched, value, name));
      }
    }
    if (!evaluated && schema.additionalProperties !== undefined) {
      evaluated = true;
      if (schema.additionalProperties === false) additional.push(name);
      else if (typeof schema.additionalProperties === 'object') {
        this.#add(this.#below(schema.additionalProperties, value, name));
      }
    }
    return evaluated;
  }

  #propertyNames(object: ReadonlyMap<string, Instance>): void {
    const { propertyNames } = this.#schema;
    if (!propertyNames) return;
    for (const name of [...object.keys()].sort()) {
      const failure = validate(propertyNames, name);
      if (failure) {
        this.#failures.push({
          ...failure,
          kind: 'plain',
          message: `invalid propertyName ${quoted(name)}`,
        });
      }
    }
  }

  #array(items: readonly Instance[]): void {
    const schema = this.#schema;
    this.#atLeast('minItems', items.length, schema.minItems);
    this.#atMost('maxItems', items.length, schema.maxItems);
    if (schema.uniqueItems) this.#unique(items);
    if (schema.version < 2020) this.#listedItems(items);
    else this.#prefixedItems(items);
    if (schema.contains) this.#contains(items, schema.contains);
  }

  #unique(items: readonly Instance[]): void {
    const known = new Map<string, number>();
    for (const [index, item] of items.entries()) {
      const text = canonicalText(item);
      const before = known.get(text);
      if (before !== undefined) {
        this.#fail(`items at ${count(before)} and ${count(index)} are equal`);
        return;
      }
      known.set(text, index);
    }
  }

  #listedItems(items: readonly Instance[]): void {
    const { items: schemas, additionalItems } = this.#schema;
    let evaluated = 0;
    if (Array.isArray(schemas)) {
      evaluated = Math.min(items.length, schemas.length);
      for (let i = 0; i < evaluated; i += 1) {
        this.#add(this.#below(schemas[i], items[i], String(i)));
      }
    } else if (schemas) {
      evaluated = items.length;
      for (let i = 0; i < evaluated; i += 1) {
        this.#add(this.#below(schemas, items[i], String(i)));
      }
    }
    if (additionalItems === false && evaluated !== items.length) {
      this.#fail(
        `last ${count(items.length - evaluated)} additionalItem(s) not allowed`,
      );
    } else if (typeof additionalItems === 'object') {
      // Upstream counts these from 0 again.
      items.slice(evaluated).forEach((item, index) => {
        this.#add(this.#below(additionalItems, item, String(index)));
      });
    }
  }

  #prefixedItems(items: readonly Instance[]): void {
    const { prefixItems, restItems } = this.#schema;
    const evaluated = Math.min(prefixItems.length, items.length);
    for (let i = 0; i < evaluated; i += 1) {
      this.#add(this.#below(prefixItems[i], items[i], String(i)));
    }
    if (restItems) {
      items.slice(evaluated).forEach((item, index) => {
        this.#add(this.#below(restItems, item, String(index)));
      });
    }
  }

  #contains(items: readonly Instance[], schema: Schema): void {
    const { minContains, maxContains, version } = this.#schema;
    const failures: Failure[] = [];
    const matched: number[] = [];
    for (const [index, item] of items.entries()) {
      const failure = this.#below(schema, item, String(index));
      if (failure) {
        failures.push(failure);
      } else {
        matched.push(index);
        if (version >= 2020) this.#unevaluated.items.delete(index);
      }
    }
    if (minContains === undefined) {
      if (matched.length === 0) {
        this.#fail('no items match contains schema', failures);
      }
    } else if (matched.length < minContains) {
      const wanted = `min ${count(
        minContains,
      )} items required to match contains schema, but`;
      this.#fail(
        matched.length === 0
          ? `${wanted} none matched`
          : `${wanted} matched ${count(matched.length)} items at ${matched.join(
              ' ',
            )}`,
        failures,
      );
    }
    if (maxContains !== undefined && matched.length > maxContains) {
      this.#fail(
        `max ${count(
          maxContains,
        )} items required to match contains schema, but matched ${count(
          matched.length,
        )} items at ${matched.join(' ')}`,
      );
    }
  }

  #combinations(): void {
    const schema = this.#schema;
    if (schema.not && !this.#self(schema.not, '', true)) {
      this.#fail(`'not' failed`);
    }
    const failures = schema.allOf.flatMap(
      each => this.#self(each, '', false) ?? [],
    );
    if (failures.length > 0) this.#fail(`'allOf' failed`, failures);
    if (schema.anyOf.length > 0) this.#anyOf();
    if (schema.oneOf.length > 0) this.#oneOf();
    const { condition } = schema;
    if (condition) {
      const chosen = this.#self(condition.if, '', true)
        ? condition.else
        : condition.then;
      if (chosen) this.#add(this.#self(chosen, '', false));
    }
  }

  #anyOf(): void {
    const failures: Failure[] = [];
    let matched = false;
    for (const each of this.#schema.anyOf) {
      const failure = this.#self(each, '', false);
      if (failure) {
        failures.push(failure);
      } else {
        matched = true;
        // What the others would evaluate counts, too.
        if (this.#unevaluated.isEmpty) break;
      }
    }
    if (!matched) this.#fail(`'anyOf' failed`, failures);
  }

  #oneOf(): void {
    const failures: Failure[] = [];
    let matched = -1;
    for (const [index, each] of this.#schema.oneOf.entries()) {
      const failure = this.#self(each, '', matched !== -1);
      if (failure) {
        if (matched === -1) failures.push(failure);
      } else if (matched === -1) {
        matched = index;
      } else {
        this.#fail(
          `'oneOf' failed, subschemas ${count(matched)}, ${count(
            index,
          )} matched`,
        );
        break;
      }
    }
    if (matched === -1) {
      this.#fail(`'oneOf' failed, none matched`, failures);
    }
  }

  #unevaluatedParts(): void {
    const { unevaluatedProperties, unevaluatedItems } = this.#schema;
    const value = this.#value;
    const { properties, items } = this.#unevaluated;
    if (value instanceof Map && unevaluatedProperties) {
      for (const name of [...properties].sort()) {
        this.#add(
          this.#below(unevaluatedProperties, value.get(name) ?? null, name),
        );
      }
      properties.clear();
    }
    if (Array.isArray(value) && unevaluatedItems) {
      for (const index of items) {
        this.#add(this.#below(unevaluatedItems, value[index], String(index)));
      }
      items.clear();
    }
  }

  #reference(schema: Schema, keyword: string): Failure | undefined {
    const failure = this.#self(schema, keyword, false);
    return (
      failure &&
      this.#failure(
        'validation failed',
        failure.kind === 'group' ? failure.causes : [failure],
        'reference',
      )
    );
  }

  #dynamicReferences(): void {
    const { recursiveRef, dynamicRef } = this.#schema;
    if (recursiveRef) {
      const target = recursiveRef.recursiveAnchor
        ? this.#outermost(
            recursiveRef,
            ({ resource }) => resource.recursiveAnchor,
            found => found,
          )
        : recursiveRef;
      this.#add(this.#reference(target, '$recursiveRef'));
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
      this.#add(this.#reference(target, '$dynamicRef'));
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
  #self(schema: Schema, keyword: string, quick: boolean): Failure | undefined {
    const scope = childScope(this.#scope, schema, keyword, this.#scope.value);
    this.#checkDepth(scope);
    const unevaluated = Unevaluated.of(
      this.#value,
      schema,
      !this.#unevaluated.isEmpty,
    );
    const outcome = new Validator(this.#value, scope, this.#path, {
      unevaluated,
      quick: quick || this.#quick,
    }).run();
    if (!outcome.failure) this.#unevaluated.keep(outcome.unevaluated);
    return outcome.failure;
  }

  /** Validates a part of the value. */
  #below(schema: Schema, value: Instance, key: string): Failure | undefined {
    const scope = childScope(this.#scope, schema, '', this.#scope.value + 1);
    this.#checkDepth(scope);
    this.#path.push(key);
    const outcome = new Validator(value, scope, this.#path, {
      unevaluated: Unevaluated.of(value, schema, false),
      quick: this.#quick,
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
export function validate(schema: Schema, value: Instance): Failure | undefined {
  const { failure } = new Validator(value, rootScope(schema), [], {
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

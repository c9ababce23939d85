import { quoted, quotedList } from './failure';
import { type Instance } from './json';
import { atLeast, atMost } from './validate-size';
import { type Validation } from './validation';

function missingOf(
  object: ReadonlyMap<string, Instance>,
  required: readonly string[],
): string[] {
  return required.filter(name => !object.has(name));
}

function checkNames(
  v: Validation,
  object: ReadonlyMap<string, Instance>,
): void {
  const { propertyNames } = v.schema;
  if (!propertyNames) return;
  for (const name of [...object.keys()].sort()) {
    const failure = v.alone(propertyNames, name);
    if (failure) {
      v.add({
        ...failure,
        kind: 'plain',
        message: `invalid propertyName ${quoted(name)}`,
      });
    }
  }
}

function property(
  v: Validation,
  name: string,
  value: Instance,
  additional: string[],
): boolean {
  const schema = v.schema;
  let evaluated = false;
  const own = schema.properties?.get(name);
  if (own) {
    evaluated = true;
    v.add(v.below(own, value, name));
  }
  for (const [pattern, matched] of schema.patternProperties) {
    if (pattern.test(name)) {
      evaluated = true;
      v.add(v.below(matched, value, name));
    }
  }
  if (!evaluated && schema.additionalProperties !== undefined) {
    evaluated = true;
    if (schema.additionalProperties === false) additional.push(name);
    else if (typeof schema.additionalProperties === 'object') {
      v.add(v.below(schema.additionalProperties, value, name));
    }
  }
  return evaluated;
}

function properties(
  v: Validation,
  object: ReadonlyMap<string, Instance>,
): void {
  const additional: string[] = [];
  // Go's order is random; a sorted one is one of them.
  for (const name of [...object.keys()].sort()) {
    if (v.quick && v.failed) return;
    if (property(v, name, object.get(name) ?? null, additional)) {
      v.unevaluated.properties.delete(name);
    }
  }
  if (additional.length > 0) {
    v.fail(`additional properties ${quotedList(additional)} not allowed`);
  }
}

function dependents(
  v: Validation,
  object: ReadonlyMap<string, Instance>,
  name: string,
  required: readonly string[],
): void {
  const missing = missingOf(object, required);
  if (missing.length > 0) {
    v.fail(
      `properties ${quotedList(missing)} required, if ${quoted(name)} exists`,
    );
  }
}

/** Checks the properties of an object. */
export function checkObject(
  v: Validation,
  object: ReadonlyMap<string, Instance>,
): void {
  const schema = v.schema;
  atLeast(v, 'minProperties', object.size, schema.minProperties);
  atMost(v, 'maxProperties', object.size, schema.maxProperties);
  const missing = missingOf(object, schema.required);
  if (missing.length > 0) {
    v.fail(
      missing.length === 1
        ? `missing property ${quoted(missing[0])}`
        : `missing properties ${quotedList(missing)}`,
    );
  }
  if (v.quick && v.failed) return;
  for (const [name, dependency] of schema.dependencies) {
    if (object.has(name)) {
      if (Array.isArray(dependency)) {
        dependents(v, object, name, dependency);
      } else {
        v.add(v.self(dependency, '', false));
      }
    }
  }
  properties(v, object);
  if (schema.version >= 6) checkNames(v, object);
  for (const [name, dependent] of schema.dependentSchemas ?? []) {
    if (object.has(name)) v.add(v.self(dependent, '', false));
  }
  for (const [name, required] of schema.dependentRequired) {
    if (object.has(name)) dependents(v, object, name, required);
  }
}

import { draftAt } from './draft';
import {
  type Instance,
  type SchemaJson,
  type SchemaObject,
  equalValues,
  isInteger,
  numberOf,
  typeOf,
} from './json';
import { isAnnotation, surveyOf } from './plain-schema';
import { compareRationals } from './rational';

/** Below what the compiler takes. */
const MAX_SCHEMAS = 50_000;
const MAX_STEPS = 100_000;
const MAX_DEPTH = 200;

const DEFINITION = /^#\/definitions\/([A-Za-z0-9_.-]+)$/;

/** A plain schema of a known draft that refers to nothing but its own definitions, or itself: it compiles beyond doubt. */
export interface ClosedSchema {
  readonly root: SchemaObject;
  /** What its references lead to. */
  readonly targets: ReadonlyMap<string, SchemaObject>;
}

function targetOf(
  root: SchemaObject,
  reference: string,
): SchemaObject | undefined {
  if (reference === '#') return root;
  const name = DEFINITION.exec(reference)?.[1];
  const definitions = root.get('definitions');
  const target =
    name !== undefined && definitions instanceof Map
      ? definitions.get(name)
      : undefined;
  return target instanceof Map ? target : undefined;
}

/** The schema of a document; undefined where compiling it may fail. */
export function closedSchemaOf(document: SchemaJson): ClosedSchema | undefined {
  if (!(document instanceof Map)) return undefined;
  const survey = surveyOf(document);
  if (!survey || survey.schemas > MAX_SCHEMAS) return undefined;
  const named = document.get('$schema');
  const drafts = typeof named === 'string' && draftAt(named) ? 1 : 0;
  if (survey.drafts.length !== drafts) return undefined;
  const targets = new Map<string, SchemaObject>();
  for (const reference of survey.references) {
    const target = targetOf(document, reference);
    if (!target) return undefined;
    targets.set(reference, target);
  }
  return { root: document, targets };
}

function isOfType(value: Instance, types: SchemaJson): boolean {
  const type = typeOf(value);
  const isOf = (name: SchemaJson) =>
    name === type ||
    (name === 'integer' && type === 'number' && isInteger(value));
  return Array.isArray(types) ? types.some(isOf) : isOf(types);
}

function hasAll(value: Instance, names: SchemaJson): boolean {
  return (
    !(value instanceof Map) ||
    !Array.isArray(names) ||
    names.every(name => typeof name === 'string' && value.has(name))
  );
}

function isOneOf(value: Instance, items: SchemaJson): boolean {
  return Array.isArray(items) && items.some(item => equalValues(value, item));
}

/** Whether a value surely does not fit, whatever the draft. */
function isRefused(schema: SchemaJson, value: Instance): boolean {
  if (!(schema instanceof Map) || schema.has('$ref')) return false;
  const types = schema.get('type');
  if (types !== undefined && !isOfType(value, types)) return true;
  const items = schema.get('enum');
  if (items !== undefined && !isOneOf(value, items)) return true;
  const names = schema.get('required');
  return names !== undefined && !hasAll(value, names);
}

function isWithin(value: Instance, limit: SchemaJson, sign: number): boolean {
  const number = numberOf(value);
  const bound = numberOf(limit);
  return !number || !bound || compareRationals(number, bound) * sign >= 0;
}

class Fitting {
  readonly #targets: ReadonlyMap<string, SchemaObject>;
  #left = MAX_STEPS;
  #depth = 0;

  constructor(targets: ReadonlyMap<string, SchemaObject>) {
    this.#targets = targets;
  }

  fits(schema: SchemaJson | undefined, value: Instance): boolean {
    if (!(schema instanceof Map) || typeOf(value) === undefined) return false;
    if (this.#left <= 0 || this.#depth >= MAX_DEPTH) return false;
    this.#left -= 1;
    this.#depth += 1;
    let fits = true;
    for (const [keyword, part] of schema) {
      fits = this.#fitsKeyword(keyword, part, schema, value);
      if (!fits) break;
    }
    this.#depth -= 1;
    return fits;
  }

  /** Some drafts do not know some of these, which is as if they fitted. */
  #fitsKeyword(
    keyword: string,
    part: SchemaJson,
    schema: SchemaObject,
    value: Instance,
  ): boolean {
    switch (keyword) {
      case 'type':
        return isOfType(value, part);
      case 'properties':
        return this.#properties(part, value);
      case 'additionalProperties':
        return this.#additional(part, schema, value);
      case 'required':
        return hasAll(value, part);
      case 'enum':
        return isOneOf(value, part);
      case 'minimum':
        return isWithin(value, part, 1);
      case 'maximum':
        return isWithin(value, part, -1);
      case 'items':
        return (
          !Array.isArray(value) || value.every(item => this.fits(part, item))
        );
      case 'allOf':
        return (
          Array.isArray(part) && part.every(each => this.fits(each, value))
        );
      case 'anyOf':
        return Array.isArray(part) && part.some(each => this.fits(each, value));
      case 'oneOf':
        return Array.isArray(part) && this.#oneOf(part, value);
      case 'if':
        return this.#condition(part, schema, value);
      case '$ref':
        return (
          typeof part === 'string' && this.fits(this.#targets.get(part), value)
        );
      case 'then':
      case 'else':
      case 'definitions':
      case '$schema':
        return true;
      default:
        return isAnnotation(keyword);
    }
  }

  #properties(schemas: SchemaJson, value: Instance): boolean {
    if (!(schemas instanceof Map) || !(value instanceof Map)) return true;
    for (const [name, item] of value) {
      const own = schemas.get(name);
      if (own !== undefined && !this.fits(own, item ?? null)) return false;
    }
    return true;
  }

  #additional(
    part: SchemaJson,
    schema: SchemaObject,
    value: Instance,
  ): boolean {
    if (part === true || !(value instanceof Map)) return true;
    const schemas = schema.get('properties');
    for (const [name, item] of value) {
      const known = schemas instanceof Map && schemas.has(name);
      if (!known && !this.fits(part, item ?? null)) return false;
    }
    return true;
  }

  #oneOf(schemas: readonly SchemaJson[], value: Instance): boolean {
    const possible = schemas.filter(each => !isRefused(each, value));
    return possible.length === 1 && this.fits(possible[0], value);
  }

  #condition(
    condition: SchemaJson,
    schema: SchemaObject,
    value: Instance,
  ): boolean {
    const fitsPart = (name: string) =>
      !schema.has(name) || this.fits(schema.get(name), value);
    if (isRefused(condition, value)) return fitsPart('else');
    return (
      fitsPart('then') && (this.fits(condition, value) || fitsPart('else'))
    );
  }
}

/**
 * Whether a value fits, told from the document as it is: compiling it costs many times more. False says nothing: the compiled schema has to
 * judge, which also knows why.
 */
export function fitsClosedSchema(
  { root, targets }: ClosedSchema,
  value: Instance,
): boolean {
  return new Fitting(targets).fits(root, value);
}

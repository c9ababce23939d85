import { type Regexp } from '@sluice/golang/regexp';
import { type Format } from './format';
import { type JsonType, type SchemaJson } from './json';
import { locationOf } from './location';
import { type Rational } from './rational';

/** A compiled schema. What is undefined is not asked for. */
export class Schema {
  readonly url: string;
  readonly pointer: string;
  /** The schema that has an identifier around this one, or the whole document. */
  resource: Schema = this;
  version = 0;
  dynamicAnchors = new Map<string, Schema>();
  allPropertiesEvaluated = false;
  allItemsEvaluated = false;
  itemsEvaluated = 0;

  /** Where the schema is just true or false. */
  always: boolean | undefined;
  ref: Schema | undefined;
  recursiveRef: Schema | undefined;
  recursiveAnchor = false;
  dynamicRef: { schema: Schema; anchor: string } | undefined;
  dynamicAnchor = '';
  types: ReadonlySet<JsonType> | undefined;
  enumeration: SchemaJson[] | undefined;
  constant: { value: SchemaJson } | undefined;
  format: Format | undefined;
  not: Schema | undefined;
  allOf: Schema[] = [];
  anyOf: Schema[] = [];
  oneOf: Schema[] = [];
  condition: { if: Schema; then?: Schema; else?: Schema } | undefined;

  minProperties: number | undefined;
  maxProperties: number | undefined;
  required: string[] = [];
  properties: ReadonlyMap<string, Schema> | undefined;
  patternProperties: [Regexp, Schema][] = [];
  additionalProperties: boolean | Schema | undefined;
  propertyNames: Schema | undefined;
  dependencies: [string, string[] | Schema][] = [];
  dependentRequired: [string, string[]][] = [];
  dependentSchemas: ReadonlyMap<string, Schema> | undefined;
  unevaluatedProperties: Schema | undefined;

  minItems: number | undefined;
  maxItems: number | undefined;
  uniqueItems = false;
  items: Schema | Schema[] | undefined;
  additionalItems: boolean | Schema | undefined;
  prefixItems: Schema[] = [];
  restItems: Schema | undefined;
  contains: Schema | undefined;
  minContains: number | undefined;
  maxContains: number | undefined;
  unevaluatedItems: Schema | undefined;

  minLength: number | undefined;
  maxLength: number | undefined;
  pattern: Regexp | undefined;

  minimum: Rational | undefined;
  maximum: Rational | undefined;
  exclusiveMinimum: Rational | undefined;
  exclusiveMaximum: Rational | undefined;
  multipleOf: Rational | undefined;

  constructor(url: string, pointer: string) {
    this.url = url;
    this.pointer = pointer;
  }

  /** The URL of the schema itself. */
  get location(): string {
    return locationOf(this.url, this.pointer);
  }
}

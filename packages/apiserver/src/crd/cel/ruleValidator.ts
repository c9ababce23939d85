import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { FieldError } from '../../resource';
import { invalid, printedValue } from '../../resources/fieldErrors';
import { field, isObject, sameValue } from '../../resources/fields';
import {
  keyOf,
  oldItems,
  propertySchema,
  type Schema,
  type ValidationRule,
} from '../schema';
import { childPath } from '../valueValidation';
import { Optional } from './environment';
import {
  compileExpression,
  ExpressionError,
  type Expression,
} from './expression';
import { celValue } from './values';

interface Place {
  value: JsonValue | undefined;
  old: JsonValue | undefined;
  path: string;
}

/** Steps that the loops of one rule may take over a value, roughly: a bound on time. */
const stepLimit = 10_000_000;
const messageLimit = 5120;

/** Asks the `x-kubernetes-validations` rules of a schema. */
export class RuleValidator {
  readonly #ruled = new WeakMap<Schema, boolean>();

  /** Problems of an object, `old` being what it replaces. */
  validate(
    schema: Schema,
    object: JsonObject,
    old: JsonObject | undefined,
  ): FieldError[] {
    return this.#visit(schema, { value: object, old, path: '' });
  }

  #hasRules(schema: Schema): boolean {
    const known = this.#ruled.get(schema);
    if (known !== undefined) {
      return known;
    }
    const inner = [...schema.properties.values()];
    if (schema.additional) {
      inner.push(schema.additional);
    }
    if (schema.items) {
      inner.push(schema.items);
    }
    const found =
      schema.rules.length > 0 || inner.some(item => this.#hasRules(item));
    this.#ruled.set(schema, found);
    return found;
  }

  #visit(schema: Schema, place: Place): FieldError[] {
    const { value, old, path } = place;
    if (value === undefined || value === null || !this.#hasRules(schema)) {
      return [];
    }
    const errors = schema.rules.flatMap(rule => ask(rule, schema, place));
    if (Array.isArray(value)) {
      const { items } = schema;
      if (items && this.#hasRules(items)) {
        const before = oldItems(schema, old);
        value.forEach((item, index) =>
          errors.push(
            ...this.#visit(items, {
              value: item,
              old: before?.get(keyOf(item, schema.listMapKeys)),
              path: `${path}[${index}]`,
            }),
          ),
        );
      }
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        const property = propertySchema(schema, name);
        if (property) {
          errors.push(
            ...this.#visit(property, {
              value: value[name],
              old: schema.atomicMap ? undefined : field(old, name),
              path: childPath(path, name),
            }),
          );
        }
      }
    }
    return errors;
  }
}

function typeName(schema: Schema): string {
  return schema.type === '' ? 'object' : schema.type;
}

/** What one rule says of a value. */
function ask(
  rule: ValidationRule,
  schema: Schema,
  { value, old, path }: Place,
): FieldError[] {
  let expression: Expression;
  try {
    expression = compileExpression(rule.rule);
  } catch (error) {
    if (error instanceof ExpressionError) {
      return [
        invalid(path, typeName(schema), `rule compile error: ${error.message}`),
      ];
    }
    throw error;
  }
  const transition = expression.usesOldSelf;
  if (
    transition
      ? !rule.optionalOldSelf && old === undefined
      : old !== undefined && sameValue(value, old)
  ) {
    return [];
  }
  if (expression.loops > 0) {
    const steps = sizeOf(value) ** expression.loops * rule.rule.length;
    if (steps > stepLimit) {
      return [
        invalid(
          path,
          typeName(schema),
          `call cost exceeds limit for rule: ${rule.rule}`,
        ),
      ];
    }
  }
  const context = contextOf(rule, schema, value, old, transition);
  try {
    return expression.evaluate(context) === true
      ? []
      : [refusal(rule, value, path, context)];
  } catch (error) {
    if (!(error instanceof ExpressionError)) {
      throw error;
    }
    return [
      invalid(
        path,
        typeName(schema),
        `${error.message} evaluating rule: ${rule.message || rule.rule}`,
      ),
    ];
  }
}

function contextOf(
  rule: ValidationRule,
  schema: Schema,
  value: JsonValue | undefined,
  old: JsonValue | undefined,
  transition: boolean,
): Record<string, unknown> {
  const context: Record<string, unknown> = { self: celValue(value, schema) };
  if (transition) {
    const before = old === undefined ? undefined : celValue(old, schema);
    if (rule.optionalOldSelf) {
      context.oldSelf =
        before === undefined ? Optional.none() : Optional.of(before);
    } else {
      context.oldSelf = before;
    }
  }
  return context;
}

/** How many values there are in a value. */
function sizeOf(value: JsonValue | undefined): number {
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + sizeOf(item), 1);
  }
  if (isObject(value)) {
    return Object.values(value).reduce<number>(
      (sum, item) => sum + sizeOf(item),
      1,
    );
  }
  return 1;
}

function messageOf(
  rule: ValidationRule,
  context: Readonly<Record<string, unknown>>,
): string {
  if (rule.messageExpression !== '') {
    try {
      const text = compileExpression(rule.messageExpression).evaluate(context);
      if (
        typeof text === 'string' &&
        text.trim() !== '' &&
        !text.includes('\n') &&
        text.length <= messageLimit
      ) {
        return text;
      }
    } catch (error) {
      if (!(error instanceof ExpressionError)) {
        throw error;
      }
      // The rule's own message stands in for one that cannot be made.
    }
  }
  return rule.message.trim() || `failed rule: ${rule.rule.trim()}`;
}

function refusal(
  rule: ValidationRule,
  value: JsonValue | undefined,
  path: string,
  context: Readonly<Record<string, unknown>>,
): FieldError {
  const message = messageOf(rule, context);
  const at = `${path}${rule.fieldPath}`;
  const scalar = typeof value !== 'object';
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return { type: rule.reason, field: at, message: `Forbidden: ${message}` };
    case 'FieldValueRequired':
      return {
        type: rule.reason,
        field: at,
        message: `Required value: ${message}`,
      };
    case 'FieldValueDuplicate':
      return {
        type: rule.reason,
        field: at,
        message: scalar
          ? `Duplicate value: ${printedValue(value)}`
          : 'Duplicate value',
      };
    default:
      return scalar
        ? invalid(at, value, message)
        : {
            type: 'FieldValueInvalid',
            field: at,
            message: `Invalid value: ${message}`,
          };
  }
}

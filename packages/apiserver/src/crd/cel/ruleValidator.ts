import type { JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../../resource';
import type { Schema } from '../schema';

/** Asks the `x-kubernetes-validations` rules of a schema. */
export class RuleValidator {
  validate(
    _schema: Schema,
    _object: JsonObject,
    _old: JsonObject | undefined,
  ): FieldError[] {
    return [];
  }
}

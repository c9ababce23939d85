import { runeCount } from '@sluice/golang/value';
import { type Failure, englishNumber, quoted, shown } from './failure';
import {
  type Instance,
  equalValues,
  isInteger,
  jsonTypes,
  numberOf,
  typeOf,
} from './json';
import { compareRationals, isMultiple } from './rational';
import { atLeast, atMost } from './validate-size';
import { type Validation } from './validation';

/** Checks the limits of a number. */
export function checkNumber(v: Validation, value: Instance): void {
  const schema = v.schema;
  const number = numberOf(value);
  if (!number) return;
  const check = (
    keyword: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum',
    fits: (order: number) => boolean,
  ) => {
    const limit = schema[keyword];
    if (limit && !fits(compareRationals(number, limit))) {
      v.fail(
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
    v.fail(
      `multipleOf: got ${englishNumber(number)}, want ${englishNumber(
        multipleOf,
      )}`,
    );
  }
}

/** Checks length and pattern of a text. */
export function checkText(v: Validation, value: string): void {
  const { minLength, maxLength, pattern } = v.schema;
  const length =
    minLength === undefined && maxLength === undefined ? 0 : runeCount(value);
  atLeast(v, 'minLength', length, minLength);
  atMost(v, 'maxLength', length, maxLength);
  if (pattern && !pattern.test(value)) {
    v.fail(
      `${quoted(value)} does not match pattern ${quoted(pattern.pattern)}`,
    );
  }
}

/** Why a value is of another type. */
export function checkType(v: Validation): Failure | undefined {
  const type = typeOf(v.value);
  if (type === undefined) return v.failure('invalid jsonType');
  const { types } = v.schema;
  if (
    types === undefined ||
    types.has(type) ||
    (type === 'number' && types.has('integer') && isInteger(v.value))
  ) {
    return undefined;
  }
  const want = jsonTypes.filter(name => types.has(name)).join(' or ');
  return v.failure(`got ${type}, want ${want}`);
}

/** Why a value is not the one that is wanted. */
export function checkConstant(v: Validation): Failure | undefined {
  const { constant } = v.schema;
  if (!constant || equalValues(v.value, constant.value)) return undefined;
  return v.failure(
    typeof constant.value === 'object' &&
      (Array.isArray(constant.value) || constant.value instanceof Map)
      ? `'const' failed`
      : `value must be ${shown(constant.value)}`,
  );
}

/** Why a value is none of those that are wanted. */
export function checkEnumeration(v: Validation): Failure | undefined {
  const { enumeration } = v.schema;
  if (!enumeration || enumeration.some(item => equalValues(v.value, item))) {
    return undefined;
  }
  if (enumeration.some(item => Array.isArray(item) || item instanceof Map)) {
    return v.failure(`'enum' failed`);
  }
  const wanted = enumeration.map(shown).join(', ');
  return v.failure(
    enumeration.length === 1
      ? `value must be ${wanted}`
      : `value must be one of ${wanted}`,
  );
}

/** Why a text is not of a format. */
export function checkFormat(v: Validation): Failure | undefined {
  const { format } = v.schema;
  if (!format || typeof v.value !== 'string') return undefined;
  const reason = format.check(v.value);
  return reason === undefined
    ? undefined
    : v.failure(`${shown(v.value)} is not valid ${format.name}: ${reason}`);
}

import { setEntry, type JsonObject } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from './behaviour';
import { forbidden, invalid, required } from './fieldErrors';
import {
  at,
  ensureObject,
  field,
  objectAt,
  sameValue,
  setDefault,
  textAt,
  textsAt,
} from './fields';
import { checkConfigKey } from './names';
import { immutableField } from './objectMeta';

/** A mebibyte: the most that a ConfigMap or Secret may hold. */
const sizeLimit = 1024 * 1024;

function keyErrors(fields: JsonObject, name: string): FieldError[] {
  return Object.keys(objectAt(fields, name) ?? {}).flatMap(key =>
    checkConfigKey(key).map(problem =>
      invalid(`${name}[${key}]`, key, problem),
    ),
  );
}

function immutableErrors(
  fields: JsonObject,
  old: JsonObject,
  names: readonly string[],
): FieldError[] {
  if (at(old, 'immutable') !== true) {
    return [];
  }
  const text = 'field is immutable when `immutable` is set';
  const errors: FieldError[] = [];
  if (at(fields, 'immutable') !== true) {
    errors.push(forbidden('immutable', text));
  }
  for (const name of names) {
    if (!sameValue(at(fields, name) ?? {}, at(old, name) ?? {})) {
      errors.push(forbidden(name, text));
    }
  }
  return errors;
}

const configMap: KindBehaviour = {
  validate(fields) {
    const errors = keyErrors(fields, 'data');
    const binary = objectAt(fields, 'binaryData') ?? {};
    const data = textsAt(fields, 'data');
    for (const [key] of data) {
      if (Object.hasOwn(binary, key)) {
        errors.push(
          invalid(
            `data[${key}]`,
            key,
            'duplicate of key present in binaryData',
          ),
        );
      }
    }
    errors.push(...keyErrors(fields, 'binaryData'));
    const size =
      data.reduce((sum, [, value]) => sum + Buffer.byteLength(value), 0) +
      textsAt(binary).reduce(
        (sum, [, value]) => sum + Buffer.from(value, 'base64').length,
        0,
      );
    if (size > sizeLimit) {
      errors.push({
        type: 'FieldValueTooLong',
        field: '',
        message: `Too long: may not be more than ${sizeLimit} bytes`,
      });
    }
    return errors;
  },
  validateUpdate: (fields, old) =>
    immutableErrors(fields, old, ['data', 'binaryData']),
};

/** Keys that a type of Secret must have. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
};

function typeErrors(fields: JsonObject): FieldError[] {
  const type = textAt(fields, 'type');
  const data = objectAt(fields, 'data') ?? {};
  const has = (key: string) => Object.hasOwn(data, key);
  if (type === 'kubernetes.io/service-account-token') {
    const name = 'kubernetes.io/service-account.name';
    return textAt(fields, 'metadata', 'annotations', name) === ''
      ? [required(`metadata.annotations[${name}]`)]
      : [];
  }
  if (type === 'kubernetes.io/basic-auth') {
    return has('username') || has('password')
      ? []
      : [required('data[username]'), required('data[password]')];
  }
  const errors = (requiredKeys[type] ?? [])
    .filter(key => !has(key))
    .map(key => required(`data[${key}]`));
  if (errors.length === 0 && type.startsWith('kubernetes.io/dockerc')) {
    const key = requiredKeys[type]?.[0] ?? '';
    const problem = jsonProblem(
      Buffer.from(textAt(data, key), 'base64').toString('utf8'),
    );
    if (problem) {
      errors.push(
        invalid(`data[${key}]`, '<secret contents redacted>', problem),
      );
    }
  }
  return errors;
}

/** Why a text is no JSON object, in Go's words where they name no more than a character. */
function jsonProblem(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object'
      ? undefined
      : 'json: cannot unmarshal into Go value of type map[string]interface {}';
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    return syntaxProblem(text);
  }
}

function syntaxProblem(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed === '') {
    return 'unexpected end of JSON input';
  }
  for (const literal of ['null', 'true', 'false']) {
    if (trimmed.startsWith(literal[0])) {
      for (let index = 1; index < literal.length; index += 1) {
        if (trimmed[index] === undefined) {
          return 'unexpected end of JSON input';
        }
        if (trimmed[index] !== literal[index]) {
          return `invalid character '${trimmed[index]}' in literal ${literal} (expecting '${literal[index]}')`;
        }
      }
    }
  }
  return /^[[{"\d-]/.test(trimmed)
    ? 'unexpected end of JSON input'
    : `invalid character '${trimmed[0]}' looking for beginning of value`;
}

const secret: KindBehaviour = {
  selectableFields: {
    type: object => textAt(object, 'type'),
  },
  defaults(fields) {
    setDefault(fields, 'type', 'Opaque');
    if (field(fields, 'type') === '') {
      fields.type = 'Opaque';
    }
    // stringData is only ever written: the decoder moves it to data.
    const texts = textsAt(fields, 'stringData');
    if (texts.length > 0) {
      const data = ensureObject(fields, 'data');
      for (const [key, value] of texts) {
        setEntry(data, key, Buffer.from(value, 'utf8').toString('base64'));
      }
    }
    delete fields.stringData;
  },
  validate(fields) {
    const errors = keyErrors(fields, 'data');
    const size = textsAt(fields, 'data').reduce(
      (sum, [, value]) => sum + Buffer.byteLength(value, 'base64'),
      0,
    );
    if (size > sizeLimit) {
      errors.push({
        type: 'FieldValueTooLong',
        field: 'data',
        message: `Too long: may not be more than ${sizeLimit} bytes`,
      });
    }
    return [...errors, ...typeErrors(fields)];
  },
  validateUpdate: (fields, old) => [
    ...immutableField(at(fields, 'type'), at(old, 'type'), 'type'),
    ...immutableErrors(fields, old, ['data']),
  ],
};

export const configurationBehaviours: Behaviours = {
  ConfigMap: configMap,
  Secret: secret,
  ServiceAccount: { returnsDeletedObject: true },
};

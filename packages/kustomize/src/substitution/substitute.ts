import { isUtf8 } from 'node:buffer';
import { type JsonObject, type JsonValue } from '@sluice/golang/json';
import { emitSigsYaml, parseSigsYaml, YamlError } from '@sluice/golang/yaml';
import { SubstitutionError } from './error';
import { evaluateTemplate } from './evaluate';

/** The label or annotation that keeps a resource as it is, with the value `disabled`. */
export const SUBSTITUTE_KEY = 'kustomize.toolkit.fluxcd.io/substitute';

const VARIABLE_NAME = /^[_A-Za-z][_A-Za-z0-9]*$/;

export interface SubstituteOptions {
  /** A variable that is not set and has no default in its expression is an error; otherwise it is empty. Default false. */
  strict?: boolean;
  /** `WithVariables` (the default) does nothing when there are no variables; `Always` still gives defaults their effect. */
  strategy?: 'WithVariables' | 'Always';
}

/**
 * Checks the names of variables and drops the line breaks of their values, as Flux does before it uses them.
 *
 * @throws SubstitutionError
 */
export function prepareVariables(
  variables: Iterable<readonly [string, string]>,
): Map<string, string> {
  const prepared = new Map<string, string>();
  for (const [name, value] of variables) {
    if (!VARIABLE_NAME.test(name)) {
      throw new SubstitutionError(
        `envsubst error: '${name}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
      );
    }
    prepared.set(name, value.replaceAll('\n', ''));
  }
  return prepared;
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether a resource asks to be left alone. */
export function isSubstitutionDisabled(resource: JsonObject): boolean {
  const metadata = own(resource, 'metadata');
  if (!isJsonObject(metadata)) {
    return false;
  }
  return ['labels', 'annotations'].some(field => {
    const values = own(metadata, field);
    return isJsonObject(values) && own(values, SUBSTITUTE_KEY) === 'disabled';
  });
}

/** Upstream holds every number as a float from here on. */
function withFloats(value: JsonValue): JsonValue {
  if (typeof value === 'bigint') {
    return Number(value);
  }
  if (Array.isArray(value)) {
    return value.map(withFloats);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const result: JsonObject = {};
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== undefined) {
      Object.defineProperty(result, key, {
        value: withFloats(entry),
        configurable: true,
        enumerable: true,
        writable: true,
      });
    }
  }
  return result;
}

/** What go-yaml says of bytes that are no UTF-8. */
function invalidUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  const valid = Buffer.byteLength(text.slice(0, text.indexOf('\ufffd')));
  const byte = bytes[valid];
  if (byte >= 0x80 && byte < 0xc0) {
    return 'yaml: invalid leading UTF-8 octet';
  }
  let length = 2;
  if (byte >= 0xe0) {
    length = byte < 0xf0 ? 3 : 4;
  }
  return valid + length > bytes.length
    ? 'yaml: incomplete UTF-8 octet sequence'
    : 'yaml: invalid trailing UTF-8 octet';
}

/** The message without what it quotes of the text: that may be a Secret's value. */
function withoutQuotes(message: string): string {
  return message
    .replace(/^error converting YAML to JSON: /, '')
    .replace(/`[^`]*`/g, '`***`')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"***"')
    .replace(/anchor '[^']*'/, "anchor '***'")
    .replace(/(invalid map key|unsupported map key of type): [^]*$/, '$1');
}

function parseResult(bytes: Buffer): JsonObject {
  if (!isUtf8(bytes)) {
    throw new SubstitutionError(
      `envsubst error: YAMLToJSON: ${invalidUtf8(bytes)}`,
    );
  }
  let value: JsonValue;
  try {
    value = parseSigsYaml(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof YamlError) {
      throw new SubstitutionError(
        `envsubst error: YAMLToJSON: ${withoutQuotes(error.message)}`,
      );
    }
    throw error;
  }
  if (!isJsonObject(value)) {
    let kind: string = typeof value;
    if (Array.isArray(value)) {
      kind = 'array';
    } else if (kind === 'boolean') {
      kind = 'bool';
    }
    throw new SubstitutionError(
      `UnmarshalJSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
    );
  }
  return value;
}

/**
 * Substitutes variables in one built resource, as Flux does after a build: the resource is printed as YAML, `${…}` is
 * replaced in that text, and the result is read again by YAML 1.1, so a value may change its type.
 *
 * @param variables - as `prepareVariables` gives them: those of `substituteFrom` in order, then the inline ones
 * @returns the resource itself when it is not to be touched, else a new one
 * @throws SubstitutionError
 *
 * @example
 * ```ts
 * const variables = prepareVariables([['replicas', '3']]);
 * substituteVariables({ spec: { replicas: '${replicas}' } }, variables);
 * // { spec: { replicas: 3 } }
 * ```
 */
export function substituteVariables(
  resource: JsonObject,
  variables: ReadonlyMap<string, string>,
  options: SubstituteOptions = {},
): JsonObject {
  if (
    isSubstitutionDisabled(resource) ||
    (variables.size === 0 && options.strategy !== 'Always')
  ) {
    return resource;
  }
  const text = emitSigsYaml(resource);
  if (!text.includes('${') && !text.includes('$$')) {
    const same = withFloats(resource);
    return isJsonObject(same) ? same : resource;
  }
  let bytes: Buffer;
  try {
    bytes = evaluateTemplate(text, variables, options.strict ?? false);
  } catch (error) {
    if (error instanceof SubstitutionError) {
      throw new SubstitutionError(
        `envsubst error: variable substitution failed: ${error.message}`,
      );
    }
    throw error;
  }
  const result = withFloats(parseResult(bytes));
  return isJsonObject(result) ? result : resource;
}

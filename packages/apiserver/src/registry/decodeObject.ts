import {
  formatApiVersion,
  type KubernetesObject,
  type ObjectMeta,
} from '@sluice/kubernetes';
import type { ResourceDefinition } from '../resource';
import { badRequest, invalid, type ApiFailure } from '../server/apiFailure';
import { isJsonObject } from '../store/json';

/** An object as it came in, with what strict validation has to say of it so far. */
export interface DecodedObject {
  object: KubernetesObject;
  /** For example `unknown field "metadata.foo"`. */
  problems: string[];
}

type FieldCheck = (value: unknown) => boolean;

const isString: FieldCheck = value => typeof value === 'string';
const isInteger: FieldCheck = value => Number.isSafeInteger(value);
const isStringMap: FieldCheck = value =>
  isJsonObject(value) &&
  Object.values(value).every(item => typeof item === 'string');
const isObjectList: FieldCheck = value =>
  Array.isArray(value) && value.every(item => isJsonObject(item));
const isStringList: FieldCheck = value =>
  Array.isArray(value) && value.every(item => typeof item === 'string');

const metadataFields: Readonly<Record<string, [FieldCheck, string]>> = {
  name: [isString, 'string'],
  generateName: [isString, 'string'],
  namespace: [isString, 'string'],
  selfLink: [isString, 'string'],
  uid: [isString, 'types.UID'],
  resourceVersion: [isString, 'string'],
  generation: [isInteger, 'int64'],
  creationTimestamp: [isString, 'string'],
  deletionTimestamp: [isString, 'string'],
  deletionGracePeriodSeconds: [isInteger, 'int64'],
  labels: [isStringMap, 'string'],
  annotations: [isStringMap, 'string'],
  ownerReferences: [isObjectList, '[]v1.OwnerReference'],
  finalizers: [isStringList, '[]string'],
  managedFields: [isObjectList, '[]v1.ManagedFieldsEntry'],
};

/** What a value is in the words of Go's JSON decoder. */
function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/**
 * Checks what every object has in common, and that it is of the kind that the URL names. Fields of `metadata` that are
 * null or empty are dropped, as Go's decoder and encoder do. The body is changed in place. Throws a 400.
 * `fields: 'unchecked'` leaves the kind's own fields to {@link checkFields}.
 */
export function decodeObject(
  body: unknown,
  definition: ResourceDefinition,
  options: { fields?: 'unchecked' } = {},
): DecodedObject {
  const { group, version, kind } = definition;
  const apiVersion = formatApiVersion(group, version);
  if (!isJsonObject(body)) {
    throw badRequest(`the body is no object of kind ${kind}`);
  }
  checkType(body, definition, apiVersion);
  const problems: string[] = [];
  const object: KubernetesObject = {
    ...body,
    kind,
    apiVersion,
    metadata: decodeMetadata(body.metadata, definition, problems),
  };
  if (options.fields !== 'unchecked') {
    checkFields(object, definition);
  }
  return { object, problems };
}

/** Throws a 400 when a field of the kind is of another type. */
export function checkFields(
  object: KubernetesObject,
  definition: ResourceDefinition,
): void {
  const problem = definition.decodeProblem(object);
  if (problem) {
    throw badRequest(problem);
  }
}

function checkType(
  body: Record<string, unknown>,
  definition: ResourceDefinition,
  apiVersion: string,
): void {
  const { kind, custom } = definition;
  const statedKind = body.kind ?? (custom ? undefined : kind);
  const statedVersion = body.apiVersion ?? (custom ? undefined : apiVersion);
  if (!statedKind) {
    throw unrecognized(kind, 'Kind', body);
  }
  if (!statedVersion) {
    throw unrecognized(kind, 'apiVersion', body);
  }
  if (statedVersion !== apiVersion && statedKind === kind) {
    throw badRequest(
      custom
        ? `the API version in the data (${String(
            statedVersion,
          )}) does not match the expected API version (${apiVersion})`
        : `${kind} in version ${JSON.stringify(
            lastPart(String(statedVersion)),
          )} cannot be handled as a ${kind}: no kind ${JSON.stringify(
            kind,
          )} is registered for version ${JSON.stringify(
            statedVersion,
          )} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  if (statedKind !== kind) {
    const stated = String(statedKind);
    const version = lastPart(String(statedVersion));
    throw custom
      ? otherKind(definition.group, stated, kind, body)
      : badRequest(
          `${stated} in version ${JSON.stringify(
            version,
          )} cannot be handled as a ${kind}: converting (${version}.${stated}) to (${internalPackage(
            definition,
          )}.${kind}): unknown conversion`,
        );
  }
}

/** The Go package of the unversioned kind, as messages name it. */
function internalPackage({ group }: ResourceDefinition): string {
  return group === '' ? 'core' : group.split('.')[0];
}

function lastPart(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

function unrecognized(
  kind: string,
  missing: string,
  body: unknown,
): ApiFailure {
  const text = JSON.stringify(body).slice(0, 200);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): Object '${missing}' is missing in '${text}' (${text})`,
  );
}

/** A custom resource of another kind is refused by validation, not by decoding. */
function otherKind(
  group: string,
  statedKind: string,
  kind: string,
  body: Record<string, unknown>,
): ApiFailure {
  const name = isJsonObject(body.metadata) ? body.metadata.name : undefined;
  return invalid(
    { group, kind: statedKind },
    typeof name === 'string' ? name : '',
    [
      {
        type: 'FieldValueInvalid',
        field: 'kind',
        message: `Invalid value: ${JSON.stringify(
          statedKind,
        )}: must be ${kind}`,
      },
    ],
  );
}

function decodeMetadata(
  value: unknown,
  definition: ResourceDefinition,
  problems: string[],
): ObjectMeta {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isJsonObject(value)) {
    throw wrongType(
      definition,
      value,
      `${definition.kind}.metadata`,
      'v1.ObjectMeta',
    );
  }
  const metadata: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (!Object.hasOwn(metadataFields, key)) {
      problems.push(`unknown field "metadata.${key}"`);
      continue;
    }
    if (field === null) {
      continue;
    }
    const [check, type] = metadataFields[key];
    if (!check(field)) {
      throw wrongType(
        definition,
        offender(field),
        `ObjectMeta.metadata.${key}`,
        type,
      );
    }
    if (key !== 'selfLink' && !isEmpty(field)) {
      metadata[key] = field;
    }
  }
  return metadata;
}

function offender(field: unknown): unknown {
  if (isJsonObject(field)) {
    return Object.values(field).find(item => typeof item !== 'string') ?? field;
  }
  return field;
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === 0) {
    return true;
  }
  return Array.isArray(value)
    ? value.length === 0
    : isJsonObject(value) && Object.keys(value).length === 0;
}

function wrongType(
  { kind, version }: ResourceDefinition,
  value: unknown,
  field: string,
  type: string,
): ApiFailure {
  return badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: json: cannot unmarshal ${jsonTypeOf(
      value,
    )} into Go struct field ${field} of type ${type}`,
  );
}

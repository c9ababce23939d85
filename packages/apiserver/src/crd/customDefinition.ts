import { setEntry, type JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type {
  FieldError,
  PrinterColumn,
  ResourceDefinition,
  ScaleSubresource,
} from '../resource';
import { humanAge } from '../resources/age';
import { decodeProblem } from '../resources/decode';
import {
  at,
  field,
  fieldsOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../resources/fields';
import { checkSubdomain } from '../resources/names';
import { normalize } from '../resources/normalize';
import {
  objectMetaErrors,
  objectMetaUpdateErrors,
  type ObjectMetaRules,
} from '../resources/objectMeta';
import recordedKinds from '../resources/generated/kinds.json';
import { RuleValidator } from './cel/ruleValidator';
import { defaultCustom } from './defaulting';
import { embeddedErrors } from './embedded';
import { compileJsonPath, findAll } from './jsonPath';
import { listTypeErrors } from './listTypes';
import { objectMetaNode } from './objectMetaNode';
import { pruneCustom } from './pruning';
import { compileCustomSchema, type Schema } from './schema';
import { valueErrors } from './valueValidation';

const verbs = [
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'create',
  'update',
  'watch',
];
/** Errors after which the rules of a schema are not asked. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);
const notAsked: FieldError = {
  type: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

/** The words that the real server uses for a column that every kind has. */
function recordedDescription(column: string): string {
  for (const kind of recordedKinds) {
    const found = kind.columns.find(({ name }) => name === column);
    if (found) {
      return found.description;
    }
  }
  return '';
}

function cellValue(
  value: unknown,
  type: string,
  now: number,
): string | number | boolean | null {
  if (value === undefined || value === null) {
    return null;
  }
  switch (type) {
    case 'integer': {
      const number = typeof value === 'string' ? NaN : Number(value);
      return Number.isNaN(number) ? null : Math.trunc(number);
    }
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return humanAge(value, now);
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

function columnsOf(version: JsonObject): PrinterColumn[] {
  const declared = objectsAt(version, 'additionalPrinterColumns');
  const name: PrinterColumn = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: recordedDescription('Name'),
    priority: 0,
    cell: object => object.metadata.name ?? '',
  };
  if (declared.length === 0) {
    return [
      name,
      {
        name: 'Age',
        type: 'date',
        format: '',
        description: recordedDescription('Age'),
        priority: 0,
        cell: (object, now) => humanAge(object.metadata.creationTimestamp, now),
      },
    ];
  }
  const columns = declared.map((column): PrinterColumn => {
    const text = textAt(column, 'jsonPath');
    const type = textAt(column, 'type');
    const path = compileJsonPath(text);
    return {
      name: textAt(column, 'name'),
      type,
      format: textAt(column, 'format'),
      description:
        textAt(column, 'description') ||
        `Custom resource definition column (in JSONPath format): ${text}`,
      priority: numberAt(column, 'priority') ?? 0,
      cell: (object, now) =>
        path ? cellValue(findAll(object, path)[0], type, now) : null,
    };
  });
  return [name, ...columns];
}

function selectableFieldsOf(
  version: JsonObject,
): Record<string, (object: KubernetesObject) => string> {
  return Object.fromEntries(
    objectsAt(version, 'selectableFields').map(item => {
      const text = textAt(item, 'jsonPath');
      const path = compileJsonPath(text) ?? [];
      return [
        text.replace(/^\./, ''),
        (object: KubernetesObject) => {
          const value = findAll(object, path)[0];
          return value === undefined || value === null ? '' : String(value);
        },
      ];
    }),
  );
}

function scaleOf(version: JsonObject): ScaleSubresource | undefined {
  const scale = objectAt(version, 'subresources', 'scale');
  if (!scale) {
    return undefined;
  }
  const selector = textAt(scale, 'labelSelectorPath');
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath'),
    statusReplicasPath: textAt(scale, 'statusReplicasPath'),
    ...(selector === '' ? {} : { labelSelectorPath: selector }),
  };
}

interface Names {
  group: string;
  version: string;
  kind: string;
  listKind: string;
}

/** The schema as it is published: with what every object has, and the name of its type. */
function publishedSchema(source: JsonObject, names: Names): JsonObject {
  const { group, version, kind } = names;
  return {
    ...source,
    type: 'object',
    properties: {
      ...(objectAt(source, 'properties') ?? {}),
      apiVersion: {
        description:
          'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
        type: 'string',
      },
      kind: {
        description:
          'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
        type: 'string',
      },
      metadata: {
        description:
          "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
        allOf: [
          {
            $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
          },
        ],
      },
    },
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
}

/** Whether nothing outside the status part may produce errors in a write of the status. */
function keepOnly(
  fields: JsonObject,
  before: JsonObject,
  wanted: (name: string) => boolean,
): void {
  const names = new Set([...Object.keys(fields), ...Object.keys(before)]);
  for (const name of names) {
    if (['apiVersion', 'kind', 'metadata'].includes(name) || wanted(name)) {
      continue;
    }
    const value = field(before, name);
    if (value === undefined) {
      delete fields[name];
    } else {
      setEntry(fields, name, structuredClone(value));
    }
  }
}

/** One served version of a CustomResourceDefinition, ready to be registered. */
export function customDefinition(
  crd: JsonObject,
  version: JsonObject,
): ResourceDefinition {
  const spec = objectAt(crd, 'spec') ?? {};
  const names = objectAt(spec, 'names') ?? {};
  const group = textAt(spec, 'group');
  const versionName = textAt(version, 'name');
  const kind = textAt(names, 'kind');
  const listKind = textAt(names, 'listKind');
  const source = objectAt(version, 'schema', 'openAPIV3Schema') ?? {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  let compiled: Schema | undefined;
  const schema = (): Schema => {
    compiled ??= compileCustomSchema(source);
    return compiled;
  };
  const rules = new RuleValidator();
  const namespaced = textAt(spec, 'scope') === 'Namespaced';
  const hasStatus = objectAt(version, 'subresources', 'status') !== undefined;
  const scale = scaleOf(version);
  const meta: ObjectMetaRules = {
    checkName: checkSubdomain,
    namespaced,
    qualifiedFinalizers: false,
  };

  const contentErrors = (
    object: JsonObject,
    old?: JsonObject,
  ): FieldError[] => {
    const root = schema();
    const errors = [
      ...rootErrors(root, object, old),
      ...embeddedErrors({ ...root, embedded: false }, object, ''),
      ...listTypeErrors(root, object, '', old),
    ];
    return errors.some(error => blocking.has(error.type))
      ? [...errors, notAsked]
      : [...errors, ...rules.validate(root, object, old)];
  };

  return {
    group,
    version: versionName,
    kind,
    listKind,
    plural: textAt(names, 'plural'),
    singular: textAt(names, 'singular'),
    shortNames: listAt(names, 'shortNames').map(String),
    categories: listAt(names, 'categories').map(String),
    namespaced,
    custom: true,
    verbs,
    hasStatus,
    ...(scale ? { scale } : {}),
    hasGeneration: true,
    columns: columnsOf(version),
    selectableFields: selectableFieldsOf(version),
    schema: publishedSchema(source, {
      group,
      version: versionName,
      kind,
      listKind,
    }),
    decodeProblem(object) {
      const metadata = at(object, 'metadata');
      const problem =
        metadata === undefined
          ? undefined
          : decodeProblem(metadata, objectMetaNode());
      return (
        problem &&
        `${kind} in version ${JSON.stringify(
          versionName,
        )} cannot be handled as a ${kind}: ${problem.replace(
          'Go struct field ObjectMeta.',
          'Go struct field ObjectMeta.metadata.',
        )}`
      );
    },
    prune: object => pruneCustom(fieldsOf(object), schema()),
    applyDefaults(object) {
      const fields = fieldsOf(object);
      const metadata = field(fields, 'metadata');
      if (isObject(metadata)) {
        normalize(metadata, objectMetaNode());
      }
      defaultCustom(fields, schema());
    },
    prepareForCreate(object) {
      if (hasStatus) {
        delete fieldsOf(object).status;
        // The real server fills defaults again whenever it reads the object: a fresh one has the status that its schema states.
        defaultCustom(fieldsOf(object), schema());
      }
    },
    prepareForUpdate(object, old, subresource) {
      const fields = fieldsOf(object);
      const before = fieldsOf(old);
      if (subresource === 'status') {
        keepOnly(fields, before, name => name === 'status');
      } else if (hasStatus) {
        keepOnly(fields, before, name => name !== 'status');
      }
    },
    validateCreate: object => [
      ...objectMetaErrors(object, meta),
      ...contentErrors(fieldsOf(object)),
    ],
    validateUpdate: (object, old) => [
      ...objectMetaUpdateErrors(object, old, meta),
      ...contentErrors(fieldsOf(object), fieldsOf(old)),
    ],
  };
}

/** The root's own fields were validated as metadata; the schema speaks of the rest. */
function rootErrors(
  schema: Schema,
  object: JsonObject,
  old: JsonObject | undefined,
): FieldError[] {
  const properties = new Map(schema.properties);
  for (const name of ['apiVersion', 'kind', 'metadata']) {
    properties.delete(name);
  }
  return valueErrors(
    { ...schema, properties },
    { value: object, path: '', ...(old ? { old } : {}) },
  );
}

import type { JsonObject, JsonValue } from '@sluice/golang/json';
import type { FieldError } from '../resource';
import type { Behaviours, KindBehaviour } from '../resources/behaviour';
import { invalid, notSupported, required } from '../resources/fieldErrors';
import {
  ensureObject,
  field,
  listAt,
  objectAt,
  objectsAt,
  sameValue,
  setDefault,
  textAt,
} from '../resources/fields';
import { checkLabel1035 } from '../resources/names';
import { immutableField } from '../resources/objectMeta';
import { structuralErrors } from './structuralErrors';

const finalizer = 'customresourcecleanup.apiextensions.k8s.io';

function storageVersion(spec: JsonObject | undefined): string {
  const stored = objectsAt(spec, 'versions').find(
    version => field(version, 'storage') === true,
  );
  return textAt(stored, 'name');
}

function defaults(fields: JsonObject): void {
  const spec = ensureObject(fields, 'spec');
  const names = ensureObject(spec, 'names');
  const kind = textAt(names, 'kind');
  if (textAt(names, 'singular') === '' && kind !== '') {
    names.singular = kind.toLowerCase();
  }
  if (textAt(names, 'listKind') === '' && kind !== '') {
    names.listKind = `${kind}List`;
  }
  const conversion = ensureObject(spec, 'conversion');
  if (textAt(conversion, 'strategy') === '') {
    conversion.strategy = 'None';
  }
  const service = objectAt(conversion, 'webhook', 'clientConfig', 'service');
  if (service) {
    setDefault(service, 'port', 443);
  }
}

/** Fields of status that are always printed. */
function finish(fields: JsonObject): void {
  const status = ensureObject(fields, 'status');
  for (const name of ['conditions', 'storedVersions']) {
    if (field(status, name) === undefined) {
      status[name] = null;
    }
  }
  const accepted = ensureObject(status, 'acceptedNames');
  setDefault(accepted, 'plural', '');
  setDefault(accepted, 'kind', '');
}

function rememberStorage(fields: JsonObject): void {
  const version = storageVersion(objectAt(fields, 'spec'));
  const status = ensureObject(fields, 'status');
  const known = listAt(status, 'storedVersions');
  if (version !== '' && !known.includes(version)) {
    status.storedVersions = [...known, version];
  }
}

function nameErrors(fields: JsonObject): FieldError[] {
  const spec = objectAt(fields, 'spec');
  const name = textAt(fields, 'metadata', 'name');
  const expected = `${textAt(spec, 'names', 'plural')}.${textAt(
    spec,
    'group',
  )}`;
  const errors: FieldError[] = [];
  if (name !== expected) {
    errors.push(
      invalid(
        'metadata.name',
        name,
        'must be spec.names.plural+"."+spec.group',
      ),
    );
  }
  if (textAt(spec, 'group') === '') {
    errors.push(required('spec.group'));
  }
  const scope = textAt(spec, 'scope');
  if (scope === '') {
    errors.push(required('spec.scope'));
  } else if (scope !== 'Cluster' && scope !== 'Namespaced') {
    errors.push(notSupported('spec.scope', scope, ['Cluster', 'Namespaced']));
  }
  return errors;
}

function versionErrors(fields: JsonObject): FieldError[] {
  const spec = objectAt(fields, 'spec');
  const versions = objectsAt(spec, 'versions');
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    const name = textAt(version, 'name');
    errors.push(
      ...checkLabel1035(name).map(problem =>
        invalid(`spec.versions[${index}].name`, name, problem),
      ),
    );
  });
  versions.forEach((version, index) => {
    if (!objectAt(version, 'schema', 'openAPIV3Schema')) {
      errors.push(required(`spec.versions[${index}].schema.openAPIV3Schema`));
    }
  });
  const shown: JsonValue =
    versions.length === 0 ? field(spec, 'versions') ?? null : versions;
  const unique = versions.every(version => {
    const name = textAt(version, 'name');
    const fresh = !seen.has(name);
    seen.add(name);
    return fresh;
  });
  if (!unique) {
    errors.push(
      invalid('spec.versions', shown, 'must contain unique version names'),
    );
  }
  const stored = versions.filter(
    version => field(version, 'storage') === true,
  ).length;
  if (stored !== 1) {
    errors.push(
      invalid(
        'spec.versions',
        shown,
        'must have exactly one version marked as storage version',
      ),
    );
  }
  return errors;
}

function schemaErrors(fields: JsonObject): FieldError[] {
  const versions = objectsAt(fields, 'spec', 'versions');
  const schemas = versions.map(version =>
    objectAt(version, 'schema', 'openAPIV3Schema'),
  );
  const same = schemas.every(schema => sameValue(schema, schemas[0]));
  if (same) {
    const [first] = schemas;
    return first
      ? structuralErrors(first, 'spec.validation.openAPIV3Schema')
      : [];
  }
  return schemas.flatMap((schema, index) =>
    schema
      ? structuralErrors(
          schema,
          `spec.versions[${index}].schema.openAPIV3Schema`,
        )
      : [],
  );
}

function namesErrors(fields: JsonObject): FieldError[] {
  const names = objectAt(fields, 'spec', 'names');
  return ['plural', 'singular', 'kind', 'listKind'].flatMap(name => {
    const value = textAt(names, name);
    if (value === '') {
      return [required(`spec.names.${name}`)];
    }
    return checkLabel1035(value.toLowerCase()).map(problem =>
      invalid(`spec.names.${name}`, value, problem),
    );
  });
}

const customResourceDefinition: KindBehaviour = {
  hasGeneration: true,
  unconditionalUpdate: false,
  deletionFinalizers: [finalizer],
  initialStatus: {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: null,
  },
  defaults,
  finish,
  prepareForCreate: rememberStorage,
  prepareForUpdate: rememberStorage,
  validate(fields) {
    const errors = [
      ...nameErrors(fields),
      ...versionErrors(fields),
      ...schemaErrors(fields),
      ...namesErrors(fields),
    ];
    if (listAt(fields, 'status', 'storedVersions').length === 0) {
      errors.push(
        invalid(
          'status.storedVersions',
          null,
          'must have at least one stored version',
        ),
      );
    }
    return errors;
  },
  validateUpdate(fields, old) {
    const established = objectsAt(old, 'status', 'conditions').some(
      condition =>
        textAt(condition, 'type') === 'Established' &&
        textAt(condition, 'status') === 'True',
    );
    const path = (...names: string[]) =>
      immutableField(
        textAt(fields, 'spec', ...names),
        textAt(old, 'spec', ...names),
        ['spec', ...names].join('.'),
      );
    const errors = path('group');
    if (established) {
      errors.push(
        ...path('scope'),
        ...path('names', 'kind'),
        ...path('names', 'plural'),
      );
    }
    const versions = new Set(
      objectsAt(fields, 'spec', 'versions').map(version =>
        textAt(version, 'name'),
      ),
    );
    listAt(old, 'status', 'storedVersions').forEach((version, index) => {
      if (!versions.has(String(version))) {
        errors.push(
          invalid(
            `status.storedVersions[${index}]`,
            version,
            `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
          ),
        );
      }
    });
    return errors;
  },
};

export const crdBehaviours: Behaviours = {
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinition,
};

/** The finalizer under which a definition waits until its objects are gone. */
export const cleanupFinalizer = finalizer;

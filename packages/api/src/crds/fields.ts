import {
  type Schema,
  integer,
  list,
  object,
  oneOf,
  string,
  stringMap,
} from './schema';

/** A Go duration. */
export function duration(
  description: string,
  extra: { default?: string } = {},
): Schema {
  return string(description, {
    pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$',
    ...extra,
  });
}

/** A Go duration without hours, as the `timeout` of sources is. */
export function timeout(extra: { default?: string } = {}): Schema {
  return string('How long one remote operation may take.', {
    pattern: '^([0-9]+(\\.[0-9]+)?(ms|s|m))+$',
    ...extra,
  });
}

/** The name of an object in the same namespace. */
export function localReference(description: string): Schema {
  return object(description, { 'name!': string('Name of the object.') });
}

export function artifact(description: string): Schema {
  return object(description, {
    'digest!': string('Digest of the file: `<algorithm>:<checksum>`.', {
      pattern: '^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$',
    }),
    'lastUpdateTime!': time('When the artifact was last replaced.'),
    metadata: stringMap('Facts about the upstream, for example OCI labels.'),
    'path!': string('Where the file is, relative to the storage.'),
    'revision!': string('The upstream revision the content comes from.'),
    size: integer('Bytes in the file.'),
    'url!': string('Address that serves the file inside the cluster.'),
  });
}

export function time(description: string): Schema {
  return string(description, { format: 'date-time' });
}

const conditions: Schema = list(
  'The state of the object, one entry for each aspect.',
  object('One aspect, as metav1.Condition.', {
    'lastTransitionTime!': time('When the status last changed.'),
    'message!': string('Details for people; may be empty.', {
      maxLength: 32768,
    }),
    observedGeneration: integer('The generation this was seen for.', {
      minimum: 0,
    }),
    'reason!': string('One word for programs.', {
      maxLength: 1024,
      minLength: 1,
      pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    }),
    'status!': oneOf('Whether it holds.', ['True', 'False', 'Unknown']),
    'type!': string('The aspect, in CamelCase.', {
      maxLength: 316,
      pattern:
        '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$',
    }),
  }),
);

/** The status of a reconciled kind: its own fields and those that all share. */
export function reconciledStatus(fields: Record<string, Schema>): Schema {
  return object(
    'What the controller observed.',
    {
      conditions,
      lastHandledReconcileAt: string(
        'The last requested reconcile that was handled.',
      ),
      observedGeneration: integer('The generation that was reconciled last.'),
      ...fields,
    },
    { default: { observedGeneration: -1 } },
  );
}

/** Status of a kind that no controller of ours reconciles: conditions and its own fields, without a default. */
export function reportedStatus(fields: Record<string, Schema>): Schema {
  return object('What the owner reports.', { conditions, ...fields });
}

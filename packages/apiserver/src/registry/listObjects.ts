import type { KubernetesObject } from '@sluice/kubernetes';
import {
  badRequest,
  expired,
  invalid,
  resourceVersionTooLarge,
} from '../server/apiFailure';
import { isJsonObject } from '../store/json';
import type { ObjectView } from '../store/storedObject';
import {
  fieldPredicate,
  parseFieldSelector,
  type FieldRequirement,
} from './fieldSelector';
import { parseLabelSelector } from './labelSelector';
import type { RegisteredResource } from './registeredResource';
import type { Registry } from './registry';

/** Query parameters of a list or a watch. */
export interface ListQuery {
  /** All namespaces when empty. */
  namespace: string;
  /** Of a request to a single object's URL; '' otherwise. */
  name: string;
  labelSelector: string;
  fieldSelector: string;
  /** '' when it was not stated. */
  resourceVersion: string;
  resourceVersionMatch: string;
  /** 0 is no limit. */
  limit: number;
  continueToken: string;
}

export interface ListAnswer {
  views: ObjectView[];
  revision: number;
  continueToken: string;
  remaining: number | undefined;
}

export type ObjectPredicate = (object: KubernetesObject) => boolean;

const continueVersion = 'meta.k8s.io/v1';
/** The smallest text after a key starts with the key and this. */
const afterKey = '\u0000';

/** Which objects the selectors of a query pick; throws 400 when they cannot be read. */
export function selectorPredicate(
  query: Pick<ListQuery, 'name' | 'labelSelector' | 'fieldSelector'>,
  resource: RegisteredResource,
): ObjectPredicate | undefined {
  const requirements: FieldRequirement[] = query.fieldSelector
    ? parseFieldSelector(query.fieldSelector)
    : [];
  if (query.name) {
    requirements.push({
      field: 'metadata.name',
      value: query.name,
      negated: false,
    });
  }
  if (requirements.length === 0 && !query.labelSelector) {
    return undefined;
  }
  const labels = parseLabelSelector(query.labelSelector);
  const fields = fieldPredicate(requirements, resource.definition);
  return object => labels(object.metadata.labels) && fields(object);
}

/** A revision as clients state it. Throws a 400. */
export function parseRevision(text: string): number {
  if (text === '') {
    return 0;
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** Objects of a resource, a consistent page of them. Throws ApiFailure. */
export function listObjects(
  registry: Registry,
  resource: RegisteredResource,
  query: ListQuery,
): ListAnswer {
  const { store } = registry;
  checkMatch(query);
  const predicate = selectorPredicate(query, resource);
  const asked = parseRevision(query.resourceVersion);
  if (asked > store.revision) {
    throw resourceVersionTooLarge(asked, store.revision);
  }
  const page = query.continueToken
    ? parseContinue(query.continueToken)
    : undefined;
  const exact =
    page?.revision ??
    (query.resourceVersionMatch === 'Exact' ? asked : undefined);
  const revision = exact ?? store.revision;
  const prefix = resource.prefix(query.namespace);
  const table = store.table(resource.table);
  const objects =
    revision === store.revision
      ? table.list(prefix)
      : table.listAt(revision, prefix);
  if (!objects) {
    throw expired(
      page
        ? 'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.'
        : `The resourceVersion for the provided list is too old.`,
    );
  }
  const views: ObjectView[] = [];
  let taken = 0;
  const start = page?.startAfter;
  let lastKey = '';
  for (const object of objects) {
    taken++;
    if (start !== undefined && object.key <= start) {
      continue;
    }
    const view = object.view(resource.definition);
    if (!predicate || predicate(view.object)) {
      if (query.limit > 0 && views.length === query.limit) {
        return {
          views,
          revision,
          continueToken: continueText(revision, lastKey),
          remaining: predicate ? undefined : objects.length - taken + 1,
        };
      }
      views.push(view);
      lastKey = object.key;
    }
  }
  return { views, revision, continueToken: '', remaining: undefined };
}

function checkMatch(query: ListQuery): void {
  const { resourceVersionMatch: match, resourceVersion } = query;
  const subject = { group: 'meta.k8s.io', kind: 'ListOptions' };
  const field = 'resourceVersionMatch';
  const refuse = (message: string) =>
    invalid(subject, '', [
      { type: 'FieldValueForbidden', field, message: `Forbidden: ${message}` },
    ]);
  if (match) {
    if (query.continueToken) {
      throw refuse(
        'resourceVersionMatch is forbidden when continue is provided',
      );
    }
    if (!resourceVersion) {
      throw refuse(
        'resourceVersionMatch is forbidden unless resourceVersion is provided',
      );
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      throw invalid(subject, '', [
        {
          type: 'FieldValueNotSupported',
          field,
          message: `Unsupported value: ${JSON.stringify(
            match,
          )}: supported values: "Exact", "NotOlderThan", ""`,
        },
      ]);
    }
    if (match === 'Exact' && resourceVersion === '0') {
      throw refuse(
        'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      );
    }
  }
  if (query.continueToken && resourceVersion && resourceVersion !== '0') {
    throw badRequest(
      'specifying resource version is not allowed when using continue',
    );
  }
}

function continueText(revision: number, lastKey: string): string {
  const text = JSON.stringify({
    v: continueVersion,
    rv: revision,
    start: `${lastKey}${afterKey}`,
  });
  return Buffer.from(text).toString('base64url');
}

function parseContinue(token: string): {
  revision: number;
  startAfter: string;
} {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    const first = Buffer.from(token, 'base64url').toString('latin1').charAt(0);
    throw badRequest(
      `invalid continue token: continue key is not valid: ${
        first
          ? `invalid character '${first}' looking for beginning of value`
          : 'unexpected end of JSON input'
      }`,
    );
  }
  if (
    !isJsonObject(value) ||
    value.v !== continueVersion ||
    typeof value.rv !== 'number' ||
    typeof value.start !== 'string'
  ) {
    throw badRequest(
      'invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    );
  }
  return {
    revision: value.rv,
    startAfter: value.start.endsWith(afterKey)
      ? value.start.slice(0, -1)
      : value.start,
  };
}

import type { PropagationPolicy } from '../registry/deletion';
import { isJsonObject } from '../store/json';
import { badRequest } from './apiFailure';
import { decodeBody } from './requestBody';
import { invalidOption, isDryRun } from './writeOptions';

export interface ParsedDeleteOptions {
  dryRun: boolean;
  propagationPolicy?: PropagationPolicy;
  preconditions?: { uid?: string; resourceVersion?: string };
  /** The older way of asking for a policy. */
  orphanDependents?: boolean;
}

const kind = 'DeleteOptions';
const policies = ['Foreground', 'Background', 'Orphan'] as const;

/** Options of a delete: from the body, or from the query when there is none. Throws ApiFailure. */
export function parseDeleteOptions(
  body: Buffer,
  mediaType: string,
  query: URLSearchParams,
): ParsedDeleteOptions {
  const options =
    body.length > 0 ? bodyOptions(body, mediaType) : queryOptions(query);
  const dryRun = Array.isArray(options.dryRun)
    ? options.dryRun.map(String)
    : query.getAll('dryRun');
  const { orphanDependents } = options;
  if (typeof orphanDependents === 'boolean' && options.propagationPolicy) {
    throw invalidOption(
      kind,
      'FieldValueInvalid',
      'propagationPolicy',
      `Invalid value: ${JSON.stringify(
        options.propagationPolicy,
      )}: orphanDependents and deletionPropagation cannot be both set`,
    );
  }
  const stated = policyOf(options.propagationPolicy);
  const older = orphanDependents === true ? 'Orphan' : 'Background';
  return {
    dryRun: isDryRun(dryRun, kind),
    propagationPolicy:
      stated ?? (typeof orphanDependents === 'boolean' ? older : undefined),
    preconditions: preconditionsOf(options.preconditions),
    ...(typeof orphanDependents === 'boolean' ? { orphanDependents } : {}),
  };
}

function bodyOptions(body: Buffer, mediaType: string): Record<string, unknown> {
  const { value } = decodeBody(body, mediaType, kind);
  if (!isJsonObject(value)) {
    throw badRequest('the options of a delete must be an object');
  }
  if (value.kind !== undefined && value.kind !== kind) {
    throw badRequest(`decoded object cannot be converted to DeleteOptions`);
  }
  return value;
}

function queryOptions(query: URLSearchParams): Record<string, unknown> {
  const orphan = query.get('orphanDependents');
  return {
    propagationPolicy: query.get('propagationPolicy') ?? undefined,
    ...(orphan === null ? {} : { orphanDependents: orphan === 'true' }),
  };
}

function policyOf(stated: unknown): PropagationPolicy | undefined {
  if (stated === undefined || stated === null || stated === '') {
    return undefined;
  }
  const policy = policies.find(value => value === stated);
  if (!policy) {
    throw invalidOption(
      kind,
      'FieldValueNotSupported',
      'propagationPolicy',
      `Unsupported value: ${JSON.stringify(
        stated,
      )}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    );
  }
  return policy;
}

function preconditionsOf(value: unknown): ParsedDeleteOptions['preconditions'] {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const { uid, resourceVersion } = value;
  return {
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

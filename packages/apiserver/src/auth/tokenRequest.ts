import type { KubernetesObject } from '@sluice/kubernetes';
import type { ExtraSubresource } from '../resource';
import { badRequest, conflict, invalid, notFound } from '../server/apiFailure';
import { isJsonObject } from '../store/json';
import {
  serviceAccountAudience,
  type ServiceAccountTokens,
} from './serviceAccountTokens';

const shortest = 600;
const longest = 2 ** 32;
const kind = 'TokenRequest';
const group = 'authentication.k8s.io';

/** `serviceaccounts/token`: a signed token for an account. */
export function tokenRequestSubresource(options: {
  tokens: ServiceAccountTokens;
  /** The object that a token shall be bound to; undefined when it does not exist. */
  find(
    kind: string,
    namespace: string,
    name: string,
  ): KubernetesObject | undefined;
  timestamp(): string;
}): ExtraSubresource {
  return {
    name: 'token',
    kind,
    group,
    version: 'v1',
    verbs: ['create'],
    handle({ object, name, namespace, body }) {
      const request = isJsonObject(body) ? body : {};
      if (request.kind !== undefined && request.kind !== kind) {
        throw badRequest(`expected a ${kind}, got ${String(request.kind)}`);
      }
      const spec = isJsonObject(request.spec) ? request.spec : {};
      const seconds = spec.expirationSeconds ?? 3600;
      if (
        typeof seconds !== 'number' ||
        seconds < shortest ||
        seconds > longest
      ) {
        throw invalid({ group, kind }, '', [
          {
            type: 'FieldValueInvalid',
            field: 'spec.expirationSeconds',
            message: `Invalid value: ${String(seconds)}: ${
              typeof seconds === 'number' && seconds > longest
                ? 'may not specify a duration larger than 2^32 seconds'
                : 'may not specify a duration less than 10 minutes'
            }`,
          },
        ]);
      }
      const stated = Array.isArray(spec.audiences)
        ? spec.audiences.filter(audience => typeof audience === 'string')
        : [];
      const audiences = stated.length > 0 ? stated : [serviceAccountAudience];
      const issued = options.tokens.issue(object, {
        audiences,
        expirationSeconds: seconds,
        boundObject: boundObject(spec.boundObjectRef, namespace, options.find),
      });
      return {
        status: 201,
        body: {
          kind,
          apiVersion: `${group}/v1`,
          metadata: {
            name,
            namespace,
            creationTimestamp: options.timestamp(),
          },
          spec: {
            audiences,
            expirationSeconds: seconds,
            boundObjectRef: spec.boundObjectRef ?? null,
          },
          status: issued,
        },
      };
    },
  };
}

function boundObject(
  reference: unknown,
  namespace: string,
  find: (
    kind: string,
    namespace: string,
    name: string,
  ) => KubernetesObject | undefined,
): { kind: string; apiVersion: string; name: string; uid: string } | undefined {
  if (!isJsonObject(reference)) {
    return undefined;
  }
  const boundKind = String(reference.kind);
  const name = String(reference.name);
  if (!['Pod', 'Secret', 'Node'].includes(boundKind)) {
    throw badRequest(
      `cannot bind token to object of type ${String(
        reference.apiVersion,
      )}, Kind=${boundKind}`,
    );
  }
  const found = find(boundKind, namespace, name);
  const plural = `${boundKind.toLowerCase()}s`;
  if (!found) {
    throw notFound({ group: '', plural }, name);
  }
  const { uid = '' } = found.metadata;
  if (reference.uid && reference.uid !== uid) {
    throw conflict(
      { group: '', plural },
      name,
      `the UID in the bound object reference (${String(
        reference.uid,
      )}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  return { kind: boundKind, apiVersion: 'v1', name, uid };
}

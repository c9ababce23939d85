import { badRequest, invalid, type ApiFailure } from '../server/apiFailure';
import { isJsonObject } from '../store/json';
import type { Authenticator } from './authenticator';
import type { PolicyRule } from './policyRule';
import type { Rbac } from './rbac';
import type { RequestAttributes } from './requestAttributes';
import {
  serviceAccountAudience,
  type ServiceAccountTokens,
} from './serviceAccountTokens';
import type { UserInfo } from './user';

/** A resource that is only posted to and stores nothing. */
export interface ReviewResource {
  group: string;
  version: 'v1';
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  /** Answers the body with its status filled in. Throws ApiFailure. */
  review(
    body: Record<string, unknown>,
    user: UserInfo,
    namespace: string,
  ): Record<string, unknown>;
}

export interface ReviewOptions {
  rbac: Rbac;
  authenticator: Authenticator;
  serviceAccounts: ServiceAccountTokens;
  timestamp(): string;
}

const authorization = 'authorization.k8s.io';
const authentication = 'authentication.k8s.io';

/** The reviews of authentication.k8s.io and authorization.k8s.io. */
export function reviewResources(options: ReviewOptions): ReviewResource[] {
  const { rbac } = options;
  const access = (
    kind: string,
    namespaced: boolean,
    subject: (spec: Record<string, unknown>, user: UserInfo) => UserInfo,
  ): ReviewResource => ({
    ...named(authorization, kind),
    namespaced,
    review(body, user, namespace) {
      const spec = specOf(body);
      const attributes = attributesOf(spec);
      if (
        namespaced &&
        attributes.path === undefined &&
        attributes.namespace !== namespace
      ) {
        throw unnamedInvalid(
          'spec.resourceAttributes.namespace',
          `Invalid value: ${JSON.stringify(
            attributes.namespace,
          )}: must match metadata.namespace`,
        );
      }
      const who = subject(spec, user);
      const allowed = rbac.allows(who, attributes);
      const reason = allowed ? rbac.reason(who, attributes) : '';
      return { ...body, status: { allowed, ...(reason ? { reason } : {}) } };
    },
  });
  return [
    access('SelfSubjectAccessReview', false, (_spec, user) => user),
    access('SubjectAccessReview', false, subjectOf),
    access('LocalSubjectAccessReview', true, subjectOf),
    {
      ...named(authorization, 'SelfSubjectRulesReview'),
      namespaced: false,
      review: (body, user) => rulesReview(rbac, body, user),
    },
    {
      ...named(authentication, 'SelfSubjectReview'),
      namespaced: false,
      review: (body, user) => ({
        ...body,
        metadata: {
          ...(isJsonObject(body.metadata) ? body.metadata : {}),
          creationTimestamp: options.timestamp(),
        },
        status: { userInfo: reviewedUser(user) },
      }),
    },
    {
      ...named(authentication, 'TokenReview'),
      namespaced: false,
      review: body => tokenReview(options, body),
    },
  ];
}

function named(
  group: string,
  kind: string,
): Pick<ReviewResource, 'group' | 'version' | 'kind' | 'plural' | 'singular'> {
  const singular = kind.toLowerCase();
  return { group, version: 'v1', kind, singular, plural: `${singular}s` };
}

function specOf(body: Record<string, unknown>): Record<string, unknown> {
  return isJsonObject(body.spec) ? body.spec : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(item => typeof item === 'string')
    : [];
}

/** The real server leaves the kind out of these. */
function unnamedInvalid(field: string, message: string): ApiFailure {
  return invalid({ group: authorization, kind: '' }, '', [
    { type: 'FieldValueInvalid', field, message },
  ]);
}

function attributesOf(spec: Record<string, unknown>): RequestAttributes {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (
    isJsonObject(resourceAttributes) === isJsonObject(nonResourceAttributes)
  ) {
    throw unnamedInvalid(
      'spec.resourceAttributes',
      'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  }
  if (isJsonObject(nonResourceAttributes)) {
    return {
      verb: text(nonResourceAttributes.verb),
      path: text(nonResourceAttributes.path),
    };
  }
  const stated = isJsonObject(resourceAttributes) ? resourceAttributes : {};
  return {
    verb: text(stated.verb),
    group: text(stated.group),
    version: text(stated.version),
    resource: text(stated.resource),
    subresource: text(stated.subresource),
    namespace: text(stated.namespace),
    name: text(stated.name),
  };
}

function subjectOf(spec: Record<string, unknown>): UserInfo {
  const username = text(spec.user);
  const groups = texts(spec.groups);
  if (username === '' && groups.length === 0) {
    throw unnamedInvalid(
      'spec.user',
      'Invalid value: "": at least one of user or group must be specified',
    );
  }
  return { username, groups };
}

function rulesReview(
  rbac: Rbac,
  body: Record<string, unknown>,
  user: UserInfo,
): Record<string, unknown> {
  const namespace = text(specOf(body).namespace);
  if (namespace === '') {
    throw badRequest('no namespace on request');
  }
  const rules = rbac.rulesFor(user, namespace);
  // The question is not repeated.
  return {
    kind: body.kind,
    apiVersion: body.apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules
        .filter(rule => rule.resources.length > 0)
        .map(resourceRule),
      nonResourceRules: rules
        .filter(rule => rule.nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    },
  };
}

function resourceRule(rule: PolicyRule): object {
  const { verbs, apiGroups, resources, resourceNames } = rule;
  return {
    verbs,
    apiGroups,
    resources,
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
  };
}

function reviewedUser({ username, uid, groups, extra }: UserInfo): object {
  return {
    username,
    ...(uid ? { uid } : {}),
    groups,
    ...(extra ? { extra } : {}),
  };
}

function tokenReview(
  { authenticator, serviceAccounts }: ReviewOptions,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const spec = specOf(body);
  const token = text(spec.token);
  if (token === '') {
    throw badRequest('token is required for TokenReview in authentication');
  }
  const asked = texts(spec.audiences);
  const found =
    asked.length > 0
      ? serviceAccounts.authenticate(token, asked)
      : withOwnAudience(authenticator.token(token));
  if (!found) {
    return {
      ...body,
      status: { user: {}, error: 'invalid bearer token' },
    };
  }
  return {
    ...body,
    status: {
      authenticated: true,
      user: reviewedUser(found.user),
      audiences: found.audiences,
    },
  };
}

function withOwnAudience(
  user: UserInfo | undefined,
): { user: UserInfo; audiences: string[] } | undefined {
  return user && { user, audiences: [serviceAccountAudience] };
}

import type { KubernetesObject } from '@sluice/kubernetes';
import { randomUUID, sign, verify, type KeyObject } from 'node:crypto';
import type { TokenOptions } from '../resource';
import { isJsonObject } from '../store/json';
import { timestampOf } from '../registry/registry';
import {
  serviceAccountGroups,
  serviceAccountUsername,
  type UserInfo,
} from './user';

export const tokenIssuer = 'https://kubernetes.default.svc.cluster.local';
/** The audience of the server itself. */
export const serviceAccountAudience = tokenIssuer;
const defaultLifetimeSeconds = 3600;
const rememberedTokens = 2000;
const longestToken = 16 * 1024;

/** What a valid signature vouches for. */
export interface TokenClaims {
  namespace: string;
  name: string;
  uid: string;
  audiences: readonly string[];
  /** Seconds since the epoch. */
  expires: number;
  id: string;
  boundObject?: { kind: string; name: string; uid: string };
}

export interface ServiceAccountTokensOptions {
  key: KeyObject;
  publicKey: KeyObject;
  now(): number;
  /** Whether the account (or an object that a token is bound to) still exists with that uid. */
  exists(kind: string, namespace: string, name: string, uid: string): boolean;
}

/** Makes and checks the signed tokens of service accounts (JWT, ES256). */
export class ServiceAccountTokens {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #now: () => number;
  readonly #exists: ServiceAccountTokensOptions['exists'];
  readonly #verified = new Map<string, TokenClaims>();

  constructor(options: ServiceAccountTokensOptions) {
    this.#key = options.key;
    this.#publicKey = options.publicKey;
    this.#now = options.now;
    this.#exists = options.exists;
  }

  issue(
    account: KubernetesObject,
    options: TokenOptions = {},
  ): { token: string; expirationTimestamp: string } {
    const { name = '', namespace = '', uid = '' } = account.metadata;
    const issued = Math.floor(this.#now() / 1000);
    const lifetime = options.expirationSeconds ?? defaultLifetimeSeconds;
    const expires = issued + lifetime;
    const bound = options.boundObject;
    const audiences = options.audiences?.length
      ? options.audiences
      : [tokenIssuer];
    const claims = {
      aud: audiences,
      exp: expires,
      iat: issued,
      iss: tokenIssuer,
      jti: randomUUID(),
      'kubernetes.io': {
        namespace,
        ...(bound
          ? { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }
          : {}),
        serviceaccount: { name, uid },
      },
      nbf: issued,
      sub: serviceAccountUsername(namespace, name),
    };
    const content = `${encoded({ alg: 'ES256', typ: 'JWT' })}.${encoded(
      claims,
    )}`;
    const signature = sign('sha256', Buffer.from(content), {
      key: this.#key,
      dsaEncoding: 'ieee-p1363',
    });
    return {
      token: `${content}.${signature.toString('base64url')}`,
      expirationTimestamp: timestampOf(expires * 1000),
    };
  }

  /**
   * Who a token stands for; undefined when it is not ours, has ended, is meant for others or its account is gone.
   * `audiences` are those that are accepted.
   */
  authenticate(
    token: string,
    audiences: readonly string[] = [tokenIssuer],
  ): { user: UserInfo; audiences: string[] } | undefined {
    const claims = this.#claims(token);
    if (!claims || claims.expires * 1000 <= this.#now()) {
      return undefined;
    }
    const accepted = audiences.filter(audience =>
      claims.audiences.includes(audience),
    );
    const { namespace, name, uid, boundObject } = claims;
    if (
      accepted.length === 0 ||
      !this.#exists('ServiceAccount', namespace, name, uid) ||
      (boundObject &&
        !this.#exists(
          boundObject.kind,
          namespace,
          boundObject.name,
          boundObject.uid,
        ))
    ) {
      return undefined;
    }
    const extra: Record<string, readonly string[]> = {
      'authentication.kubernetes.io/credential-id': [`JTI=${claims.id}`],
    };
    if (boundObject?.kind === 'Pod') {
      extra['authentication.kubernetes.io/pod-name'] = [boundObject.name];
      extra['authentication.kubernetes.io/pod-uid'] = [boundObject.uid];
    }
    const user: UserInfo = {
      username: serviceAccountUsername(namespace, name),
      uid,
      groups: serviceAccountGroups(namespace),
      extra,
    };
    return { user, audiences: accepted };
  }

  #claims(token: string): TokenClaims | undefined {
    const known = this.#verified.get(token);
    if (known || token.length > longestToken) {
      return known;
    }
    const parts = token.split('.');
    if (parts.length !== 3) {
      return undefined;
    }
    const [header, payload, signature] = parts;
    const head = decoded(header);
    if (!isJsonObject(head) || head.alg !== 'ES256') {
      return undefined;
    }
    const valid = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: this.#publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    const claims = valid ? readClaims(decoded(payload)) : undefined;
    if (claims) {
      if (this.#verified.size >= rememberedTokens) {
        this.#verified.clear();
      }
      this.#verified.set(token, claims);
    }
    return claims;
  }
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function readClaims(value: unknown): TokenClaims | undefined {
  if (!isJsonObject(value) || value.iss !== tokenIssuer) {
    return undefined;
  }
  const own = value['kubernetes.io'];
  if (!isJsonObject(own) || !isJsonObject(own.serviceaccount)) {
    return undefined;
  }
  const { name, uid } = own.serviceaccount;
  const { namespace } = own;
  const { exp, jti, aud } = value;
  if (
    typeof name !== 'string' ||
    typeof uid !== 'string' ||
    typeof namespace !== 'string' ||
    typeof exp !== 'number' ||
    !Array.isArray(aud)
  ) {
    return undefined;
  }
  return {
    namespace,
    name,
    uid,
    expires: exp,
    id: typeof jti === 'string' ? jti : '',
    audiences: aud.filter(audience => typeof audience === 'string'),
    boundObject: boundObjectOf(own),
  };
}

function boundObjectOf(
  claims: Record<string, unknown>,
): TokenClaims['boundObject'] {
  for (const kind of ['Pod', 'Secret', 'Node']) {
    const bound = claims[kind.toLowerCase()];
    if (
      isJsonObject(bound) &&
      typeof bound.name === 'string' &&
      typeof bound.uid === 'string'
    ) {
      return { kind, name: bound.name, uid: bound.uid };
    }
  }
  return undefined;
}

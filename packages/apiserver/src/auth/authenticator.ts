import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { unauthorized } from '../server/apiFailure';
import type { ServiceAccountTokens } from './serviceAccountTokens';
import type { StaticTokens } from './staticTokens';
import { anonymousUser, type UserInfo } from './user';

const credentialId = 'authentication.kubernetes.io/credential-id';
const authenticatedGroup = 'system:authenticated';

export interface AuthenticatorOptions {
  serviceAccounts: ServiceAccountTokens;
  staticTokens?: StaticTokens;
}

/** Says who a request comes from: a client certificate, a bearer token, or nobody known. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #connections = new WeakMap<object, UserInfo>();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** Throws a 401 for credentials that are not valid. */
  authenticate(request: IncomingMessage): UserInfo {
    const byCertificate = this.#byCertificate(request);
    if (byCertificate) {
      return byCertificate;
    }
    const { authorization } = request.headers;
    if (authorization === undefined || authorization === '') {
      return anonymousUser;
    }
    const match = /^bearer +(\S+) *$/i.exec(authorization);
    const user = match ? this.token(match[1]) : undefined;
    if (!user) {
      throw unauthorized();
    }
    return user;
  }

  /** The user of a bearer token. */
  token(token: string): UserInfo | undefined {
    const { staticTokens, serviceAccounts } = this.#options;
    const user =
      staticTokens?.authenticate(token) ??
      serviceAccounts.authenticate(token)?.user;
    return user && withAuthenticated(user);
  }

  #byCertificate(request: IncomingMessage): UserInfo | undefined {
    const { socket } = request;
    if (!(socket instanceof TLSSocket)) {
      return undefined;
    }
    const known = this.#connections.get(socket);
    if (known) {
      return known;
    }
    if (!socket.authorized) {
      return undefined;
    }
    const { subject, fingerprint256 } = socket.getPeerCertificate();
    const names = subject ? strings(subject.CN) : [];
    if (names.length === 0) {
      return undefined;
    }
    const user = withAuthenticated({
      username: names[0],
      groups: strings(subject.O),
      extra: { [credentialId]: [credentialOf(fingerprint256)] },
    });
    this.#connections.set(socket, user);
    return user;
  }
}

function withAuthenticated(user: UserInfo): UserInfo {
  return user.groups.includes(authenticatedGroup)
    ? user
    : { ...user, groups: [...user.groups, authenticatedGroup] };
}

/** `X509SHA256=…`, in lower case, from Node's `AB:CD:…`. */
function credentialOf(fingerprint: string): string {
  return `X509SHA256=${fingerprint.replaceAll(':', '').toLowerCase()}`;
}

function strings(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(item => typeof item === 'string');
}

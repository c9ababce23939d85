import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createAuthority,
  isCurrent,
  issueClientCertificate,
  issueServerCertificate,
  type KeyPair,
} from './certificates';
import { kubeconfigText } from './kubeconfig';

/** The server's authority, its serving certificate and the key that signs service account tokens, kept in a directory. */
export class Credentials {
  readonly authority: KeyPair;
  readonly server: KeyPair;
  /** Signs tokens of service accounts (ES256). */
  readonly tokenKey: KeyObject;
  readonly tokenPublicKey: KeyObject;
  readonly #now: () => number;

  /** `directory` absent: everything is made anew and kept in memory. */
  constructor(options: {
    directory?: string;
    hosts: readonly string[];
    now(): number;
  }) {
    const { directory, hosts, now } = options;
    this.#now = now;
    if (directory) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    this.authority = kept(directory, 'ca', now(), () =>
      createAuthority('sluice-apiserver', now()),
    );
    const issued = issuedFor(directory, hosts, this.authority);
    this.server = kept(directory, issued, now(), () =>
      issueServerCertificate(this.authority, hosts, now()),
    );
    this.tokenKey = tokenKey(directory);
    this.tokenPublicKey = createPublicKey(this.tokenKey);
  }

  /** A kubeconfig with a new client certificate for a user in groups. */
  kubeconfig(url: string, user: string, groups: readonly string[]): string {
    const client = issueClientCertificate(
      this.authority,
      { commonName: user, organizations: groups },
      this.#now(),
    );
    return kubeconfigText({
      url,
      user,
      authority: this.authority.certificate,
      client,
    });
  }
}

/** A serving certificate belongs to its hosts and its authority: others get a file of their own. */
function issuedFor(
  directory: string | undefined,
  hosts: readonly string[],
  authority: KeyPair,
): string {
  const stamp = JSON.stringify({ hosts, authority: authority.certificate });
  if (directory) {
    const path = join(directory, 'server.for.json');
    if (!existsSync(path) || readFileSync(path, 'utf8') !== stamp) {
      for (const suffix of ['key', 'crt']) {
        writeFileSync(join(directory, `server.${suffix}`), '', { mode: 0o600 });
      }
      writeFileSync(path, stamp, { mode: 0o600 });
    }
  }
  return 'server';
}

function kept(
  directory: string | undefined,
  name: string,
  now: number,
  make: () => KeyPair,
): KeyPair {
  if (!directory) {
    return make();
  }
  const keyPath = join(directory, `${name}.key`);
  const certificatePath = join(directory, `${name}.crt`);
  if (existsSync(keyPath) && existsSync(certificatePath)) {
    const key = readFileSync(keyPath, 'utf8');
    const certificate = readFileSync(certificatePath, 'utf8');
    if (key && certificate && isCurrent(certificate, now)) {
      return { key, certificate };
    }
  }
  const made = make();
  writeFileWhole(keyPath, made.key);
  writeFileWhole(certificatePath, made.certificate);
  return made;
}

function tokenKey(directory: string | undefined): KeyObject {
  const path = directory && join(directory, 'service-accounts.key');
  if (path && existsSync(path)) {
    return createPrivateKey(readFileSync(path, 'utf8'));
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (path) {
    writeFileWhole(
      path,
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
  }
  return privateKey;
}

/** Writes a file that only its owner reads, so that it is there whole or not at all. */
export function writeFileWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}

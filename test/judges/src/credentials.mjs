import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCertificateAuthority,
  createKeyPair,
  issueCertificate,
} from './certificates.mjs';

const authorityName = 'sluice-judges';

/** @typedef {import('./certificates.mjs').CertificateAuthority} CertificateAuthority */

/**
 * Keys and certificates of one control plane. A folder that has them already keeps them, so that
 * its kubeconfigs and service account tokens stay valid.
 */
export class Credentials {
  /** @type {string} */
  #directory;
  /** @type {CertificateAuthority} */
  #authority;

  /** @param {string} directory */
  constructor(directory) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!existsSync(this.authorityFile)) {
      const authority = createCertificateAuthority(authorityName);
      const serviceAccounts = createKeyPair();
      this.#write('ca.key', authority.key);
      this.#write('service-accounts.key', serviceAccounts.key);
      this.#write('service-accounts.pub', serviceAccounts.publicKey);
      this.#write('ca.crt', authority.certificate);
    }
    this.#authority = {
      commonName: authorityName,
      key: readFileSync(this.authorityKeyFile, 'utf8'),
      certificate: readFileSync(this.authorityFile, 'utf8'),
    };
    const server = issueCertificate(this.#authority, {
      commonName: 'kube-apiserver',
      hosts: [
        'localhost',
        '127.0.0.1',
        '10.0.0.1',
        'kubernetes.default.svc',
        'kubernetes.default',
      ],
    });
    this.#write('kube-apiserver.key', server.key);
    this.#write('kube-apiserver.crt', server.certificate);
  }

  /** The certificate that signs all others, PEM. */
  get authority() {
    return this.#authority.certificate;
  }

  get authorityFile() {
    return join(this.#directory, 'ca.crt');
  }

  get authorityKeyFile() {
    return join(this.#directory, 'ca.key');
  }

  get serverFile() {
    return join(this.#directory, 'kube-apiserver.crt');
  }

  get serverKeyFile() {
    return join(this.#directory, 'kube-apiserver.key');
  }

  get serviceAccountsKeyFile() {
    return join(this.#directory, 'service-accounts.key');
  }

  get serviceAccountsPublicKeyFile() {
    return join(this.#directory, 'service-accounts.pub');
  }

  /**
   * A client certificate that the API server takes for this user.
   *
   * @param {string} user
   * @param {readonly string[]} groups
   */
  issueClient(user, groups) {
    return issueCertificate(this.#authority, {
      commonName: user,
      organizations: groups,
    });
  }

  /**
   * @param {string} name
   * @param {string} content
   */
  #write(name, content) {
    writeFileSync(join(this.#directory, name), content, { mode: 0o600 });
  }
}

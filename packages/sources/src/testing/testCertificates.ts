import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate for it, PEM; it is its own authority. */
export interface TestCertificate {
  key: string;
  cert: string;
}

/** Makes a certificate for a name, and for 127.0.0.1, with the system's openssl. */
export function makeTestCertificate(name: string): TestCertificate {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-certificate-'));
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-nodes', '-days', '2'],
        ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
        ...['-keyout', 'key.pem', '-out', 'cert.pem'],
        ...['-subj', `/CN=${name}`],
        ...['-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`],
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    return {
      key: readFileSync(join(folder, 'key.pem'), 'utf8'),
      cert: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { X509Certificate } from 'node:crypto';
import {
  createAuthority,
  isCurrent,
  issueClientCertificate,
  issueServerCertificate,
} from './certificates';
import { readKubeconfig } from '../testing/testApiServer';
import { Credentials } from './credentials';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const now = Date.UTC(2030, 0, 1);
const year = 365 * 24 * 3_600_000;

describe('certificates', () => {
  const authority = createAuthority('test', now);

  it('signs itself as an authority', () => {
    const certificate = new X509Certificate(authority.certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('names the hosts of a server', () => {
    const issued = issueServerCertificate(
      authority,
      ['127.0.0.1', 'localhost'],
      now,
    );
    const certificate = new X509Certificate(issued.certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('example.com')).toBeUndefined();
    expect(certificate.ca).toBe(false);
  });

  it('names the user and the groups of a client', () => {
    const issued = issueClientCertificate(
      authority,
      { commonName: 'jané', organizations: ['a', 'b'] },
      now,
    );
    const { subject } = new X509Certificate(issued.certificate);
    expect(subject.split('\n')).toEqual(['O=a', 'O=b', 'CN=jané']);
  });

  it('is renewed before it ends', () => {
    const issued = issueServerCertificate(authority, ['localhost'], now);
    expect(isCurrent(issued.certificate, now)).toBe(true);
    expect(isCurrent(issued.certificate, now + year - 1)).toBe(false);
  });
});

describe('Credentials', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-credentials-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const load = (time: number, hosts = ['localhost']) =>
    new Credentials({ directory, hosts, now: () => time });

  it('keeps what it made, and renews what has ended', () => {
    const first = load(now);
    const second = load(now);
    expect(second.server).toEqual(first.server);
    const later = load(now + year);
    expect(later.authority).toEqual(first.authority);
    expect(later.server).not.toEqual(first.server);
    const muchLater = load(now + 10 * year);
    expect(muchLater.authority).not.toEqual(first.authority);
  });

  it('makes a new server certificate for other hosts', () => {
    const first = load(now);
    const second = load(now, ['localhost', 'other']);
    expect(
      new X509Certificate(second.server.certificate).checkHost('other'),
    ).toBe('other');
    expect(second.authority).toEqual(first.authority);
  });

  it('writes kubeconfigs whose client certificate the authority signed', () => {
    const credentials = load(now);
    const { cert, ca, url } = readKubeconfig(
      credentials.kubeconfig('https://localhost:1', 'jane', ['devs']),
    );
    expect(url).toBe('https://localhost:1');
    expect(
      new X509Certificate(cert).verify(new X509Certificate(ca).publicKey),
    ).toBe(true);
  });
});

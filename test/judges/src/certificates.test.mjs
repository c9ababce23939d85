import { X509Certificate } from 'node:crypto';
import { createServer, get } from 'node:https';
import {
  createCertificateAuthority,
  issueCertificate,
} from './certificates.mjs';

/** Serves the subject of the client's certificate, and asks for it. */
async function subjectSeenByServer({ authority, server, client }) {
  const listener = createServer(
    {
      key: server.key,
      cert: server.certificate,
      ca: authority.certificate,
      requestCert: true,
    },
    (request, response) => {
      response.end(JSON.stringify(request.socket.getPeerCertificate().subject));
    },
  );
  await new Promise(resolve => listener.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const { port } = listener.address();
      const options = {
        port,
        host: '127.0.0.1',
        agent: false,
        ca: authority.certificate,
        key: client.key,
        cert: client.certificate,
      };
      get(options, async response => {
        const [body] = await response.toArray();
        resolve(JSON.parse(body.toString()));
      }).on('error', reject);
    });
  } finally {
    listener.close();
  }
}

describe('issueCertificate', () => {
  const authority = createCertificateAuthority('test authority');
  const server = issueCertificate(authority, {
    commonName: 'server',
    hosts: ['localhost', '127.0.0.1'],
  });

  it('names the hosts and comes from the authority', () => {
    const certificate = new X509Certificate(server.certificate);
    const issuer = new X509Certificate(authority.certificate);
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1',
    );
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(issuer.ca).toBe(true);
  });

  it('lets both sides of a TLS connection verify each other', async () => {
    const client = issueCertificate(authority, {
      commonName: 'jane:ü',
      organizations: ['team-a', 'team-b'],
    });
    await expect(
      subjectSeenByServer({ authority, server, client }),
    ).resolves.toEqual({
      O: ['team-a', 'team-b'],
      CN: 'jane:ü',
    });
  });

  it('is refused when another authority signed it', async () => {
    const other = createCertificateAuthority('test authority');
    const client = issueCertificate(other, { commonName: 'jane' });
    await expect(
      subjectSeenByServer({ authority, server, client }),
    ).rejects.toThrow();
  });
});

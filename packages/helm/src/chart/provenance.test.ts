import { parseProvenance } from './provenance';

const text = `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

apiVersion: v2
name: web
version: 0.1.0 

...
files:
  web-0.1.0.tgz: sha256:abc
- - dashed: no
-----BEGIN PGP SIGNATURE-----

wsBc
-----END PGP SIGNATURE-----
`;

describe('provenance files', () => {
  it('tells of the chart, its digests and what was signed', () => {
    const valid = text.replace('- - dashed: no\n', '');
    const provenance = parseProvenance(valid);
    expect(provenance.metadata).toMatchObject({
      name: 'web',
      version: '0.1.0',
    });
    expect(provenance.files).toEqual(
      new Map([['web-0.1.0.tgz', 'sha256:abc']]),
    );
    expect(provenance.signedText).toBe(
      'apiVersion: v2\r\nname: web\r\nversion: 0.1.0\r\n\r\n...\r\nfiles:\r\n  web-0.1.0.tgz: sha256:abc',
    );
    expect(provenance.signature).toMatch(
      /^-----BEGIN PGP SIGNATURE-----\n\nwsBc\n/,
    );
  });

  it('refuses what is none', () => {
    expect(() => parseProvenance('hello')).toThrow('signature block not found');
    expect(() => parseProvenance(text.replace('...', ''))).toThrow(
      'message block must have at least two parts',
    );
  });
});

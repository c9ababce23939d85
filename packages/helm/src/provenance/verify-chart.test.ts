import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChartError } from '../chart/error';
import { verifyChart } from '.';

interface Case {
  name: string;
  keyring: string;
  archive?: string;
  archiveName?: string;
  /** In base 64. */
  provenance: string;
  error?: string;
  signedBy?: string[];
  fingerprint?: string;
}

interface Fixture {
  archive: string;
  archiveName: string;
  /** By name, in base 64. */
  keyrings: Record<string, string>;
  cases: Case[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/provenance.json'), 'utf8'),
);

function verify(
  testCase: Case,
  {
    keyring = Buffer.from(fixture.keyrings[testCase.keyring], 'base64'),
    provenance = Buffer.from(testCase.provenance, 'base64'),
  }: { keyring?: Buffer; provenance?: Buffer } = {},
) {
  return verifyChart({
    archive: Buffer.from(testCase.archive ?? fixture.archive),
    archiveName: testCase.archiveName ?? fixture.archiveName,
    provenance,
    keyring,
    now: new Date('2026-01-01T00:00:00Z'),
  });
}

function named(name: string): Case {
  const found = fixture.cases.find(testCase => testCase.name === name);
  if (!found) throw new Error(`no case ${name}`);
  return found;
}

function problemOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the fixture says of a case. */
function outcomeOf(testCase: Case): Partial<Case> {
  try {
    const { signedBy, fingerprint, fileName } = verify(testCase);
    expect(fileName).toBe(testCase.archiveName ?? fixture.archiveName);
    return { signedBy: [...signedBy].sort(), fingerprint };
  } catch (error) {
    if (!(error instanceof ChartError)) throw error;
    return { error: error.message };
  }
}

describe('archives that are signed', () => {
  it.each(fixture.cases)('judges as Helm does: $name', testCase => {
    const { error, signedBy, fingerprint } = testCase;
    expect(outcomeOf(testCase)).toEqual({ error, signedBy, fingerprint });
  });

  it('tells the digest of the archive', () => {
    expect(verify(named('rsa')).fileHash).toBe(
      'sha256:8957dffd308a1f0ebfd6f30d87a378651122c8065782a74c722e23d211b873f7',
    );
  });

  it('refuses every provenance file and keyring that ends too early', () => {
    const testCase = named('v6-ed25519');
    const whole = Buffer.from(testCase.provenance, 'base64');
    const end = whole.lastIndexOf('-----END PGP SIGNATURE-----') + 27;
    for (let size = 0; size < end; size += 1) {
      const provenance = whole.subarray(0, size);
      expect(() => verify(testCase, { provenance })).toThrow();
    }
    const keys = Buffer.from(fixture.keyrings['v6-ed25519'], 'base64');
    // The key, its direct signature and nothing else is a whole one; shorter is none.
    for (let size = 0; size < 150; size += 1) {
      const keyring = keys.subarray(0, size);
      expect(() => verify(testCase, { keyring })).toThrow();
    }
  });

  it('takes no signature in which a bit is another one', () => {
    const testCase = named('p256');
    const whole = Buffer.from(testCase.provenance, 'base64');
    const text = whole.indexOf('\n\n') + 2;
    const end = whole.indexOf('-----BEGIN PGP SIGNATURE-----') - 1;
    for (let at = text; at < end; at += 7) {
      const provenance = Buffer.from(whole);
      provenance[at] = provenance[at] === 0x41 ? 0x42 : 0x41;
      expect(() => verify(testCase, { provenance })).toThrow();
    }
  });

  it('bounds signatures in signatures, and what is too large', () => {
    const testCase = named('rsa');
    // A signature of version 4 by RSA, with one like it in the part that is not covered.
    let nested = Buffer.alloc(0);
    for (let depth = 0; depth < 40; depth += 1) {
      const size = Buffer.alloc(2);
      size.writeUInt16BE(nested.length);
      nested = Buffer.concat([
        Buffer.from('0400010800060502', 'hex'),
        Buffer.alloc(4, 1),
        size,
        nested,
        Buffer.from('000000080101', 'hex'),
      ]);
      const length = Buffer.alloc(5, 255);
      length.writeUInt32BE(nested.length + 1, 1);
      nested = Buffer.concat([length, Buffer.from([32]), nested]);
    }
    const packet = Buffer.concat([Buffer.from([0xc2]), nested.subarray(0, 5)]);
    const body = nested.subarray(6);
    packet.writeUInt32BE(body.length, 2);
    const armour = Buffer.concat([packet, body]).toString('base64');
    const provenance = Buffer.from(
      `-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n${(
        armour.match(/.{1,64}/g) ?? []
      ).join('\n')}\n-----END PGP SIGNATURE-----\n`,
    );
    expect(problemOf(() => verify(testCase, { provenance }))).toBe(
      'openpgp: invalid data: too many layers of packets',
    );
    expect(
      problemOf(() =>
        verify(testCase, { provenance: Buffer.alloc(6 * 1024 * 1024, 10) }),
      ),
    ).toBe('provenance file is too large');
  });
});

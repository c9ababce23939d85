import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestRun } from './testing';
import { verify } from './verify';

interface Fixture {
  archive: string;
  archiveName: string;
  keyrings: Record<string, string>;
  cases: { name: string; provenance: string; fingerprint?: string }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(
    join(__dirname, '../../../helm/fixtures/provenance.json'),
    'utf8',
  ),
);

let root: string;
let test: TestRun;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-verify-'));
  const signed = fixture.cases.find(({ name }) => name === 'rsa');
  const archive = join(root, fixture.archiveName);
  writeFileSync(archive, fixture.archive);
  writeFileSync(
    `${archive}.prov`,
    Buffer.from(signed?.provenance ?? '', 'base64'),
  );
  writeFileSync(join(root, 'alone.tgz'), 'text');
  for (const name of ['rsa', 'dsa', 'armored']) {
    writeFileSync(
      join(root, name),
      Buffer.from(fixture.keyrings[name], 'base64'),
    );
  }
  test = new TestRun(root);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('sluice helm verify', () => {
  it('says who signed what', async () => {
    const { fingerprint } = fixture.cases.find(c => c.name === 'rsa') ?? {};
    expect(
      await test.run(verify, ['web-1.2.3.tgz', '--keyring', 'rsa']),
    ).toEqual({
      code: 0,
      out: `Signed by: Rsa <rsa@example.com>\nUsing Key With Fingerprint: ${fingerprint}\nChart Hash Verified: sha256:8957dffd308a1f0ebfd6f30d87a378651122c8065782a74c722e23d211b873f7\n`,
      err: '',
    });
  });

  // As helm 4.2.1 says it.
  it.each([
    [
      [],
      '"helm verify" requires 1 argument\n\nUsage:  helm verify PATH [flags]',
    ],
    [['none.tgz'], 'stat none.tgz: no such file or directory'],
    [['.'], 'unpacked charts cannot be verified'],
    [['rsa'], 'chart must be a tgz file'],
    [
      ['alone.tgz'],
      'could not load provenance file alone.tgz.prov: stat alone.tgz.prov: no such file or directory',
    ],
    [
      ['web-1.2.3.tgz'],
      'failed to load keyring: open /home/ada/.gnupg/pubring.gpg: no such file or directory',
    ],
    [
      ['web-1.2.3.tgz', '--keyring', ''],
      'failed to load keyring: open : no such file or directory',
    ],
    [
      ['web-1.2.3.tgz', '--keyring', '.'],
      'failed to load keyring: read .: is a directory',
    ],
    [
      ['web-1.2.3.tgz', '--keyring', 'armored'],
      'failed to load keyring: openpgp: invalid data: tag byte does not have MSB set',
    ],
    [
      ['web-1.2.3.tgz', '--keyring', 'dsa'],
      'openpgp: signature made by unknown entity',
    ],
  ])('refuses %j', async (argv, problem) => {
    expect(await test.run(verify, argv, { HOME: '/home/ada' })).toEqual({
      code: 1,
      out: '',
      err: `Error: ${problem}\n`,
    });
  });
});

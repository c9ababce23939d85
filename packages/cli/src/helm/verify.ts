import type { HelmCommand } from './helmCommand';
import { verifyArchive } from './verifyArchive';

const usage = `usage: sluice helm verify PATH [flags]

Checks that an archive is what somebody in a keyring has signed: by the file PATH.prov beside it. The keyring is in
binary form (gpg --export), as helm takes it.

flags:
      --keyring FILE             public keys; default: pubring.gpg of GnuPG
  -h, --help
`;

/** `helm verify`. */
export const verify: HelmCommand = {
  use: 'helm verify PATH [flags]',
  usage,
  flags: [{ name: 'keyring', kind: 'text' }],
  args: { exactly: 1 },
  run(call) {
    const { signedBy, fingerprint, fileHash } = verifyArchive(
      call.args[0],
      call,
    );
    call.context.stdout(
      [
        ...signedBy.map(name => `Signed by: ${name}\n`),
        `Using Key With Fingerprint: ${fingerprint}\n`,
        `Chart Hash Verified: ${fileHash}\n`,
      ].join(''),
    );
    return 0;
  },
};

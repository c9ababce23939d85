import {
  type ChartDownloaderOptions,
  type Verification,
  verifyChart,
} from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import { readKeyring } from './verifyArchive';

/**
 * How the signature of a chart is checked that is fetched.
 *
 * @param strategy what `--verify` means
 */
export function verificationOf(
  call: HelmCall,
  strategy: 'always' | 'ifPossible' = 'always',
): Pick<ChartDownloaderOptions, 'verification' | 'verify'> {
  const { flags, context } = call;
  if (!flags.bool('verify')) {
    return { verification: flags.bool('prov') ? 'later' : 'never' };
  }
  return {
    verification: strategy,
    verify: (archive, archiveName, provenance): Verification =>
      verifyChart({
        archive,
        archiveName,
        provenance,
        keyring: readKeyring(call),
        now: context.now(),
      }),
  };
}

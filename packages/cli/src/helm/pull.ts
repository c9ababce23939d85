import { existsSync, mkdirSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type DownloadedChart, unpackChart } from '@sluice/helm';
import { messageOf } from '../messageOf';
import { chartPathFlags } from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { accessOf, downloaderOf, versionOf } from './network';
import { sourceUsage } from './usageParts';
import { verificationOf } from './verification';

/** The directory that the chart is unpacked in, after a check that nothing is there. */
function unpackDirectory(
  reference: string,
  { flags, context }: HelmCall,
): string {
  const below = flags.has('untardir') ? flags.text('untardir') : '.';
  const destination = flags.has('destination')
    ? flags.text('destination')
    : '.';
  const directory = isAbsolute(below) ? below : join(destination, below);
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  const check = directory === '.' ? last : join(directory, last);
  const path = resolve(context.cwd, check);
  if (existsSync(path)) {
    throw new Error(
      `failed to untar: a file or directory with the name ${check} already exists`,
    );
  }
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new Error(`failed to untar (mkdir): ${messageOf(error)}`, {
      cause: error,
    });
  }
  return resolve(context.cwd, directory);
}

function saySigned({ signed }: DownloadedChart, { context }: HelmCall): void {
  if (!signed) return;
  context.stdout(
    [
      ...signed.signedBy.map(name => `Signed by: ${name}\n`),
      `Using Key With Fingerprint: ${signed.fingerprint}\n`,
      `Chart Hash Verified: ${signed.fileHash}\n`,
    ].join(''),
  );
}

async function pullOne(reference: string, call: HelmCall): Promise<void> {
  const { flags, context } = call;
  const downloader = downloaderOf(call, {
    ...verificationOf(call),
    say: context.stdout,
  });
  const request = {
    reference,
    version: versionOf(call),
    repository: flags.text('repo'),
    access: accessOf(call),
  };
  if (flags.bool('untar')) {
    const downloaded = await downloader.download(request);
    saySigned(downloaded, call);
    unpackChart(unpackDirectory(reference, call), downloaded.data);
    return;
  }
  const destination = flags.has('destination')
    ? flags.text('destination')
    : '.';
  const downloaded = await downloader.toDirectory(
    request,
    resolve(context.cwd, destination),
    destination,
  );
  saySigned(downloaded, call);
}

/** `helm pull`. */
export const pull: HelmCommand = {
  use: 'helm pull [chart URL | repo/chartname] [...] [flags]',
  usage: `usage: sluice helm pull CHART... [flags]

Fetches charts. CHART is a URL, REPOSITORY/NAME, or a name with --repo.

flags:
${sourceUsage}
  -d, --destination DIR          . by default
      --untar, --untardir DIR    unpack it
      --prov                     also fetch what is signed of it
  -h, --help
`,
  flags: [
    ...chartPathFlags,
    { name: 'devel', kind: 'bool' },
    { name: 'untar', kind: 'bool' },
    { name: 'prov', kind: 'bool' },
    { name: 'untardir', kind: 'text' },
    { name: 'destination', short: 'd', kind: 'text' },
  ],
  args: { atLeast: 1 },
  async run(call) {
    for (const reference of call.args) await pullOne(reference, call);
    return 0;
  },
};

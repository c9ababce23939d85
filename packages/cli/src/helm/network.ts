import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDuration } from '@sluice/golang/duration';
import { quote } from '@sluice/golang/fmt';
import {
  type Access,
  ChartDownloader,
  type ChartDownloaderOptions,
  type Get,
} from '@sluice/helm';
import { type HttpTls, download } from '@sluice/sources/http';
import { messageOf } from '../messageOf';
import { fileReason } from './fileReason';
import type { HelmCall } from './helmCommand';
import { logLine } from './log';
import { pathsOf } from './repositoryPaths';

/** What repositories and servers are told of who asks. */
const userAgent = 'Helm/4.2.1 (sluice)';

function readPem(call: HelmCall, what: string, path: string): string {
  try {
    return readFileSync(resolve(call.context.cwd, path), 'utf8');
  } catch (error) {
    throw new Error(`${what}: ${quote(path)}: ${fileReason(path, error)}`, {
      cause: error,
    });
  }
}

function tlsOf(access: Access, call: HelmCall): HttpTls {
  const { certFile, keyFile, caFile, insecureSkipTlsVerify } = access;
  const own = certFile !== '' && keyFile !== '';
  try {
    return {
      insecureSkipVerify: insecureSkipTlsVerify,
      ...(own
        ? {
            cert: readPem(call, 'unable to read cert file', certFile),
            key: readPem(call, 'unable to read key file', keyFile),
          }
        : {}),
      ...(caFile === ''
        ? {}
        : { ca: readPem(call, "can't read CA file", caFile) }),
    };
  } catch (error) {
    throw new Error(`can't create TLS config for client: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Gets things as a user of the command line: with the proxies of the environment.
 *
 * @param timeout milliseconds for each; default 120,000
 */
export function getterOf(call: HelmCall, timeout?: number): Get {
  const { context } = call;
  return async (url, { access, owner, limit, accept }) => {
    const { username, password, passCredentials } = access;
    return await download(url, {
      limit,
      accept,
      userAgent,
      credentialsFor: owner,
      passCredentials,
      ...(username !== '' && password !== ''
        ? { basicAuth: { username, password } }
        : {}),
      tls: tlsOf(access, call),
      timeouts: { total: timeout },
      proxyEnv: context.env,
      signal: context.signal,
    });
  };
}

/** `--timeout`, in milliseconds. */
export function timeoutOf({ flags }: HelmCall): number | undefined {
  return flags.has('timeout')
    ? parseDuration(flags.text('timeout'))
    : undefined;
}

/** What flags say of how a repository is asked. */
export function accessOf({ flags }: HelmCall): Access {
  return {
    username: flags.text('username'),
    password: flags.text('password'),
    passCredentials: flags.bool('pass-credentials'),
    insecureSkipTlsVerify: flags.bool('insecure-skip-tls-verify'),
    caFile: flags.text('ca-file'),
    certFile: flags.text('cert-file'),
    keyFile: flags.text('key-file'),
  };
}

/** Says in the log what is wrong with an index. */
export function warnOf({ context }: HelmCall): (message: string) => void {
  return message => context.stderr(logLine('WARN', message));
}

/** Gets charts as the flags have it. */
export function downloaderOf(
  call: HelmCall,
  options: Partial<ChartDownloaderOptions> = {},
): ChartDownloader {
  return new ChartDownloader({
    paths: pathsOf(call),
    get: getterOf(call),
    warn: warnOf(call),
    instead: (chart, requested, selected) =>
      call.context.stderr(
        logLine(
          'WARN',
          'unable to find exact version requested; falling back to closest available version',
          { chart, requested, selected },
        ),
      ),
    ...options,
  });
}

/** The version or range that is asked for. */
export function versionOf({ flags }: HelmCall): string {
  const version = flags.text('version').trim();
  return version === '' && flags.bool('devel') ? '>0.0.0-0' : version;
}

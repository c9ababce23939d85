import { isIP } from 'node:net';
import { GitError } from '../git/errors';
import { HttpError } from '../http/errors';
import {
  isPublicAddress,
  lookupPublic,
  notPublic,
} from '../http/publicAddresses';

function refusal(error: HttpError): GitError {
  return new GitError('unreachable', error.message);
}

/** The public address of a URL's host, as `host:port:address` for curl; of an address that is written out, nothing. @throws GitError */
export async function pinPublicAddress(url: URL): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw refusal(notPublic(host));
    return undefined;
  }
  const address = await new Promise<string>((done, fail) => {
    lookupPublic(host, { all: false }, (error, found) => {
      if (error instanceof HttpError) fail(refusal(error));
      else if (error) fail(error);
      else done(typeof found === 'string' ? found : found[0].address);
    });
  });
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${host}:${port}:${isIP(address) === 6 ? `[${address}]` : address}`;
}

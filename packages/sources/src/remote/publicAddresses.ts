import { lookup as resolve } from 'node:dns';
import { BlockList, type LookupFunction, isIP } from 'node:net';
import { GitError } from '../git/errors';

const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6');
}

/** Whether an address is one of the internet, not of a machine, a network of one's own, or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return !notPublic.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function refusal(host: string): GitError {
  return new GitError(
    'unreachable',
    `${host} is not at a public address, and others are refused`,
  );
}

/** Finds a host's addresses and refuses those that are not public; what is connected to is what was judged. */
export const lookupPublic: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found) => {
    if (error) {
      callback(error, '', 0);
      return;
    }
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address))) {
      callback(refusal(host), '', 0);
    } else if (options.all) {
      callback(null, found);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

/** The public address of a URL's host, as `host:port:address` for curl; of an address that is written out, nothing. @throws GitError */
export async function pinPublicAddress(url: URL): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw refusal(host);
    return undefined;
  }
  const address = await new Promise<string>((done, fail) => {
    lookupPublic(host, { all: false }, (error, found) => {
      if (error) fail(error);
      else done(typeof found === 'string' ? found : found[0].address);
    });
  });
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${host}:${port}:${isIP(address) === 6 ? `[${address}]` : address}`;
}

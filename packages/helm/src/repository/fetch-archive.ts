import { quote } from '@sluice/golang/fmt';
import { GoError } from '@sluice/golang/value';
import { defaultLimits } from '../chart/limits';
import { type Access, type Get } from './access';
import { sha256 } from './content-cache';
import { checkedDigest } from './digest';
import { archiveNameOf, isRegistry, registryRefusal, schemeOf } from './urls';

/** An archive's URL, and how it is got. */
export interface ArchiveLocation {
  url: string;
  /** As it stands in the index; '' where nobody knows it. */
  digest: string;
  /** Whose the credentials are. */
  owner: string;
  access: Access;
}

/** The bytes of an archive, and their SHA-256 in hexadecimal digits. */
export interface FetchedArchive {
  data: Uint8Array;
  digest: string;
}

const archives = 'application/gzip,application/octet-stream';

/**
 * Checks that an archive can be asked for, and what digest it has to have, if any.
 *
 * @returns hexadecimal digits
 * @throws GoError with Helm's message
 */
export function checkLocation({ url, digest }: ArchiveLocation): string {
  if (isRegistry(url)) throw registryRefusal(url);
  const scheme = schemeOf(url);
  if (scheme !== 'http' && scheme !== 'https') {
    throw new GoError(`scheme ${quote(scheme)} not supported`);
  }
  return digest === '' ? '' : checkedDigest(digest);
}

/**
 * Gets an archive of a chart. It has to have the digest that the index tells, if it tells one.
 *
 * @param maxSize bytes; default those that a chart may have unpacked
 * @throws GoError with Helm's message, or what the getter throws
 */
export async function fetchArchive(
  location: ArchiveLocation,
  get: Get,
  maxSize: number = defaultLimits.maxChartSize,
): Promise<FetchedArchive> {
  const { url, owner, access } = location;
  const expected = checkLocation(location);
  const data = await get(url, {
    owner,
    access,
    limit: maxSize,
    accept: archives,
  });
  const digest = sha256(data);
  if (expected !== '' && digest !== expected) {
    throw new GoError(
      `the digest of ${archiveNameOf(
        url,
      )} does not match: the index of the repository says sha256:${expected}, but the archive has sha256:${digest}`,
    );
  }
  return { data, digest };
}

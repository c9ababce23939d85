import { isRegistry, openAccess } from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import { accessOf, downloaderOf, getterOf, versionOf } from './network';
import { verificationOf } from './verification';

/** Bytes of a file of values at most. */
const maxValuesSize = 32 * 1024 * 1024;

/** Gets a chart that is not on this machine; where it is then. */
export async function fetchChart(
  reference: string,
  call: HelmCall,
): Promise<string> {
  return await downloaderOf(call, verificationOf(call)).toCache({
    reference,
    version: versionOf(call),
    repository: call.flags.text('repo'),
    access: accessOf(call),
  });
}

/** Gets a file of values, with no credentials but those in its URL. */
export async function fetchValues(
  url: string,
  call: HelmCall,
): Promise<string> {
  if (isRegistry(url)) {
    throw new Error(`values of registries are not supported: ${url}`);
  }
  const data = await getterOf(call)(url, {
    access: openAccess,
    owner: url,
    limit: maxValuesSize,
  });
  return Buffer.from(data).toString();
}

import type { RemoteFetcher } from '@sluice/kustomize';
import { exportsOf } from '../exportsOf';

/** Makes what fetches remote bases; it is disposed of after the build. */
export type CreateFetcher = () => Promise<
  RemoteFetcher & { dispose(): Promise<void> }
>;

/** Fetches as the user who runs the program; its code is loaded only by builds that need it. */
export const fetchAsUser: CreateFetcher = async () => {
  const { RemoteBaseFetcher } = exportsOf(
    await import('@sluice/sources/remote'),
  );
  return new RemoteBaseFetcher({ identity: 'user' });
};

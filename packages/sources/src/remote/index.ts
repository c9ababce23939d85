export { RemoteBaseFetcher } from './remoteBaseFetcher';
export type { RemoteBaseFetcherOptions } from './remoteBaseFetcher';
export type { RemoteBaseAnswer, RemoteBaseRequest } from './request';

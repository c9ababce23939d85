export * from './fakeClient';
export { FakeCluster } from './fakeCluster';
export type { FakeClusterOptions, FakeRequest } from './fakeCluster';
export * from './manualClock';
export * from './settle';
export * from './stubApiServer';
export { StubObjects, type StubObject } from './stubObjects';
export * from './until';

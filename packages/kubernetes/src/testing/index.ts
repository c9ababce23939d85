export * from './manualClock';
export * from './stubApiServer';
export { StubObjects, type StubObject } from './stubObjects';
export * from './until';

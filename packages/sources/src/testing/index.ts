export { startGitHttpServer } from './gitHttpServer';
export type { GitHttpServer, GitHttpServerOptions } from './gitHttpServer';
export { TestGitRepository } from './gitRepository';
export type { TestCommit } from './gitRepository';
export * from './webServer';
export * from './testCertificates';

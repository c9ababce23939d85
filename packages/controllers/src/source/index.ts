export { addGitRepositoryController } from './gitRepositoryController';
export { defaultSourceOptions } from './options';
export type { SourceOptions } from './options';

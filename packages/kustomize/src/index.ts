export {
  type BuildOptions,
  type BuildRequest,
  type BuildResult,
  buildKustomization,
} from './build/build';
export { ConstraintError } from './build/confinedFiles';
export { CycleError, RemoteResourceError } from './build/loader';
export { MissingKustomizationError } from './build/loadKustomization';
export {
  type FluxBuildRequest,
  type FluxBuildResult,
  type GeneratedKustomization,
  buildFluxKustomization,
  generateFluxKustomization,
} from './flux/buildFluxKustomization';
export { isLocalRelativePath } from './flux/generateKustomization';
export { FluxBuildError, PathNotFoundError } from './flux/errors';
export {
  type FluxBuildSpec,
  type FluxSelector,
  type FluxSubstitution,
} from './flux/spec';
export { type RemoteFetcher, withRemoteBases } from './remote/fetchRemoteBases';
export {
  type RemoteAnswer,
  type RemoteAnswers,
  RemoteBases,
  RemoteNeededError,
  type RemoteRequest,
} from './remote/remoteBases';
export { maskUrls } from './remote/maskUrls';
export { parseRepositorySpec } from './remote/repositorySpec';
export { type Resource, asYaml } from './resource/resource';
export { ResourceReadError } from './resource/readResources';
export { type CommonMetadata, setMetadata } from './transform/setMetadata';
export { DirectoryTree } from './tree/directoryTree';
export {
  type EntryType,
  type FileTree,
  FileTreeError,
  OutsideOfRootError,
} from './tree/fileTree';
export { InMemoryFileTree } from './tree/inMemoryFileTree';
export {
  RecordingTree,
  type TreeRecord,
  answersAlike,
} from './tree/recordingTree';

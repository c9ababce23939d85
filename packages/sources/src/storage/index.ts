export { ArtifactDigestError, ArtifactNotFoundError } from './artifactReader';
export type {
  ArtifactReader,
  OpenArtifact,
  ReadableArtifact,
} from './artifactReader';
export { artifactPath } from './artifactPath';
export type { ArtifactOwner } from './artifactPath';
export { ArtifactServer } from './artifactServer';
export type { ArtifactServerOptions } from './artifactServer';
export type {
  ArtifactStorage,
  Verification,
  WrittenArtifact,
} from './artifactStorage';
export { UnpackError, extractArtifact } from './extractArtifact';
export type { ExtractLimits } from './extractArtifact';
export { ExtractionCache } from './extractionCache';
export type { ExtractionCacheOptions } from './extractionCache';
export { FolderStorage } from './folderStorage';
export type { FolderStorageOptions } from './folderStorage';
export type { Retention } from './garbage';

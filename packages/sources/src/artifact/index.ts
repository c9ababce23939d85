export { loadIgnorePatterns, packArtifact } from './packArtifact';
export type { ArtifactFile, PackOptions } from './packArtifact';

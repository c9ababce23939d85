/** Condition types of the source kinds. */
export const artifactInStorageCondition = 'ArtifactInStorage';
export const artifactOutdatedCondition = 'ArtifactOutdated';
export const fetchFailedCondition = 'FetchFailed';
export const storageOperationFailedCondition = 'StorageOperationFailed';
export const includeUnavailableCondition = 'IncludeUnavailable';
export const sourceVerifiedCondition = 'SourceVerified';
export const buildFailedCondition = 'BuildFailed';

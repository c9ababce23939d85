import {
  artifactInStorageCondition,
  artifactOutdatedCondition,
  fetchFailedCondition,
  includeUnavailableCondition,
  readyCondition,
  reconcilingCondition,
  sourceVerifiedCondition,
  stalledCondition,
  storageOperationFailedCondition,
} from '@sluice/api';

/** What Ready is summed up from, most important first. */
export const summarized = [
  storageOperationFailedCondition,
  fetchFailedCondition,
  includeUnavailableCondition,
  artifactOutdatedCondition,
  artifactInStorageCondition,
  sourceVerifiedCondition,
  stalledCondition,
  reconcilingCondition,
];

/** Those whose True is bad. */
export const negative = [
  storageOperationFailedCondition,
  fetchFailedCondition,
  includeUnavailableCondition,
  artifactOutdatedCondition,
  stalledCondition,
  reconcilingCondition,
];

/** Those that say that the last run failed. */
export const failures = [
  fetchFailedCondition,
  includeUnavailableCondition,
  storageOperationFailedCondition,
];

export const owned = [...summarized, readyCondition];

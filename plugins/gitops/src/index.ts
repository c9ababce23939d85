/**
 * GitOps status on the pages of the portal, for the new frontend system.
 *
 * @packageDocumentation
 */
export { gitopsPlugin as default } from './plugin';
export { gitopsApiRef } from './api';
export type {
  GitopsApi,
  LiveEvent,
  LiveUpdates,
  RequestOptions,
  StreamStatus,
  TimelineOptions,
} from './api';
export { gitopsTranslationRef } from './translation';

import type { ObjectRef } from '../objects';

/** A wish to be told of changes. */
export interface ChangeSubscription {
  /** False while changes may go unnoticed (no watch, or a broken one); then ask again after a while. */
  readonly reliable: boolean;
  /** Resource version of the object as the watch has it; undefined when it is not there, or nothing is known. */
  readonly version: string | undefined;
  stop(): void;
}

/** Tells that an object may have changed, from watches that somebody else keeps. It says nothing about what changed. */
export interface ChangeNotifier {
  subscribe(ref: ObjectRef, changed: () => void): ChangeSubscription;
}

/** A notifier for when there are no watches: everything has to be asked for. */
export const noNotifier: ChangeNotifier = {
  subscribe: () => ({
    reliable: false,
    version: undefined,
    stop: () => undefined,
  }),
};

import {
  type ChangeNotifier,
  type ChangeSubscription,
  type FormerManager,
  formatObjectId,
  objectId,
} from '@sluice/kubernetes/apply';
import type {
  SharedInformer,
  SharedInformers,
} from '@sluice/kubernetes/client';
import type {
  KubernetesObject,
  ObjectRef,
  UnstructuredObject,
} from '@sluice/kubernetes/objects';
import {
  type Baseline,
  type DriftFinding,
  baselineOf,
  judgeDrift,
  watchedMetadata,
} from './driftJudge';
import { keyOf, ownerOf } from './ownership';

/** What is known of one object that somebody owns or waits for. */
interface Watched {
  ref: ObjectRef;
  listeners: Set<() => void>;
  /** Owner → what it knows of the object; undefined until it has been seen to be as it should. */
  owners: Map<string, Baseline | undefined>;
}

/** One kind of objects. */
interface KindWatch {
  use: SharedInformer<UnstructuredObject>;
  /** `namespace/name` → object. */
  objects: Map<string, Watched>;
  stop(): void;
}

export interface ObjectWatchesOptions {
  informers: SharedInformers;
  formerManagers: readonly FormerManager[];
  /** Told when an object of an owner may have drifted. `id` is that of the inventory. */
  onDrift(owner: string, id: string, finding: DriftFinding): void;
}

/** What tells the watch of one kind and version. */
function typeKey(ref: ObjectRef): string {
  return `${ref.apiVersion}/${ref.kind}`;
}

/**
 * One watch per kind, as the controller and of metadata only, for every kind that an inventory names or a health check waits for. It
 * decides nothing: it wakes the owners of objects whose metadata show that somebody else may have written what is theirs, and those
 * who wait for an object to change.
 */
export class ObjectWatches implements ChangeNotifier {
  readonly #options: ObjectWatchesOptions;
  readonly #kinds = new Map<string, KindWatch>();
  /** Owner → its objects by inventory id. */
  readonly #tracked = new Map<string, Map<string, ObjectRef>>();

  constructor(options: ObjectWatchesOptions) {
    this.#options = options;
  }

  /** Says which objects an owner has; those that it had before and has no more are let go of. */
  track(owner: string, refs: readonly ObjectRef[]): void {
    const before = this.#tracked.get(owner) ?? new Map<string, ObjectRef>();
    const after = new Map(
      refs.map(ref => [formatObjectId(objectId(ref)), ref] as const),
    );
    if (after.size > 0) this.#tracked.set(owner, after);
    else this.#tracked.delete(owner);
    for (const ref of after.values()) {
      const { owners } = this.#watched(ref);
      if (!owners.has(owner)) owners.set(owner, undefined);
    }
    for (const [id, ref] of before) {
      const kept = after.get(id);
      if (!kept || typeKey(kept) !== typeKey(ref)) this.#release(ref, owner);
    }
  }

  /** Remembers an object of an owner as it should be: as the server answered it. */
  observed(owner: string, object: KubernetesObject): void {
    const { name, namespace } = object.metadata;
    if (!name) return;
    const ref: ObjectRef = {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      namespace,
    };
    const id = formatObjectId(objectId(ref));
    if (!this.#tracked.get(owner)?.has(id)) return;
    const baseline = baselineOf(object);
    this.#watched(ref).owners.set(owner, baseline);
    // Somebody may have been faster than our answer.
    const known = this.#kinds.get(typeKey(ref))?.use.informer.get(ref);
    const finding =
      known && judgeDrift(known, baseline, owner, this.#options.formerManagers);
    if (finding) this.#options.onDrift(owner, id, finding);
  }

  /** What the watch says of an owner's object now; undefined when nothing speaks for drift, or when nothing is known. */
  judge(owner: string, id: string): DriftFinding | undefined {
    const ref = this.#tracked.get(owner)?.get(id);
    const kind = ref && this.#kinds.get(typeKey(ref));
    const baseline = ref && kind?.objects.get(keyOf(ref))?.owners.get(owner);
    if (!ref || !kind || !baseline || !kind.use.informer.hasSynced) {
      return undefined;
    }
    const object = kind.use.informer.get(ref);
    return object
      ? judgeDrift(object, baseline, owner, this.#options.formerManagers)
      : { kind: 'deleted' };
  }

  /** The metadata of an object as the watch has it. */
  known(ref: ObjectRef): KubernetesObject | undefined {
    return this.#kinds.get(typeKey(ref))?.use.informer.get(ref);
  }

  /** Whether every kind that the owner has has been watched without a gap since then (milliseconds since the epoch). */
  isUnbrokenSince(owner: string, since: number): boolean {
    return [...(this.#tracked.get(owner)?.values() ?? [])].every(ref => {
      const state = this.#kinds.get(typeKey(ref))?.use.informer.state;
      return state?.phase === 'watching' && state.unbrokenSince <= since;
    });
  }

  /** Kinds of an owner that may not be watched, with the reason; their drift shows at the interval only. */
  blockedKinds(owner: string): ReadonlyMap<string, Error> {
    const blocked = new Map<string, Error>();
    for (const ref of this.#tracked.get(owner)?.values() ?? []) {
      const state = this.#kinds.get(typeKey(ref))?.use.informer.state;
      if (state?.phase === 'blocked') blocked.set(typeKey(ref), state.error);
    }
    return blocked;
  }

  subscribe(ref: ObjectRef, changed: () => void): ChangeSubscription {
    const watched = this.#watched(ref);
    watched.listeners.add(changed);
    const informer = this.#kinds.get(typeKey(ref))?.use.informer;
    return {
      get reliable() {
        return informer?.state.phase === 'watching';
      },
      get version() {
        return informer?.get(ref)?.metadata.resourceVersion;
      },
      stop: () => {
        watched.listeners.delete(changed);
        this.#dropIfUnused(ref);
      },
    };
  }

  /** Ends all watches. */
  stop(): void {
    for (const kind of this.#kinds.values()) kind.stop();
    this.#kinds.clear();
    this.#tracked.clear();
  }

  #watched(ref: ObjectRef): Watched {
    const kind = this.#kinds.get(typeKey(ref)) ?? this.#watchKind(ref);
    const key = keyOf(ref);
    const existing = kind.objects.get(key);
    if (existing) return existing;
    const watched: Watched = { ref, listeners: new Set(), owners: new Map() };
    kind.objects.set(key, watched);
    return watched;
  }

  #release(ref: ObjectRef, owner: string): void {
    this.#kinds
      .get(typeKey(ref))
      ?.objects.get(keyOf(ref))
      ?.owners.delete(owner);
    this.#dropIfUnused(ref);
  }

  #dropIfUnused(ref: ObjectRef): void {
    const kind = this.#kinds.get(typeKey(ref));
    const watched = kind?.objects.get(keyOf(ref));
    if (!kind || !watched) return;
    if (watched.listeners.size > 0 || watched.owners.size > 0) return;
    kind.objects.delete(keyOf(ref));
    if (kind.objects.size === 0) {
      this.#kinds.delete(typeKey(ref));
      kind.stop();
    }
  }

  #watchKind(ref: ObjectRef): KindWatch {
    const use = this.#options.informers.acquire(
      { apiVersion: ref.apiVersion, kind: ref.kind },
      { metadataOnly: true, transform: watchedMetadata },
    );
    const objects = new Map<string, Watched>();
    const forgetState = use.informer.onState(state => {
      if (state.phase === 'watching') this.#sweep(use, objects);
    });
    const kind: KindWatch = {
      use,
      objects,
      stop: () => {
        forgetState();
        use.release();
      },
    };
    this.#kinds.set(typeKey(ref), kind);
    use.addHandler({
      added: object => this.#changed(objects, object),
      updated: (_, object) => this.#changed(objects, object),
      deleted: object => this.#deleted(objects, object),
    });
    return kind;
  }

  /** After a list: what was deleted while nobody watched is missing in it. */
  #sweep(
    use: SharedInformer<UnstructuredObject>,
    objects: ReadonlyMap<string, Watched>,
  ): void {
    for (const watched of objects.values()) {
      for (const listener of watched.listeners) listener();
      if (!use.informer.get(watched.ref)) this.#tellDeleted(watched);
    }
  }

  #changed(
    objects: ReadonlyMap<string, Watched>,
    object: KubernetesObject,
  ): void {
    const watched = objects.get(
      keyOf({ ...object.metadata, name: object.metadata.name ?? '' }),
    );
    if (!watched) return;
    for (const listener of watched.listeners) listener();
    for (const [owner, baseline] of watched.owners) {
      const finding =
        baseline &&
        judgeDrift(object, baseline, owner, this.#options.formerManagers);
      if (finding) {
        this.#options.onDrift(
          owner,
          formatObjectId(objectId(watched.ref)),
          finding,
        );
      }
    }
  }

  #deleted(
    objects: ReadonlyMap<string, Watched>,
    object: KubernetesObject,
  ): void {
    const watched = objects.get(
      keyOf({ ...object.metadata, name: object.metadata.name ?? '' }),
    );
    if (!watched) return;
    for (const listener of watched.listeners) listener();
    this.#tellDeleted(watched, ownerOf(object));
  }

  /** @param lastOwner whom its labels named last: whoever else had it leaves it to that one, and looks at the interval */
  #tellDeleted(watched: Watched, lastOwner?: string): void {
    for (const [owner, baseline] of watched.owners) {
      if (baseline && (lastOwner === undefined || lastOwner === owner)) {
        this.#options.onDrift(owner, formatObjectId(objectId(watched.ref)), {
          kind: 'deleted',
        });
      }
    }
  }
}

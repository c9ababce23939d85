import type { JsonObject } from '@sluice/golang/json';
import type { KubernetesObject } from '@sluice/kubernetes';
import type { InternalApi, ResourceDefinition, StoreEvent } from '../resource';
import {
  at,
  fieldsOf,
  isObject,
  listAt,
  objectAt,
  objectsAt,
  sameValue,
  textAt,
} from '../resources/fields';
import { cleanupFinalizer } from './crdKind';
import { customDefinition } from './customDefinition';

export interface CrdControllerOptions {
  /** Milliseconds since 1970. */
  clock: () => number;
  log: (message: string) => void;
  /** Milliseconds from the creation of a definition until it is established. */
  establishDelay: number;
}

const manager = 'kube-apiserver';
const crdGroup = 'apiextensions.k8s.io';

/** The definitions of all served versions of a CustomResourceDefinition. */
export function crdDefinitions(object: KubernetesObject): ResourceDefinition[] {
  const crd = fieldsOf(object);
  return objectsAt(crd, 'spec', 'versions')
    .filter(version => at(version, 'served') === true)
    .map(version => customDefinition(crd, version));
}

interface Registered {
  /** What the registration was made from. */
  spec: JsonObject;
  definitions: readonly ResourceDefinition[];
}

/**
 * Accepts names, establishes definitions after a moment, serves their versions, and cleans up when one is deleted: first its
 * objects, then itself.
 */
export class CrdController {
  readonly #api: InternalApi;
  readonly #options: CrdControllerOptions;
  readonly #crds: ResourceDefinition;
  readonly #registered = new Map<string, Registered>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #unsubscribe: () => void;
  #stopped = false;

  constructor(api: InternalApi, options: CrdControllerOptions) {
    this.#api = api;
    this.#options = options;
    const crds = api
      .definitions()
      .find(
        ({ group, plural }) =>
          group === crdGroup && plural === 'customresourcedefinitions',
      );
    if (!crds) {
      throw new Error('CustomResourceDefinitions are not served');
    }
    this.#crds = crds;
    for (const crd of api.list(crds)) {
      if (this.#isEstablished(crd)) {
        this.#register(crd);
      }
      this.#later(0, crd.metadata.name ?? '');
    }
    this.#unsubscribe = api.subscribe(event => this.#observe(event));
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#timers.clear();
  }

  #observe({ definition, object, type }: StoreEvent): void {
    if (
      definition.group === crdGroup &&
      definition.plural === this.#crds.plural
    ) {
      const name = object.metadata.name ?? '';
      if (type === 'DELETED') {
        this.#unregister(name);
      } else {
        if (this.#registered.has(name)) {
          this.#register(object);
        }
        this.#later(0, name);
      }
    } else if (type === 'DELETED' && definition.custom) {
      // The last object of a definition that is being deleted may be gone.
      const name = `${definition.plural}.${definition.group}`;
      const crd = this.#api.get(this.#crds, '', name);
      if (crd?.metadata.deletionTimestamp) {
        this.#later(0, name);
      }
    }
  }

  #later(delay: number, name: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#stopped) {
        try {
          this.#reconcile(name);
        } catch (error) {
          this.#options.log(
            `custom resource definition ${name}: ${String(error)}`,
          );
        }
      }
    }, delay);
    timer.unref();
    this.#timers.add(timer);
  }

  #reconcile(name: string): void {
    const crd = this.#api.get(this.#crds, '', name);
    if (!crd) {
      return;
    }
    if (crd.metadata.deletionTimestamp) {
      this.#cleanUp(crd);
      return;
    }
    if (!this.#acceptNames(crd)) {
      return;
    }
    if (!this.#isEstablished(crd)) {
      this.#establishLater(name);
    }
  }

  #establishLater(name: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const crd = this.#stopped
        ? undefined
        : this.#api.get(this.#crds, '', name);
      if (crd && !crd.metadata.deletionTimestamp) {
        this.#establish(crd);
      }
    }, this.#options.establishDelay);
    timer.unref();
    this.#timers.add(timer);
  }

  #isEstablished(crd: KubernetesObject): boolean {
    return textAt(conditionOf(crd, 'Established'), 'status') === 'True';
  }

  #now(): string {
    return `${new Date(this.#options.clock()).toISOString().slice(0, 19)}Z`;
  }

  /** Whether the names were accepted before already; otherwise says so, or why not. */
  #acceptNames(crd: KubernetesObject): boolean {
    const accepted = acceptedNames(crd);
    const conflict = this.#conflict(crd);
    const status = conflict ? 'False' : 'True';
    const present = conditionOf(crd, 'NamesAccepted');
    if (
      textAt(present, 'status') === status &&
      textAt(present, 'message') === (conflict ?? 'no conflicts found') &&
      (conflict !== undefined ||
        sameValue(at(crd, 'status', 'acceptedNames'), accepted))
    ) {
      return !conflict;
    }
    const names = conflict ? {} : { acceptedNames: accepted };
    const established = conditionOf(crd, 'Established');
    this.#writeStatus(crd, names, [
      this.#condition(
        'NamesAccepted',
        status,
        conflict ? 'PluralConflict' : 'NoConflicts',
        conflict ?? 'no conflicts found',
      ),
      ...(established
        ? []
        : [
            this.#condition(
              'Established',
              'False',
              conflict ? 'NotAccepted' : 'Installing',
              conflict
                ? 'not all names are accepted'
                : 'the initial names have been accepted',
            ),
          ]),
    ]);
    return false;
  }

  /** Another definition of the group that has the plural or the kind already. */
  #conflict(crd: KubernetesObject): string | undefined {
    const names = at(crd, 'spec', 'names');
    const group = textAt(crd, 'spec', 'group');
    const taken = this.#api
      .definitions()
      .find(
        definition =>
          definition.group === group &&
          definition.kind === textAt(names, 'kind') &&
          definition.plural !== textAt(names, 'plural'),
      );
    return taken && `${JSON.stringify(taken.kind)} is already in use`;
  }

  #establish(crd: KubernetesObject): void {
    if (
      this.#isEstablished(crd) &&
      this.#registered.has(crd.metadata.name ?? '')
    ) {
      return;
    }
    if (textAt(conditionOf(crd, 'NamesAccepted'), 'status') !== 'True') {
      return;
    }
    this.#register(crd);
    this.#writeStatus(crd, {}, [
      this.#condition(
        'Established',
        'True',
        'InitialNamesAccepted',
        'the initial names have been accepted',
      ),
    ]);
  }

  #condition(
    type: string,
    status: string,
    reason: string,
    message: string,
  ): JsonObject {
    return {
      lastTransitionTime: this.#now(),
      message,
      reason,
      status,
      type,
    };
  }

  #writeStatus(
    crd: KubernetesObject,
    fields: JsonObject,
    conditions: readonly JsonObject[],
  ): void {
    const status = { ...(objectAt(crd, 'status') ?? {}), ...fields };
    const kept = listAt(status, 'conditions').filter(
      item =>
        !conditions.some(
          condition => textAt(condition, 'type') === textAt(item, 'type'),
        ),
    );
    status.conditions = [...kept, ...conditions];
    fieldsOf(crd).status = status;
    this.#api.update(this.#crds, crd, { manager, subresource: 'status' });
  }

  #register(crd: KubernetesObject): void {
    const name = crd.metadata.name ?? '';
    const spec = objectAt(crd, 'spec') ?? {};
    const known = this.#registered.get(name);
    if (known && sameValue(known.spec, spec)) {
      return;
    }
    const definitions = crdDefinitions(crd);
    const served = new Set(definitions.map(({ version }) => version));
    known?.definitions
      .filter(({ version }) => !served.has(version))
      .forEach(({ group, version, plural }) =>
        this.#api.removeDefinition(group, version, plural),
      );
    definitions.forEach(definition => this.#api.setDefinition(definition));
    this.#registered.set(name, { spec, definitions });
  }

  #unregister(name: string): void {
    this.#registered
      .get(name)
      ?.definitions.forEach(({ group, version, plural }) =>
        this.#api.removeDefinition(group, version, plural),
      );
    this.#registered.delete(name);
  }

  /** Deletes the objects of a definition that is being deleted; once none is left the definition may go. */
  #cleanUp(crd: KubernetesObject): void {
    const name = crd.metadata.name ?? '';
    const finalizers = crd.metadata.finalizers ?? [];
    if (!finalizers.includes(cleanupFinalizer)) {
      return;
    }
    const definition = this.#registered.get(name)?.definitions[0];
    const left = definition ? this.#api.list(definition) : [];
    if (textAt(conditionOf(crd, 'Terminating'), 'status') !== 'True') {
      this.#writeStatus(crd, {}, [
        this.#condition(
          'Terminating',
          'True',
          'InstanceDeletionInProgress',
          'CustomResource deletion is in progress',
        ),
      ]);
      return;
    }
    for (const object of left) {
      if (definition && !object.metadata.deletionTimestamp) {
        this.#api.delete(
          definition,
          object.metadata.namespace ?? '',
          object.metadata.name ?? '',
        );
      }
    }
    if (definition && this.#api.list(definition).length > 0) {
      return;
    }
    crd.metadata.finalizers = finalizers.filter(
      finalizer => finalizer !== cleanupFinalizer,
    );
    this.#api.update(this.#crds, crd, { manager });
  }
}

function conditionOf(crd: unknown, type: string): JsonObject | undefined {
  return objectsAt(crd, 'status', 'conditions').find(
    condition => textAt(condition, 'type') === type,
  );
}

function acceptedNames(crd: unknown): JsonObject {
  const names = at(crd, 'spec', 'names');
  return isObject(names) ? { ...names } : {};
}

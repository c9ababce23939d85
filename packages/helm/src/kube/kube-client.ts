import {
  type Clock,
  type KubernetesClient,
  type RequestOptions,
  systemClock,
} from '@sluice/kubernetes/client';
import type { YamlReader } from '../event-loop/yaml-reader';
import {
  NoObjectsVisitedError,
  forEachInBatches,
  requestsAtOnce,
} from './batches';
import { buildResources } from './build-resources';
import { HelmError, JoinedError, wrapped } from './errors';
import { type Resource } from './resource';
import type { Warn } from '../warn';
import { type UpdateOptions, type UpdateResult, update } from './update';
import {
  type DeletionPropagation,
  type FieldValidation,
  type Writer,
  applyServerSide,
  createClientSide,
  deleteResource,
} from './write-resource';

export interface KubeClientOptions {
  client: KubernetesClient;
  /** Of objects that name none. */
  namespace: string;
  /** Who owns what is applied. Default `helm`. */
  fieldManager?: string;
  /** Default: the time of this machine. */
  clock?: Clock;
  /** Reads long documents. Default: they are read here. */
  readYaml?: YamlReader;
  /** Told what Helm would log as a warning. */
  warn?: Warn;
}

export interface CreateResourcesOptions extends RequestOptions {
  /** Apply on the server. Default true. */
  serverSideApply?: boolean;
  /** Take fields from other managers; only with server-side apply. */
  forceConflicts?: boolean;
  /** Only try; only with server-side apply. */
  dryRun?: boolean;
  /** Default `Strict`; only with server-side apply. */
  fieldValidation?: FieldValidation;
}

/** What has been deleted, and what could not be. */
export interface DeleteResult {
  deleted: Resource[];
  errors: unknown[];
}

/** What Helm does with the objects of a release (Helm's `pkg/kube` client). */
export class KubeClient {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly fieldManager: string;
  readonly clock: Clock;
  readonly #readYaml: YamlReader | undefined;
  readonly #warn: Warn | undefined;

  constructor(options: KubeClientOptions) {
    this.client = options.client;
    this.namespace = options.namespace;
    this.fieldManager = options.fieldManager ?? 'helm';
    this.clock = options.clock ?? systemClock;
    this.#readYaml = options.readYaml;
    this.#warn = options.warn;
  }

  /** @throws HelmError when no API server answers */
  async checkReachable(options?: RequestOptions): Promise<void> {
    try {
      await this.client.version(options);
    } catch (error) {
      options?.signal?.throwIfAborted();
      throw wrapped('kubernetes cluster unreachable', error);
    }
  }

  /** The objects of a manifest. @throws HelmError */
  async build(manifest: string, request?: RequestOptions): Promise<Resource[]> {
    const { client, namespace } = this;
    return await buildResources({
      ...{ client, manifest, namespace, request },
      readYaml: this.#readYaml,
    });
  }

  /**
   * Creates objects, neighbours of the same kind at once. Applied on the server, one that exists is changed.
   *
   * @throws JoinedError with all that failed, NoObjectsVisitedError without objects
   */
  async create(
    resources: readonly Resource[],
    options: CreateResourcesOptions = {},
  ): Promise<void> {
    const {
      serverSideApply = true,
      forceConflicts = false,
      dryRun = false,
      fieldValidation = 'Strict',
      ...request
    } = options;
    if (!serverSideApply && forceConflicts) {
      throw new HelmError(
        'invalid client create option(s): forceConflicts enabled when serverSideApply disabled',
      );
    }
    const writer = this.#writer(request);
    await forEachInBatches(
      resources,
      resource =>
        serverSideApply
          ? applyServerSide(writer, resource, {
              dryRun,
              forceConflicts,
              fieldValidation,
            })
          : createClientSide(writer, resource),
      { signal: request.signal, atOnce: requestsAtOnce },
    );
  }

  /**
   * Creates what is not there, brings what is to the new state, and deletes what is not in it any more.
   *
   * @param originals as they were applied last
   * @throws UpdateError, which knows what has been created until then
   */
  async update(
    originals: readonly Resource[],
    targets: readonly Resource[],
    options: UpdateOptions & RequestOptions = {},
  ): Promise<UpdateResult> {
    const { signal, timeout, ...how } = options;
    return await update(
      this.#writer({ signal, timeout }),
      originals,
      targets,
      how,
    );
  }

  /** Deletes objects; those that are not there count as deleted. */
  async delete(
    resources: readonly Resource[],
    propagation: DeletionPropagation,
    request: RequestOptions = {},
  ): Promise<DeleteResult> {
    const writer = this.#writer(request);
    const result: DeleteResult = { deleted: [], errors: [] };
    try {
      await forEachInBatches(
        resources,
        async resource => {
          await deleteResource(writer, resource, propagation);
          result.deleted.push(resource);
        },
        { signal: request.signal, atOnce: requestsAtOnce },
      );
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof NoObjectsVisitedError) {
        result.errors.push(wrapped('object not found, skipping delete', error));
      } else if (error instanceof JoinedError) {
        result.errors.push(...error.errors);
      } else {
        throw error;
      }
    }
    return result;
  }

  #writer(request: RequestOptions): Writer {
    const { client, clock, fieldManager } = this;
    return { client, clock, fieldManager, request, warn: this.#warn };
  }
}

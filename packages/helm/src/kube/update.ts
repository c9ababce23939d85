import { HelmError, JoinedError, messageOf, wrapped } from './errors';
import { patchClientSide } from './patch-resource';
import { type Resource, ResourceLookup, difference } from './resource';
import {
  type FieldValidation,
  type ServerSideOptions,
  type Writer,
  annotationOf,
  applyServerSide,
  createClientSide,
  deleteResource,
  findLive,
  replaceResource,
  upgradeFieldManager,
} from './write-resource';
import type { UnstructuredObject } from '@sluice/kubernetes';

export interface UpdateOptions {
  /** Apply on the server. Default true. */
  serverSideApply?: boolean;
  /** Take fields from other managers; only with server-side apply. */
  forceConflicts?: boolean;
  /** Put the new object in the place of the old one; only without server-side apply. */
  forceReplace?: boolean;
  /** Only try; only with server-side apply. */
  dryRun?: boolean;
  /** Default `Strict`; only with server-side apply or replacement. */
  fieldValidation?: FieldValidation;
  /** Patch custom resources by three states rather than two; only without server-side apply. */
  threeWayMergeForUnstructured?: boolean;
  /** First take over what the manager wrote client-side. */
  upgradeClientSideFieldManager?: boolean;
}

/** What an update has done, or tried. */
export interface UpdateResult {
  created: Resource[];
  updated: Resource[];
  deleted: Resource[];
}

/** An update did not get to its end; `result` has what it did until then. */
export class UpdateError extends HelmError {
  readonly result: UpdateResult;

  constructor(cause: unknown, result: UpdateResult) {
    super(messageOf(cause), { cause });
    this.name = 'UpdateError';
    this.result = result;
  }
}

function checkOptions(options: UpdateOptions): void {
  const {
    serverSideApply = true,
    forceConflicts,
    forceReplace,
    threeWayMergeForUnstructured,
  } = options;
  if (!serverSideApply && forceConflicts) {
    throw new HelmError(
      'invalid client update option(s): forceConflicts enabled when serverSideApply disabled',
    );
  }
  const clash = [
    [
      threeWayMergeForUnstructured && serverSideApply,
      'three-way merge for unstructured and server-side apply',
    ],
    [forceConflicts && forceReplace, 'force conflicts and force replace'],
    [serverSideApply && forceReplace, 'server-side apply and force replace'],
  ].find(([both]) => both);
  if (clash) {
    throw new HelmError(`invalid operation: cannot use ${clash[1]} together`);
  }
}

/** How one object is created and changed. */
class Updater {
  readonly #writer: Writer;
  readonly #options: UpdateOptions;
  readonly #serverSide: ServerSideOptions;

  constructor(writer: Writer, options: UpdateOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#serverSide = {
      dryRun: options.dryRun ?? false,
      forceConflicts: options.forceConflicts ?? false,
      fieldValidation: options.fieldValidation ?? 'Strict',
    };
  }

  async create(target: Resource): Promise<void> {
    if (this.#options.serverSideApply ?? true) {
      await applyServerSide(this.#writer, target, this.#serverSide);
    } else {
      await createClientSide(this.#writer, target);
    }
  }

  async change(original: Resource, target: Resource): Promise<void> {
    const { serverSideApply = true, forceReplace } = this.#options;
    const { fieldValidation, dryRun } = this.#serverSide;
    if (forceReplace) {
      await replaceResource(this.#writer, target, fieldValidation);
    } else if (serverSideApply) {
      if (this.#options.upgradeClientSideFieldManager) {
        await upgradeFieldManager(this.#writer, original, {
          dryRun,
          fieldValidation,
        });
      }
      await applyServerSide(this.#writer, target, this.#serverSide);
    } else {
      await patchClientSide(
        this.#writer,
        original.object,
        target,
        this.#options.threeWayMergeForUnstructured ?? false,
      );
    }
  }
}

async function liveOf(
  writer: Writer,
  target: Resource,
): Promise<UnstructuredObject | undefined> {
  try {
    return await findLive(writer, target);
  } catch (error) {
    throw wrapped('could not get information about the resource', error);
  }
}

async function writeAll(
  writer: Writer,
  originals: readonly Resource[],
  targets: readonly Resource[],
  options: UpdateOptions,
  result: UpdateResult,
): Promise<void> {
  const updater = new Updater(writer, options);
  const errors: unknown[] = [];
  // Before anything is refreshed with what the server answers.
  const known = new ResourceLookup(originals);
  for (const target of targets) {
    writer.request.signal?.throwIfAborted();
    const live = await liveOf(writer, target);
    if (!live) {
      result.created.push(target);
      try {
        await updater.create(target);
      } catch (error) {
        throw wrapped('failed to create resource', error);
      }
      continue;
    }
    const found = known.find(target);
    if (!found) {
      const { namespace, name, kind } = target;
      writer.warn?.(
        'resource exists on cluster but not in original release, using cluster state as baseline',
        { level: 'WARN', fields: { namespace, name, kind } },
      );
    }
    const original = found ?? target.withObject(live);
    try {
      await updater.change(original, target);
    } catch (error) {
      errors.push(error);
    }
    result.updated.push(target);
  }
  if (errors.length > 0) throw new JoinedError(errors, ' && ');
}

async function deleteOld(
  writer: Writer,
  doomed: readonly Resource[],
  result: UpdateResult,
): Promise<void> {
  const errors: unknown[] = [];
  for (const resource of doomed) {
    const { namespace, name, kind } = resource;
    const live = await findLive(writer, resource).catch(() => {
      // What cannot be read is left alone, as Helm leaves it.
      writer.request.signal?.throwIfAborted();
      return undefined;
    });
    if (!live || annotationOf(live, 'helm.sh/resource-policy') === 'keep') {
      continue;
    }
    try {
      await deleteResource(writer, resource, 'Background');
      result.deleted.push(resource);
    } catch (error) {
      errors.push(
        wrapped(
          `failed to delete resource namespace=${namespace}, name=${name}, kind=${kind}`,
          error,
        ),
      );
    }
  }
  if (errors.length > 0) throw new JoinedError(errors, ' && ');
}

/**
 * Brings a cluster from one list of objects to another: creates, changes, then deletes what is only in the old one, unless it is
 * annotated `helm.sh/resource-policy: keep`.
 *
 * @throws UpdateError; HelmError for options that exclude each other
 */
export async function update(
  writer: Writer,
  originals: readonly Resource[],
  targets: readonly Resource[],
  options: UpdateOptions,
): Promise<UpdateResult> {
  checkOptions(options);
  const result: UpdateResult = { created: [], updated: [], deleted: [] };
  try {
    await writeAll(writer, originals, targets, options, result);
    await deleteOld(writer, difference(originals, targets), result);
  } catch (error) {
    throw new UpdateError(error, result);
  }
  return result;
}

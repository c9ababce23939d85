import {
  artifactInStorageCondition,
  artifactOutdatedCondition,
  type GitRepository,
  storageOperationFailedCondition,
  succeededReason,
} from '@sluice/api';
import { deleteCondition, markTrue } from '@sluice/runtime';
import {
  artifactPath,
  type FetchedCommit,
  IgnoreRules,
  loadIgnorePatterns,
  packArtifact,
  type TreeFile,
  type WrittenArtifact,
} from '@sluice/sources';
import { tell } from './events';
import { messageOf, SourceFailure } from './failure';
import { contentConfigChanged } from './fetchSource';
import { ownerOf, type SourceRun, statusOf } from './run';

/** Packs the commit and stores it, unless the status already has it (source-controller `reconcileArtifact`). */
export async function storeArtifact(
  run: SourceRun,
  commit: FetchedCommit,
): Promise<void> {
  const { object, deps } = run;
  const status = statusOf(object);
  if (
    status.artifact?.revision === commit.revision &&
    !contentConfigChanged(object)
  ) {
    markStored(object, commit.revision);
    tell(
      deps.events,
      object,
      'Normal',
      'ArtifactUpToDate',
      `artifact up-to-date with remote revision: '${commit.revision}'`,
    );
    return;
  }
  const path = artifactPath(ownerOf(object), `${commit.hash}.tar.gz`);
  const written = await pack(run, commit, path);
  status.artifact = {
    path,
    url: deps.storage.url(path),
    revision: commit.revision,
    digest: written.digest,
    size: written.size,
    lastUpdateTime: new Date(deps.clock.now())
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  };
  observeSpec(object);
  deleteCondition(object, storageOperationFailedCondition);
  markStored(object, commit.revision);
}

async function pack(
  run: SourceRun,
  commit: FetchedCommit,
  path: string,
): Promise<WrittenArtifact> {
  const { object, deps, signal } = run;
  const content = (file: TreeFile) => commit.content(file);
  let rules: IgnoreRules;
  let files: TreeFile[];
  try {
    files = await commit.files();
    rules = IgnoreRules.forArchive(
      await loadIgnorePatterns(files, content, object.spec.ignore),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw new SourceFailure(
      'retry',
      'SourceIgnoreError',
      `failed to load source ignore patterns from repository: ${messageOf(
        error,
      )}`,
    );
  }
  try {
    return await deps.storage.write(
      path,
      packArtifact({ files, content, rules, signal }),
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    const reason = 'ArchiveOperationFailed';
    const message = `unable to archive artifact to storage: ${messageOf(
      error,
    )}`;
    markTrue(object, storageOperationFailedCondition, reason, message);
    throw new SourceFailure('retry', reason, message);
  }
}

/** Remembers what the artifact was made with. */
function observeSpec(object: GitRepository): void {
  const { spec } = object;
  const status = statusOf(object);
  status.observedIgnore = spec.ignore;
  status.observedRecurseSubmodules = spec.recurseSubmodules || undefined;
  status.observedInclude = spec.include;
  status.observedSparseCheckout = spec.sparseCheckout;
  delete status.includedArtifacts;
}

function markStored(object: GitRepository, revision: string): void {
  deleteCondition(object, artifactOutdatedCondition);
  markTrue(
    object,
    artifactInStorageCondition,
    succeededReason,
    `stored artifact for revision '${revision}'`,
  );
}

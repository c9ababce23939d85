import {
  artifactInStorageCondition,
  artifactOutdatedCondition,
  fetchFailedCondition,
  type GitRepository,
  includeUnavailableCondition,
  sourceVerifiedCondition,
  succeededReason,
} from '@sluice/api';
import { deleteCondition, isConditionTrue, markTrue } from '@sluice/runtime';
import {
  type FetchedCommit,
  GitError,
  type GitReference,
  type GitRemote,
  latestTag,
  revisionOf,
} from '@sluice/sources';
import { parseDuration } from '@sluice/golang/duration';
import { type VersionRange, referenceOf, unsupportedField } from './checkout';
import { credentialsOf, fetchFailure } from './credentials';
import { messageOf, SourceFailure } from './failure';
import { report, type SourceRun, statusOf } from './run';

/**
 * Fetches what the spec asks for (source-controller `reconcileSource`). Nothing is fetched when the remote's reference still is the
 * revision in storage and the spec asks for nothing else: then it throws the failure `unchanged`.
 */
export async function fetchSource(run: SourceRun): Promise<FetchedCommit> {
  const { object } = run;
  refuseUnsupported(object);
  const reference = referenceOf(object.spec);
  const remote: GitRemote = {
    url: object.spec.url,
    auth: await credentialsOf(object, run.deps.client, run.signal),
    timeout: parseDuration(object.spec.timeout ?? '60s'),
  };
  deleteCondition(object, includeUnavailableCondition);
  deleteCondition(object, artifactOutdatedCondition);
  deleteCondition(object, sourceVerifiedCondition);
  delete statusOf(object).sourceVerificationMode;
  const commit = await checkout(run, remote, reference);
  deleteCondition(object, fetchFailedCondition);
  const artifact = statusOf(object).artifact;
  if (artifact?.revision !== commit.revision) {
    const message = `new upstream revision '${commit.revision}'`;
    if (artifact)
      markTrue(object, artifactOutdatedCondition, 'NewRevision', message);
    report(run, true, `building artifact: ${message}`);
  }
  return commit;
}

function refuseUnsupported(object: GitRepository): void {
  const field = unsupportedField(object.spec);
  if (field === undefined) return;
  const message = `${field} is not supported yet, and is never ignored: nothing was fetched`;
  markTrue(object, fetchFailedCondition, 'Unsupported', message);
  throw new SourceFailure('stalled', 'Unsupported', message);
}

async function checkout(
  run: SourceRun,
  remote: GitRemote,
  wanted: GitReference | VersionRange,
): Promise<FetchedCommit> {
  const { git } = run.deps;
  try {
    const reference =
      wanted.kind === 'semver'
        ? await latestTag(git, remote, wanted.range, run.signal)
        : wanted;
    if (await isUnchanged(run, remote, reference)) throw unchanged(run);
    return await git.fetch(remote, reference, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof SourceFailure) throw error;
    if (
      error instanceof GitError &&
      error.failure === 'empty' &&
      wanted.kind === 'branch'
    ) {
      throw fetchFailure(
        run.object,
        'EmptyGitRepository',
        'git repository is empty',
      );
    }
    throw fetchFailure(
      run.object,
      'GitOperationFailed',
      `failed to checkout and determine revision: ${messageOf(error)}`,
    );
  }
}

/** Whether the remote's reference and the spec still are what the artifact was made from. */
async function isUnchanged(
  run: SourceRun,
  remote: GitRemote,
  reference: GitReference,
): Promise<boolean> {
  const { object, deps } = run;
  const artifact = statusOf(object).artifact;
  if (!artifact || !isConditionTrue(object, artifactInStorageCondition))
    return false;
  if (contentConfigChanged(object)) return false;
  const hash = await deps.git.lsRemote(remote, reference, run.signal);
  return (
    hash !== undefined && revisionOf(reference, hash) === artifact.revision
  );
}

function unchanged({ object }: SourceRun): SourceFailure {
  const revision = statusOf(object).artifact?.revision;
  deleteCondition(object, fetchFailedCondition);
  markTrue(
    object,
    artifactInStorageCondition,
    succeededReason,
    `stored artifact for revision '${revision}'`,
  );
  return new SourceFailure(
    'unchanged',
    'GitOperationSucceeded',
    `no changes since last reconciliation: observed revision '${revision}'`,
  );
}

/** Whether the spec asks for other content than the artifact was made with (source-controller `gitContentConfigChanged`). */
export function contentConfigChanged({ spec, status }: GitRepository): boolean {
  return (
    spec.ignore !== status?.observedIgnore ||
    Boolean(spec.recurseSubmodules) !==
      Boolean(status?.observedRecurseSubmodules) ||
    JSON.stringify(spec.include ?? []) !==
      JSON.stringify(status?.observedInclude ?? []) ||
    JSON.stringify(spec.sparseCheckout ?? []) !==
      JSON.stringify(status?.observedSparseCheckout ?? [])
  );
}

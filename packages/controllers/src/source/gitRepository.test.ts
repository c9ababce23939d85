import {
  appendFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { GitRepository } from '@sluice/api';
import { TestCluster } from './__testUtils__/testCluster';

jest.setTimeout(30_000);

/** What the conditions say, in the order in which they are stored. */
function conditions({ status }: GitRepository): string[] {
  return (status?.conditions ?? []).map(
    condition =>
      `${condition.type}=${condition.status} ${condition.reason} (${condition.observedGeneration}): ${condition.message}`,
  );
}

describe('GitRepository', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await TestCluster.start();
  });
  afterAll(() => cluster.stop());

  /** The file of an object's artifact. */
  function artifactFile(object: GitRepository): string {
    return join(cluster.storageDirectory, object.status?.artifact?.path ?? '');
  }

  it('becomes ready with an artifact', async () => {
    const repository = await cluster.repository('ready');
    const hash = await repository.push({
      files: { 'app/x.yaml': 'x: 1\n' },
      message: `${'s'.repeat(60)}\n\nbody`,
    });
    await cluster.apply('ready', { ignore: '*.md' });
    const object = await cluster.untilReady('ready', 'True');
    const revision = `main@sha1:${hash}`;
    const message = `stored artifact for revision '${revision}'`;
    expect(object.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    expect(object.status).toEqual({
      artifact: {
        path: `gitrepository/team/ready/${hash}.tar.gz`,
        url: `http://artifacts/token/gitrepository/team/ready/${hash}.tar.gz`,
        revision,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        size: expect.any(Number),
        lastUpdateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/),
      },
      conditions: expect.anything(),
      observedGeneration: 1,
      observedIgnore: '*.md',
    });
    expect(conditions(object)).toEqual([
      `Ready=True Succeeded (1): ${message}`,
      `ArtifactInStorage=True Succeeded (1): ${message}`,
    ]);
    expect(existsSync(artifactFile(object))).toBe(true);
    expect(await cluster.events('ready')).toEqual([
      `Normal NewArtifact stored artifact for commit '${'s'.repeat(50)}...'`,
    ]);
  });

  it('fetches nothing while the reference has not moved', async () => {
    const repository = await cluster.repository('still');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('still', {});
    const before = await cluster.untilReady('still', 'True');
    cluster.requests.length = 0;
    const after = await cluster.reconcile('still', 'token-1');
    expect(cluster.requests).toEqual([
      'GET /still.git/info/refs?service=git-upload-pack',
    ]);
    expect(after.status).toEqual({
      ...before.status,
      lastHandledReconcileAt: 'token-1',
    });
    expect(await cluster.events('still')).toContain(
      `Normal GitOperationSucceeded no changes since last reconciliation: observed revision '${after.status?.artifact?.revision}'`,
    );
    const hash = await repository.push({ files: { a: '2' } });
    const moved = await cluster.reconcile('still', 'token-2');
    expect(moved.status?.artifact?.revision).toBe(`main@sha1:${hash}`);
    expect(await cluster.events('still')).toContain(
      "Normal NewArtifact stored artifact for commit 'commit 1'",
    );
  });

  it('packs anew when spec.ignore changes, without a new revision', async () => {
    const repository = await cluster.repository('ignore');
    await repository.push({ files: { a: '1', b: '2' } });
    await cluster.apply('ignore', {});
    const before = await cluster.untilReady('ignore', 'True');
    await cluster.apply('ignore', { ignore: 'b' });
    const after = await cluster.untilReady('ignore', 'True');
    expect(after.status?.observedIgnore).toBe('b');
    expect(after.status?.artifact?.revision).toBe(
      before.status?.artifact?.revision,
    );
    expect(after.status?.artifact?.digest).not.toBe(
      before.status?.artifact?.digest,
    );
  });

  it('says what failed in the words of Flux, and recovers', async () => {
    const repository = await cluster.repository('fails');
    const hash = await repository.push({ files: { a: '1' } });
    await cluster.apply('fails', { ref: { branch: 'none' } });
    const failed = await cluster.untilReady('fails', 'False');
    const message = `failed to checkout and determine revision: unable to clone '${cluster.gitUrl}/fails.git': couldn't find remote ref "refs/heads/none"`;
    expect(conditions(failed)).toEqual([
      'Reconciling=True ProgressingWithRetry (1): building artifact',
      `Ready=False GitOperationFailed (1): ${message}`,
      `FetchFailed=True GitOperationFailed (1): ${message}`,
    ]);
    expect(failed.status?.observedGeneration).toBe(-1);
    expect(await cluster.events('fails')).toEqual([
      `Warning GitOperationFailed ${message}`,
    ]);
    await cluster.apply('fails', {});
    const ready = await cluster.untilReady('fails', 'True');
    const stored = `stored artifact for revision 'main@sha1:${hash}'`;
    expect(conditions(ready)).toEqual([
      `Ready=True Succeeded (2): ${stored}`,
      `ArtifactInStorage=True Succeeded (2): ${stored}`,
    ]);
  });

  it('keeps its artifact while the remote is away, and tells when it is back', async () => {
    const repository = await cluster.repository('away');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('away', {});
    const before = await cluster.untilReady('away', 'True');
    const served = join(cluster.root, 'away.git');
    renameSync(served, `${served}.away`);
    const failed = await cluster.reconcile('away', 'token-1');
    expect(failed.status?.artifact).toEqual(before.status?.artifact);
    expect(conditions(failed)).toContainEqual(
      expect.stringMatching(/^Ready=False GitOperationFailed/),
    );
    renameSync(`${served}.away`, served);
    await cluster.untilReady('away', 'True');
    expect(await cluster.events('away')).toContain(
      `Normal Succeeded stored artifact for commit '${before.status?.artifact?.revision}'`,
    );
  });

  it('reads its credentials from a Secret, and never tells them', async () => {
    const repository = await cluster.repository('secret');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('secret', { secretRef: { name: 'git' } });
    const missing = await cluster.untilReady('secret', 'False');
    const twice = "failed to get secret 'team/git'";
    expect(conditions(missing)).toContain(
      `Ready=False AuthenticationFailed (1): ${twice}: ${twice}: secrets "git" not found`,
    );
    await cluster.client.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'git', namespace: 'team' },
      stringData: { password: 'hunter2' },
    });
    const invalid = await cluster.until('secret', object =>
      conditions(object).some(text => text.includes('requires')),
    );
    expect(conditions(invalid)).toContain(
      "Ready=False AuthenticationFailed (1): failed to configure authentication options: invalid 'http' auth option: 'password' requires 'username' to be set",
    );
    expect(JSON.stringify(invalid)).not.toContain('hunter2');
    await cluster.client.patch(
      { apiVersion: 'v1', kind: 'Secret', name: 'git', namespace: 'team' },
      'merge',
      { stringData: { username: 'ada' } },
    );
    await cluster.untilReady('secret', 'True');
    expect((await cluster.events('secret')).join()).not.toContain('hunter2');
  });

  it.each<[string, object]>([
    ['spec.verify', { verify: { mode: 'HEAD', secretRef: { name: 'keys' } } }],
    ['spec.include', { include: [{ repository: { name: 'other' } }] }],
    ['spec.sparseCheckout', { sparseCheckout: ['app'] }],
    ['spec.recurseSubmodules', { recurseSubmodules: true }],
    ['spec.proxySecretRef', { proxySecretRef: { name: 'proxy' } }],
    [
      'spec.provider github',
      { provider: 'github', secretRef: { name: 'app' } },
    ],
    ['an SSH address in spec.url', { url: 'ssh://git@localhost/app.git' }],
  ])('refuses %s plainly', async (field, spec) => {
    const name = `refused-${field.replace(/[^a-z]+/gi, '-').toLowerCase()}`;
    await cluster.apply(name, spec);
    const object = await cluster.untilReady(name, 'False');
    const message = `${field} is not supported yet, and is never ignored: nothing was fetched`;
    expect(conditions(object)).toEqual([
      `Stalled=True Unsupported (1): ${message}`,
      `Ready=False Unsupported (1): ${message}`,
      `FetchFailed=True Unsupported (1): ${message}`,
    ]);
    expect(object.status?.artifact).toBeUndefined();
    expect(object.status?.observedGeneration).toBe(1);
  });

  it('follows the highest tag within a range, and says when there is none', async () => {
    const repository = await cluster.repository('ranged');
    await repository.push({ files: { a: '1' }, tag: 'v1.0.0' });
    await cluster.apply('ranged', { ref: { semver: '>=1.0.0 <2.0.0' } });
    const first = await cluster.untilReady('ranged', 'True');
    expect(first.status?.artifact?.revision).toMatch(/^v1\.0\.0@sha1:/);
    await repository.push({ files: { a: '2' }, tag: 'v1.1.0' });
    await repository.push({ files: { a: '3' }, tag: 'v2.0.0' });
    const second = await cluster.reconcile('ranged', 'token-1');
    expect(second.status?.artifact?.revision).toMatch(/^v1\.1\.0@sha1:/);
    await cluster.apply('ranged', { ref: { semver: '>=3' } });
    const none = await cluster.untilReady('ranged', 'False');
    expect(conditions(none).join()).toContain(
      'failed to checkout and determine revision: no match found for semver: >=3',
    );
    expect(none.status?.artifact?.revision).toBe(
      second.status?.artifact?.revision,
    );
  });

  it('does not remember a refusal once the field is gone', async () => {
    const repository = await cluster.repository('changed');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('changed', { sparseCheckout: ['app'] });
    await cluster.untilReady('changed', 'False');
    await cluster.apply('changed', {});
    const object = await cluster.untilReady('changed', 'True');
    expect(conditions(object)).toHaveLength(2);
  });

  it('makes an artifact anew that was tampered with or disappeared', async () => {
    const repository = await cluster.repository('lost');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('lost', {});
    const before = await cluster.untilReady('lost', 'True');
    appendFileSync(artifactFile(before), 'x');
    const restored = await cluster.reconcile('lost', 'token-1');
    expect(restored.status?.artifact?.digest).toBe(
      before.status?.artifact?.digest,
    );
    expect(await cluster.events('lost')).toContain(
      `Warning ArtifactVerificationFailed failed to verify integrity of artifact: computed digest doesn't match '${before.status?.artifact?.digest}'`,
    );
    rmSync(artifactFile(before));
    const again = await cluster.reconcile('lost', 'token-2');
    expect(existsSync(artifactFile(again))).toBe(true);
    expect(conditions(again)[0]).toMatch(/^Ready=True/);
  });

  it('does nothing while it is suspended, but answers requests', async () => {
    const repository = await cluster.repository('asleep');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('asleep', {});
    const before = await cluster.untilReady('asleep', 'True');
    await cluster.apply('asleep', { suspend: true });
    await repository.push({ files: { a: '2' } });
    const asked = await cluster.reconcile('asleep', 'token-1');
    expect(asked.status?.artifact).toEqual(before.status?.artifact);
    expect(asked.status?.observedGeneration).toBe(2);
    await cluster.apply('asleep', { suspend: false });
    await cluster.until(
      'asleep',
      object =>
        object.status?.artifact?.revision !== before.status?.artifact?.revision,
    );
  });

  it('takes its artifacts with it when it is deleted', async () => {
    const repository = await cluster.repository('deleted');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('deleted', {});
    const before = await cluster.untilReady('deleted', 'True');
    await cluster.client.delete(cluster.ref('deleted'));
    while (await cluster.client.find(cluster.ref('deleted')));
    expect(existsSync(artifactFile(before))).toBe(false);
    expect(await cluster.events('deleted')).toContain(
      'Normal GarbageCollectionSucceeded garbage collected artifacts for deleted resource',
    );
  });

  it('goes on after a restart without fetching again or writing status', async () => {
    const repository = await cluster.repository('restart');
    await repository.push({ files: { a: '1' } });
    await cluster.apply('restart', {});
    const before = await cluster.untilReady('restart', 'True');
    await cluster.stopController();
    cluster.requests.length = 0;
    cluster.startController();
    await cluster.reconcile('restart', 'token-1');
    const after = await cluster.get('restart');
    expect(after.status?.artifact).toEqual(before.status?.artifact);
    expect(
      cluster.requests.filter(request => request.startsWith('POST /restart')),
    ).toEqual([]);
  });

  it('has left no repository behind', async () => {
    expect(
      readdirSync(cluster.root).filter(name => name.startsWith('sluice-git-')),
    ).toEqual([]);
  });
});

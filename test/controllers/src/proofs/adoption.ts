import type { ManagedFieldsEntry } from '@sluice/kubernetes/objects';
import { check } from '../eventually';
import {
  type FluxObject,
  configMap,
  configMapType,
  deployment,
  deploymentType,
  gitRepositoryType,
  kustomizationType,
  ownerNameLabel,
  ownerNamespaceLabel,
} from '../objects';
import type { Proof } from '../proof';
import type { Shard } from '../shard';
import { withShard } from '../stage';

const manager = 'kustomize-controller';
const revision = 'main@sha1:0000000000000000000000000000000000000001';

/** Writes what Flux's kustomize-controller would have left: its fields, labels, inventory, finalizer and conditions. */
async function leaveAsFlux(shard: Shard): Promise<void> {
  const { client, namespace } = shard;
  const labels = { [ownerNameLabel]: 'app', [ownerNamespaceLabel]: namespace };
  const config = (name: string) => ({
    ...configMapType,
    metadata: { name, namespace, labels },
    data: { key: 'one' },
  });
  const web = {
    ...deploymentType,
    metadata: { name: 'web', namespace, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'main', image: 'nginx:1.25' }] },
      },
    },
  };
  for (const object of [config('kept'), config('dropped'), web])
    await client.apply(object, { fieldManager: manager, force: true });
  await client.patch(
    { ...kustomizationType, name: 'app', namespace },
    'merge',
    { metadata: { finalizers: ['finalizers.fluxcd.io'] } },
    { fieldManager: `gotk-${manager}` },
  );
  await client.patch(
    { ...kustomizationType, name: 'app', namespace },
    'merge',
    {
      status: {
        observedGeneration: 1,
        lastAppliedRevision: revision,
        lastAttemptedRevision: revision,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'ReconciliationSucceeded',
            message: `Applied revision: ${revision}`,
            lastTransitionTime: '2026-01-01T00:00:00Z',
            observedGeneration: 1,
          },
        ],
        inventory: {
          entries: [
            { id: `${namespace}_dropped__ConfigMap`, v: 'v1' },
            { id: `${namespace}_kept__ConfigMap`, v: 'v1' },
            { id: `${namespace}_web_apps_Deployment`, v: 'v1' },
          ],
        },
      },
    },
    { subresource: 'status', fieldManager: `gotk-${manager}` },
  );
}

/** `manager operation subresource`, of those who are not the cluster itself. */
function managersOf(entries: readonly ManagedFieldsEntry[] = []): string {
  return entries
    .filter(e => !/^(kube-|apiserver)/.test(e.manager ?? ''))
    .map(e => [e.manager, e.operation, e.subresource].filter(Boolean).join(' '))
    .sort()
    .join(', ');
}

export const adoption: Proof = {
  name: 'adoption',
  shards: ['adoption'],
  run: (stage, tell) =>
    withShard(stage, 'adoption', async shard => {
      const { client, namespace } = shard;
      const repository = await shard.repository('app');
      const commit = await repository.push({
        files: {
          'kept.yaml': configMap('kept'),
          'web.yaml': deployment('web'),
        },
      });
      await shard.source('src', shard.url(repository));
      await shard.kustomization('app');
      await leaveAsFlux(shard);
      const names = [
        shard.ref('ConfigMap', 'kept'),
        shard.ref('Deployment', 'web'),
      ];
      const before = await Promise.all(names.map(ref => client.get(ref)));
      await shard.start();
      const app = await shard.untilApplied('app', commit);
      const after = await Promise.all(names.map(ref => client.get(ref)));
      after.forEach((object, index) => {
        const { uid, resourceVersion, managedFields, name } = object.metadata;
        const known = before[index].metadata;
        check(uid === known.uid, `${name} was created anew`);
        check(
          object.kind !== 'ConfigMap' ||
            resourceVersion === known.resourceVersion,
          `${name} was written although it is as it should be`,
        );
        check(
          managersOf(managedFields) === `${manager} Apply`,
          `${name} is managed by ${managersOf(managedFields)}`,
        );
      });
      check(
        !(await shard.find(shard.ref('ConfigMap', 'dropped'))),
        'what Flux applied and Git has dropped was not pruned',
      );
      const ids = app.status?.inventory?.entries.map(e => `${e.id} ${e.v}`);
      check(
        JSON.stringify(ids) ===
          JSON.stringify([
            `${namespace}_kept__ConfigMap v1`,
            `${namespace}_web_apps_Deployment v1`,
          ]),
        `the inventory is ${JSON.stringify(ids)}`,
      );
      tell(
        'what Flux had applied was adopted: same uids, nothing written that was right, what its inventory had and Git has not was pruned',
      );
      const source = await client.get<FluxObject>({
        ...gitRepositoryType,
        name: 'src',
        namespace,
      });
      const found = [
        managersOf(app.metadata.managedFields),
        managersOf(source.metadata.managedFields),
      ];
      const expected = [
        'gotk-kustomize-controller Update, gotk-kustomize-controller Update status, proof Apply',
        'gotk-source-controller Update, gotk-source-controller Update status, proof Apply',
      ];
      check(
        JSON.stringify(found) === JSON.stringify(expected),
        `the objects are managed by ${found.join(' and ')}`,
      );
      tell(
        `Flux finds its own: finalizer, inventory ids, and the managers ${manager}, ${found[0]}, ${found[1]}`,
      );
    }),
};

import type { InternalApi } from '../resource';

const manager = 'kube-apiserver';
const names = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Creates the namespaces that every cluster has. */
export function createSystemNamespaces(api: InternalApi): void {
  const definition = api
    .definitions()
    .find(({ group, plural }) => group === '' && plural === 'namespaces');
  if (!definition) {
    return;
  }
  for (const name of names) {
    if (!api.get(definition, '', name)) {
      const object = {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      };
      api.create(definition, object, { manager });
    }
  }
}

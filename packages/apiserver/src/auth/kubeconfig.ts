import type { KeyPair } from './certificates';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** A kubeconfig with one cluster, one user and one context. JSON is YAML, so it is written as JSON. */
export function kubeconfigText(options: {
  url: string;
  user: string;
  /** PEM */
  authority: string;
  client: KeyPair;
}): string {
  const { url, user, authority, client } = options;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'sluice',
        cluster: {
          server: url,
          'certificate-authority-data': base64(authority),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(client.certificate),
          'client-key-data': base64(client.key),
        },
      },
    ],
    contexts: [{ name: 'sluice', context: { cluster: 'sluice', user } }],
    'current-context': 'sluice',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

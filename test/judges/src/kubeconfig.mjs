/**
 * A kubeconfig with everything inside. JSON, which is YAML too.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {string} options.user
 * @param {string} options.authority PEM
 * @param {import('./certificates.mjs').KeyAndCertificate} options.client
 */
export function kubeconfig({ url, user, authority, client }) {
  const base64 = (/** @type {string} */ text) =>
    Buffer.from(text).toString('base64');
  const cluster = {
    server: url,
    'certificate-authority-data': base64(authority),
  };
  const credentials = {
    'client-certificate-data': base64(client.certificate),
    'client-key-data': base64(client.key),
  };
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'judges', cluster }],
    users: [{ name: user, user: credentials }],
    contexts: [{ name: 'judges', context: { cluster: 'judges', user } }],
    'current-context': 'judges',
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

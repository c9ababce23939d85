import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const token = {
  apiVersion: 'client.authentication.k8s.io/v1',
  kind: 'ExecCredential',
  status: { token: 'from-the-plugin' },
};

const kubeconfig = JSON.stringify({
  'current-context': 'c',
  clusters: [
    {
      name: 'c',
      cluster: {
        server: 'https://cluster.example:6443',
        'certificate-authority-data': Buffer.from('CA').toString('base64'),
      },
    },
  ],
  users: [
    {
      name: 'u',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: process.execPath,
          args: ['-e', `console.log(${JSON.stringify(JSON.stringify(token))})`],
        },
      },
    },
  ],
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
});

/** In a process of its own: client-node is an ES module, which Jest does not load. */
const program = `
const { loadConnection } = require(${JSON.stringify(
  require.resolve('./loadConnection'),
)});
loadConnection({ kubeconfigText: process.argv[1] }).then(async connection => {
  const { server, ca } = connection;
  const credentials = await connection.credentials();
  console.log(JSON.stringify({ server, ca, credentials }));
});`;

describe('a connection through client-node', () => {
  it('runs credential plugins', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '-e',
      program,
      kubeconfig,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      server: 'https://cluster.example:6443',
      ca: 'CA',
      credentials: { headers: { authorization: 'Bearer from-the-plugin' } },
    });
  }, 60_000);
});

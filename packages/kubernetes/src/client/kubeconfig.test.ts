import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectionFromKubeconfig,
  connectionFromKubeconfigFile,
} from './kubeconfig';
import { loadConnection } from './loadConnection';

const source = `
apiVersion: v1
kind: Config
current-context: certificates
clusters:
- name: one
  cluster:
    server: https://admin:hush@one.example:6443/
    certificate-authority-data: ${Buffer.from('CA').toString('base64')}
    tls-server-name: inner.example
- name: two
  cluster: {server: 'https://two.example/k8s/clusters/c-1', insecure-skip-tls-verify: true}
users:
- name: certificates
  user:
    client-certificate-data: ${Buffer.from('CERT').toString('base64')}
    client-key: key.pem
- name: token
  user: {token: abc}
- name: basic
  user: {username: ada, password: lovelace}
- name: file
  user: {tokenFile: token.txt}
- name: plugin
  user: {exec: {command: aws}}
contexts:
- {name: certificates, context: {cluster: one, user: certificates, namespace: apps}}
- {name: token, context: {cluster: two, user: token}}
- {name: basic, context: {cluster: two, user: basic}}
- {name: file, context: {cluster: two, user: file}}
- {name: plugin, context: {cluster: two, user: plugin}}
- {name: broken, context: {cluster: three, user: token}}
`;

describe('a kubeconfig', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sluice-kubeconfig-'));
    await writeFile(join(directory, 'config'), source);
    await writeFile(join(directory, 'key.pem'), 'KEY');
    await writeFile(join(directory, 'token.txt'), 'first\n');
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('leads to a server with certificates', async () => {
    const connection = await connectionFromKubeconfigFile(
      join(directory, 'config'),
    );
    expect(connection).toMatchObject({
      server: 'https://one.example:6443',
      ca: 'CA',
      tlsServerName: 'inner.example',
      insecureSkipTlsVerify: false,
      namespace: 'apps',
    });
    expect(await connection.credentials()).toEqual({
      headers: {},
      cert: 'CERT',
      key: 'KEY',
    });
  });

  it('may have tokens and passwords', async () => {
    const headersOf = async (context: string) => {
      const connection = connectionFromKubeconfig(source, { context });
      return (await connection.credentials()).headers;
    };
    expect(await headersOf('token')).toEqual({ authorization: 'Bearer abc' });
    expect(await headersOf('basic')).toEqual({
      authorization: `Basic ${Buffer.from('ada:lovelace').toString('base64')}`,
    });
    const { server, insecureSkipTlsVerify } = connectionFromKubeconfig(source, {
      context: 'token',
    });
    expect(server).toBe('https://two.example/k8s/clusters/c-1');
    expect(insecureSkipTlsVerify).toBe(true);
  });

  it('reads a token file again when it is told that the token is old', async () => {
    const connection = await loadConnection({
      kubeconfig: join(directory, 'config'),
      context: 'file',
    });
    const token = async (renew?: boolean) =>
      (await connection.credentials({ renew })).headers.authorization;
    expect(await token()).toBe('Bearer first');
    await writeFile(join(directory, 'token.txt'), 'second');
    expect(await token()).toBe('Bearer first');
    expect(await token(true)).toBe('Bearer second');
  });

  it('says what is missing', () => {
    const connect = (text: string, context?: string) => () =>
      connectionFromKubeconfig(text, { context });
    expect(connect(source, 'nothing')).toThrow('no context "nothing"');
    expect(connect(source, 'broken')).toThrow('no cluster "three"');
    expect(connect(source, 'plugin')).toThrow('credential plugin');
    expect(connect('just text')).toThrow('not a mapping');
  });
});

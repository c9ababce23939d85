import { env } from './env';
import { TestRun } from './testing';
import { version } from './version';

const test = new TestRun('/');

describe('sluice helm env', () => {
  it('tells flags, then the environment, then defaults', async () => {
    const { code, out } = await test.run(
      env,
      ['-n', 'flag', '--qps', '3.25', '--kubeconfig', '/k', '--debug'],
      {
        HOME: '/home/ada',
        XDG_CONFIG_HOME: '/config',
        HELM_CACHE_HOME: '/cache',
        HELM_NAMESPACE: 'environment',
        HELM_BURST_LIMIT: 'many',
        HELM_KUBEASGROUPS: 'a,b',
        HELM_REPOSITORY_CACHE: 'rel',
      },
    );
    expect(code).toBe(0);
    const lines = out.split('\n').filter(line => !line.startsWith('HELM_BIN='));
    // As helm 4.2.1 prints it.
    expect(lines).toEqual([
      'HELM_BURST_LIMIT="100"',
      'HELM_CACHE_HOME="/cache"',
      'HELM_CONFIG_HOME="/config/helm"',
      'HELM_CONTENT_CACHE="/cache/content"',
      'HELM_DATA_HOME="/home/ada/.local/share/helm"',
      'HELM_DEBUG="true"',
      'HELM_KUBEAPISERVER=""',
      'HELM_KUBEASGROUPS="a,b"',
      'HELM_KUBEASUSER=""',
      'HELM_KUBECAFILE=""',
      'HELM_KUBECONTEXT=""',
      'HELM_KUBEINSECURE_SKIP_TLS_VERIFY="false"',
      'HELM_KUBETLS_SERVER_NAME=""',
      'HELM_KUBETOKEN=""',
      'HELM_MAX_HISTORY="10"',
      'HELM_NAMESPACE="flag"',
      'HELM_PLUGINS="/home/ada/.local/share/helm/plugins"',
      'HELM_QPS="3.25"',
      'HELM_REGISTRY_CONFIG="/config/helm/registry/config.json"',
      'HELM_REPOSITORY_CACHE="rel"',
      'HELM_REPOSITORY_CONFIG="/config/helm/repositories.yaml"',
      'KUBECONFIG="/k"',
      '',
    ]);
  });

  it('tells one of them', async () => {
    const environment = { HELM_NAMESPACE: 'web' };
    expect(await test.run(env, ['HELM_NAMESPACE'], environment)).toEqual({
      code: 0,
      out: 'web\n',
      err: '',
    });
    expect((await test.run(env, ['PATH'], { PATH: '/bin' })).out).toBe('\n');
  });
});

describe('sluice helm version', () => {
  it.each([
    [
      [],
      'version.BuildInfo{Version:"v4.2.1", GitCommit:"", GitTreeState:"", GoVersion:"go1.26.8", KubeClientVersion:"v1.36"}\n',
    ],
    [['--short'], 'v4.2.1\n'],
    [['--template', '{{.Version}} {{.}}'], 'v4.2.1 {v4.2.1   go1.26.8 v1.36}'],
  ])('answers %j as helm does', async (argv, out) => {
    expect(await test.run(version, argv)).toEqual({ code: 0, out, err: '' });
  });

  it('says what is wrong with a template', async () => {
    expect(await test.run(version, ['--template', 'a{{.Nope}}'])).toEqual({
      code: 1,
      out: 'a',
      err: 'Error: template: _:1:3: executing "_" at <.Nope>: can\'t evaluate field Nope in type version.BuildInfo\n',
    });
    expect((await test.run(version, ['--template', '{{'])).err).toBe(
      'Error: template: _:1: unclosed action\n',
    );
  });
});

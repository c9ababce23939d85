import { Agent, get } from 'node:https';
import {
  at,
  configMap,
  mergePatch,
  TestApiServer,
} from '../testing/testApiServer';

const core = '/api/v1/namespaces/team';
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const bot = { 'Impersonate-User': 'system:serviceaccount:team:bot' };

describe('access', () => {
  let api: TestApiServer;
  beforeAll(async () => {
    api = await TestApiServer.start();
    await api.call('POST', '/api/v1/namespaces', {
      body: { metadata: { name: 'team' } },
    });
    await api.call('POST', `${core}/serviceaccounts`, {
      body: { metadata: { name: 'bot' } },
    });
    await api.call('POST', `${rbac}/namespaces/team/roles`, {
      body: {
        metadata: { name: 'reader' },
        rules: [
          {
            apiGroups: [''],
            resources: ['configmaps'],
            verbs: ['get', 'list'],
          },
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: ['own'],
            verbs: ['get'],
          },
          {
            apiGroups: ['apps'],
            resources: ['deployments/scale'],
            verbs: ['get'],
          },
          {
            apiGroups: ['rbac.authorization.k8s.io'],
            resources: ['roles', 'rolebindings'],
            verbs: ['create', 'patch'],
          },
        ],
      },
    });
    await api.call('POST', `${rbac}/namespaces/team/rolebindings`, {
      body: {
        metadata: { name: 'reader' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Role',
          name: 'reader',
        },
        subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'team' }],
      },
    });
  });
  afterAll(() => api.stop());

  const asBot = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, { headers: bot, body });
    return answer.status < 400
      ? String(answer.status)
      : String(answer.body.message);
  };
  const cannot = (what: string) =>
    `User "system:serviceaccount:team:bot" cannot ${what}`;

  it('allows what roles allow, and names what they do not', async () => {
    expect(await asBot('GET', `${core}/configmaps`)).toBe('200');
    expect(await asBot('GET', `${core}/secrets`)).toBe(
      `secrets is forbidden: ${cannot(
        'list resource "secrets" in API group "" in the namespace "team"',
      )}`,
    );
    expect(
      await asBot('GET', '/apis/apps/v1/namespaces/team/deployments/web'),
    ).toBe(
      `deployments.apps "web" is forbidden: ${cannot(
        'get resource "deployments" in API group "apps" in the namespace "team"',
      )}`,
    );
    expect(
      await asBot(
        'GET',
        '/apis/apps/v1/namespaces/team/deployments/web/status',
      ),
    ).toBe(
      `deployments.apps "web" is forbidden: ${cannot(
        'get resource "deployments/status" in API group "apps" in the namespace "team"',
      )}`,
    );
    expect(
      await asBot('GET', '/apis/apps/v1/namespaces/team/deployments/web/scale'),
    ).toBe('deployments.apps "web" not found');
    expect(await asBot('GET', '/api/v1/nodes')).toBe(
      `nodes is forbidden: ${cannot(
        'list resource "nodes" in API group "" at the cluster scope',
      )}`,
    );
    expect(await asBot('GET', '/metrics')).toBe(
      `forbidden: ${cannot('get path "/metrics"')}`,
    );
    expect(await asBot('GET', '/version')).toBe('200');
  });

  it('limits rules to resource names, also for lists of one name', async () => {
    expect(await asBot('GET', `${core}/secrets/own`)).toBe(
      'secrets "own" not found',
    );
    expect(await asBot('GET', `${core}/secrets/other`)).toContain(
      'cannot get resource "secrets"',
    );
  });

  it('knows nobody without credentials', async () => {
    const anonymous = await api.call('GET', '/api/v1/pods', {
      anonymous: true,
    });
    expect(anonymous.status).toBe(403);
    expect(anonymous.body.message).toContain('User "system:anonymous"');
    const wrong = await api.call('GET', '/api/v1/pods', { token: 'wrong' });
    expect(wrong.body).toMatchObject({ code: 401, reason: 'Unauthorized' });
  });

  it('answers tokens of service accounts, and refuses them once the account is gone', async () => {
    await api.call('POST', `${core}/serviceaccounts`, {
      body: { metadata: { name: 'short' } },
    });
    const issued = await api.call(
      'POST',
      `${core}/serviceaccounts/short/token`,
      {
        body: { spec: { expirationSeconds: 600 } },
      },
    );
    expect(issued.status).toBe(201);
    const token = String(at(issued.body, 'status', 'token'));
    const review = () =>
      api.call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        token,
        body: {},
      });
    expect((await review()).body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:serviceaccount:team:short',
          groups: [
            'system:serviceaccounts',
            'system:serviceaccounts:team',
            'system:authenticated',
          ],
        },
      },
    });
    const forged = `${token.slice(0, -4)}${
      token.endsWith('AAAA') ? 'BBBB' : 'AAAA'
    }`;
    expect((await api.call('GET', '/version', { token: forged })).status).toBe(
      401,
    );
    await api.call('DELETE', `${core}/serviceaccounts/short`);
    expect((await review()).status).toBe(401);
  });

  it('ends tokens when they expire', async () => {
    let now = Date.now();
    const later = await TestApiServer.start({ now: () => now });
    try {
      const accounts = '/api/v1/namespaces/default/serviceaccounts';
      await later.call('POST', accounts, {
        body: { metadata: { name: 'bot' } },
      });
      const issued = await later.call('POST', `${accounts}/bot/token`, {
        body: { spec: {} },
      });
      const token = String(at(issued.body, 'status', 'token'));
      expect((await later.call('GET', '/version', { token })).status).toBe(200);
      now += 3601 * 1000;
      expect((await later.call('GET', '/version', { token })).status).toBe(401);
    } finally {
      await later.stop();
    }
  });

  it('lets only those impersonate who may', async () => {
    const issued = await api.call('POST', `${core}/serviceaccounts/bot/token`, {
      body: {},
    });
    const token = String(at(issued.body, 'status', 'token'));
    const refused = await api.call('GET', `${core}/configmaps`, {
      token,
      headers: {
        'Impersonate-User': 'system:serviceaccount:team:bot',
        'Impersonate-Group': 'system:masters',
      },
    });
    expect(refused.body.message).toBe(
      `serviceaccounts "bot" is forbidden: ${cannot(
        'impersonate resource "serviceaccounts" in API group "" in the namespace "team"',
      )}`,
    );
    const plain = await api.call('GET', `${core}/configmaps`, {
      token,
      headers: { 'Impersonate-User': 'eve' },
    });
    expect(plain.body.message).toBe(
      `configmaps is forbidden: ${cannot(
        'impersonate-on:user-info:list resource "configmaps" in API group "" in the namespace "team"',
      )}`,
    );
    const noUser = await api.call('GET', `${core}/configmaps`, {
      headers: { 'Impersonate-Group': 'x' },
    });
    expect(noUser.status).toBe(400);
  });

  it('lets nobody grant more than they hold', async () => {
    const role = (name: string, resources: string[]) =>
      asBot('POST', `${rbac}/namespaces/team/roles`, {
        metadata: { name },
        rules: [{ apiGroups: [''], resources, verbs: ['get', 'list'] }],
      });
    expect(await role('fine', ['configmaps'])).toBe('201');
    expect(await role('more', ['secrets', 'configmaps'])).toBe(
      'roles.rbac.authorization.k8s.io "more" is forbidden: user "system:serviceaccount:team:bot" (groups=["system:serviceaccounts" "system:serviceaccounts:team" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
    );
    const bound = await asBot('POST', `${rbac}/namespaces/team/rolebindings`, {
      metadata: { name: 'boss' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'cluster-admin',
      },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'team' }],
    });
    expect(bound).toContain('{APIGroups:["*"], Resources:["*"], Verbs:["*"]}');
  });

  it('follows a change of roles at once', async () => {
    const rules = (verbs: string[]) =>
      api.call('PUT', `${rbac}/clusterroles/changing`, {
        body: {
          metadata: { name: 'changing' },
          rules: [{ apiGroups: [''], resources: ['pods'], verbs }],
        },
      });
    await rules(['list']);
    await api.call('POST', `${rbac}/clusterrolebindings`, {
      body: {
        metadata: { name: 'changing' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'changing',
        },
        subjects: [
          {
            kind: 'Group',
            name: 'system:serviceaccounts:team',
            apiGroup: 'rbac.authorization.k8s.io',
          },
        ],
      },
    });
    expect(await asBot('GET', `${core}/pods`)).toBe('200');
    await rules(['get']);
    expect(await asBot('GET', `${core}/pods`)).toContain('cannot list');
    await rules(['*']);
    expect(await asBot('GET', '/api/v1/pods')).toBe('200');
    await api.call('DELETE', `${rbac}/clusterrolebindings/changing`);
    expect(await asBot('GET', `${core}/pods`)).toContain('cannot list');
  });

  it('gathers the rules of aggregated roles', async () => {
    const edit = await api.call('GET', `${rbac}/clusterroles/edit`);
    expect(JSON.stringify(edit.body.rules)).toContain('"configmaps"');
    await api.call('POST', `${rbac}/clusterroles`, {
      body: {
        metadata: {
          name: 'things',
          labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
        },
        rules: [
          { apiGroups: ['example.com'], resources: ['things'], verbs: ['get'] },
        ],
      },
    });
    const admin = await api.watch(
      `${rbac}/clusterroles?watch=true&fieldSelector=metadata.name%3Dadmin&resourceVersion=${String(
        at(edit.body, 'metadata', 'resourceVersion'),
      )}`,
      1,
    );
    expect(JSON.stringify(admin.at(-1)?.object)).toContain('"things"');
  });

  it('reviews access', async () => {
    const review = (kind: string, spec: object, headers = {}) =>
      api.call('POST', `/apis/authorization.k8s.io/v1/${kind}`, {
        body: { spec },
        headers,
      });
    const attributes = {
      namespace: 'team',
      verb: 'get',
      resource: 'configmaps',
    };
    const own = await review(
      'selfsubjectaccessreviews',
      { resourceAttributes: attributes },
      bot,
    );
    expect(own.body.status).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by RoleBinding "reader/team" of Role "reader" to ServiceAccount "bot/team"',
    });
    const other = await review('subjectaccessreviews', {
      user: 'eve',
      resourceAttributes: attributes,
    });
    expect(other.body.status).toEqual({ allowed: false });
    const rules = await review(
      'selfsubjectrulesreviews',
      { namespace: 'team' },
      bot,
    );
    expect(at(rules.body, 'status', 'resourceRules')).toContainEqual({
      verbs: ['get', 'list'],
      apiGroups: [''],
      resources: ['configmaps'],
    });
  });

  it('trusts certificates of its own authority alone', async () => {
    const other = await TestApiServer.start();
    try {
      const foreign = JSON.parse(
        other.server.kubeconfig('admin', ['system:masters']),
      );
      const { user } = foreign.users[0];
      const agent = new Agent({
        ca: api.server.caPem,
        cert: Buffer.from(user['client-certificate-data'], 'base64'),
        key: Buffer.from(user['client-key-data'], 'base64'),
      });
      const status = await new Promise((resolve, reject) => {
        get(`${api.server.url}/api/v1/pods`, { agent }, response => {
          response.resume();
          resolve(response.statusCode);
        }).once('error', reject);
      });
      agent.destroy();
      expect(status).toBe(403);
    } finally {
      await other.stop();
    }
  });

  it('warns nobody of secrets: a refused write names no content', async () => {
    const { text } = await api.call('POST', `${core}/secrets`, {
      body: { metadata: { name: 'A_' }, stringData: { password: 'hunter2' } },
    });
    expect(text).not.toContain('hunter2');
    expect(
      (
        await api.call('PATCH', `${core}/configmaps/none`, {
          contentType: mergePatch,
          body: configMap('none'),
        })
      ).status,
    ).toBe(404);
  });
});

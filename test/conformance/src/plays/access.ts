import type { Caller, Play } from '../play';
import { configMap, contentTypes, core, group } from './manifests';

const ns = 'access';
const maps = core(ns, 'configmaps');
const rbac = 'rbac.authorization.k8s.io/v1';
const roles = group(rbac, ns, 'roles');
const bindings = group(rbac, ns, 'rolebindings');
const robot: Caller = { token: '{{token:status.token}}' };
const jane: Caller = { user: 'jane', groups: ['team-a'] };

function review(spec: object) {
  return { apiVersion: 'authorization.k8s.io/v1', spec };
}

/** Service accounts, their tokens, roles, impersonation and reviews. */
export const access: Play = {
  name: 'access',
  namespace: ns,
  steps: [
    {
      call: 'create a service account',
      request: `POST ${core(ns, 'serviceaccounts')}`,
      body: {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'robot' },
      },
    },
    {
      call: 'token',
      request: `POST ${core(ns, 'serviceaccounts/robot/token')}`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 3600 },
      },
    },
    {
      call: 'token that ends too soon',
      request: `POST ${core(ns, 'serviceaccounts/robot/token')}`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 5 },
      },
    },
    {
      call: 'token of nobody',
      request: `POST ${core(ns, 'serviceaccounts/nobody/token')}`,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {},
      },
    },
    { call: 'robot may not list', request: `GET ${maps}`, as: robot },
    {
      call: 'robot may not create',
      request: `POST ${maps}`,
      as: robot,
      body: configMap('r'),
    },
    {
      call: 'robot may not read cluster-wide',
      request: 'GET /api/v1/nodes',
      as: robot,
    },
    {
      call: 'robot may not use a subresource',
      request: `GET ${group('apps/v1', ns, 'deployments/x/scale')}`,
      as: robot,
    },
    { call: 'robot may discover', request: 'GET /api', as: robot },
    {
      call: 'a wrong token',
      request: `GET ${maps}`,
      as: { token: 'nonsense' },
    },
    {
      call: 'nobody reads the version',
      request: 'GET /healthz',
      as: 'anonymous',
    },
    { call: 'nobody may list', request: `GET ${maps}`, as: 'anonymous' },
    { call: 'nobody may discover', request: 'GET /apis', as: 'anonymous' },
    {
      call: 'create a role',
      request: `POST ${roles}`,
      body: {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'reader' },
        rules: [
          {
            apiGroups: [''],
            resources: ['configmaps'],
            verbs: ['get', 'list', 'watch', 'create', 'patch'],
          },
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: ['one'],
            verbs: ['get'],
          },
        ],
      },
    },
    {
      call: 'create a role that cannot be',
      request: `POST ${roles}`,
      body: {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'bad' },
        rules: [{ apiGroups: [''], nonResourceURLs: ['/x'] }],
      },
    },
    {
      call: 'bind it',
      request: `POST ${bindings}`,
      body: {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata: { name: 'readers' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Role',
          name: 'reader',
        },
        subjects: [
          { kind: 'ServiceAccount', name: 'robot', namespace: ns },
          {
            kind: 'Group',
            apiGroup: 'rbac.authorization.k8s.io',
            name: 'team-a',
          },
        ],
      },
    },
    {
      call: 'change what it binds',
      request: `PATCH ${bindings}/readers`,
      contentType: contentTypes.merge,
      body: { roleRef: { name: 'other' } },
    },
    { until: 'bound', get: `${bindings}/readers`, field: 'code', equals: 200 },
    {
      call: 'robot may create now',
      request: `POST ${maps}?fieldManager=robot`,
      as: robot,
      body: configMap('r', { a: 'b' }),
    },
    { call: 'robot may read now', request: `GET ${maps}/r`, as: robot },
    {
      call: 'robot may apply now',
      request: `PATCH ${maps}/r?fieldManager=robot`,
      as: robot,
      contentType: contentTypes.apply,
      body: configMap('r', { a: 'b' }),
    },
    {
      call: 'robot still may not delete',
      request: `DELETE ${maps}/r`,
      as: robot,
    },
    {
      call: 'robot still may not delete collections',
      request: `DELETE ${maps}`,
      as: robot,
    },
    { call: 'jane reads by her group', request: `GET ${maps}/r`, as: jane },
    {
      call: 'jane reads the one secret, which is not there',
      request: `GET ${core(ns, 'secrets/one')}`,
      as: jane,
    },
    {
      call: 'jane may not read another',
      request: `GET ${core(ns, 'secrets/two')}`,
      as: jane,
    },
    {
      call: 'the service account, impersonated',
      request: `GET ${maps}/r`,
      as: { user: `system:serviceaccount:${ns}:robot` },
    },
    {
      call: 'a stranger, impersonated',
      request: `GET ${maps}/r`,
      as: { user: 'stranger' },
    },
    {
      call: 'robot may not impersonate',
      request: `GET ${maps}/r`,
      as: robot,
      headers: { 'Impersonate-User': 'jane' },
    },
    {
      call: 'groups without a user',
      request: `GET ${maps}/r`,
      headers: { 'Impersonate-Group': 'team-a' },
    },
    {
      call: 'jane may not give what she has not',
      request: `POST ${roles}`,
      as: jane,
      body: {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'more' },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
      },
    },
    {
      call: 'let robot make roles',
      request: `PATCH ${roles}/reader`,
      contentType: contentTypes.json,
      body: JSON.stringify([
        {
          op: 'add',
          path: '/rules/-',
          value: {
            apiGroups: ['rbac.authorization.k8s.io'],
            resources: ['roles', 'rolebindings'],
            verbs: ['create', 'update', 'patch', 'get'],
          },
        },
      ]),
    },
    {
      until: 'robot can make roles',
      get: `${roles}/reader`,
      field: 'rules.2.verbs.0',
      equals: 'create',
    },
    {
      call: 'robot may not give what it has not',
      request: `POST ${roles}`,
      as: robot,
      body: {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'more' },
        rules: [
          { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
          { apiGroups: [''], resources: ['configmaps'], verbs: ['get'] },
        ],
      },
    },
    {
      call: 'robot may give what it has',
      request: `POST ${roles}?fieldManager=robot`,
      as: robot,
      body: {
        apiVersion: rbac,
        kind: 'Role',
        metadata: { name: 'less' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
      },
    },
    {
      call: 'robot may not bind the administrator',
      request: `POST ${bindings}`,
      as: robot,
      body: {
        apiVersion: rbac,
        kind: 'RoleBinding',
        metadata: { name: 'admins' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'cluster-admin',
        },
        subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: ns }],
      },
    },
    {
      call: 'may I',
      request: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      as: robot,
      body: {
        ...review({
          resourceAttributes: {
            namespace: ns,
            verb: 'create',
            resource: 'configmaps',
          },
        }),
        kind: 'SelfSubjectAccessReview',
      },
    },
    {
      call: 'may I not',
      request: 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      as: robot,
      body: {
        ...review({
          resourceAttributes: {
            namespace: ns,
            verb: 'delete',
            resource: 'configmaps',
          },
        }),
        kind: 'SelfSubjectAccessReview',
      },
    },
    {
      call: 'may the stranger',
      request: 'POST /apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        ...review({
          user: 'stranger',
          groups: ['team-a'],
          resourceAttributes: {
            namespace: ns,
            verb: 'get',
            resource: 'configmaps',
          },
        }),
        kind: 'SubjectAccessReview',
      },
    },
    {
      call: 'may anybody read a path',
      request: 'POST /apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        ...review({
          user: 'stranger',
          nonResourceAttributes: { path: '/metrics', verb: 'get' },
        }),
        kind: 'SubjectAccessReview',
      },
    },
    {
      call: 'what may I',
      request: 'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      as: robot,
      body: {
        ...review({ namespace: ns }),
        kind: 'SelfSubjectRulesReview',
      },
    },
    {
      call: 'who am I',
      request: 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews',
      as: robot,
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      },
    },
    {
      call: 'whose token is it',
      request: 'POST /apis/authentication.k8s.io/v1/tokenreviews',
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        spec: { token: '{{token:status.token}}' },
      },
    },
    {
      call: 'whose nonsense is it',
      request: 'POST /apis/authentication.k8s.io/v1/tokenreviews',
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        spec: { token: 'nonsense' },
      },
    },
    {
      call: 'an aggregated role',
      request: `POST /apis/${rbac}/clusterroles`,
      body: {
        apiVersion: rbac,
        kind: 'ClusterRole',
        metadata: { name: 'conformance-sum' },
        aggregationRule: {
          clusterRoleSelectors: [
            { matchLabels: { 'conformance.example.com/part': 'true' } },
          ],
        },
        rules: [],
      },
    },
    {
      call: 'a part of it',
      request: `POST /apis/${rbac}/clusterroles`,
      body: {
        apiVersion: rbac,
        kind: 'ClusterRole',
        metadata: {
          name: 'conformance-part',
          labels: { 'conformance.example.com/part': 'true' },
        },
        rules: [{ apiGroups: ['x'], resources: ['y'], verbs: ['get'] }],
      },
    },
    {
      until: 'the sum',
      get: `/apis/${rbac}/clusterroles/conformance-sum`,
      field: 'rules.0.apiGroups.0',
      equals: 'x',
    },
    {
      call: 'a system role',
      request: `GET /apis/${rbac}/clusterroles/view`,
    },
    {
      call: 'delete the service account',
      request: `DELETE ${core(ns, 'serviceaccounts/robot')}`,
    },
    {
      until: 'its token is void',
      get: `${maps}/r`,
      field: 'code',
      equals: 401,
      as: robot,
    },
  ],
};

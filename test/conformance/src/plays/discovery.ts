import type { Play } from '../play';

const aggregated = {
  Accept:
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json',
};

/** What the server says of itself. */
export const discovery: Play = {
  name: 'discovery',
  steps: [
    { call: 'version', request: 'GET /version' },
    { call: 'core', request: 'GET /api' },
    { call: 'core resources', request: 'GET /api/v1' },
    { call: 'groups', request: 'GET /apis' },
    { call: 'one group', request: 'GET /apis/apps' },
    { call: 'apps', request: 'GET /apis/apps/v1' },
    { call: 'batch', request: 'GET /apis/batch/v1' },
    { call: 'roles', request: 'GET /apis/rbac.authorization.k8s.io/v1' },
    { call: 'sources', request: 'GET /apis/source.toolkit.fluxcd.io/v1' },
    {
      call: 'Kustomizations',
      request: 'GET /apis/kustomize.toolkit.fluxcd.io/v1',
    },
    { call: 'a group that is not there', request: 'GET /apis/no.example' },
    {
      call: 'a version that is not there',
      request: 'GET /apis/apps/v9',
    },
    { call: 'aggregated core', request: 'GET /api', headers: aggregated },
    { call: 'aggregated groups', request: 'GET /apis', headers: aggregated },
    { call: 'healthz', request: 'GET /healthz' },
    { call: 'livez', request: 'GET /livez' },
    { call: 'readyz', request: 'GET /readyz' },
    { call: 'no such path', request: 'GET /nothing' },
    {
      call: 'the keys of service accounts, to nobody',
      request: 'GET /openid/v1/jwks',
      as: 'anonymous',
    },
  ],
};

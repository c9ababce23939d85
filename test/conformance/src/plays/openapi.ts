import type { Play } from '../play';

/** Schemas as kubectl asks for them. */
export const openapi: Play = {
  name: 'openapi',
  unrecorded: true,
  steps: [
    {
      until: 'the schemas of Kustomizations',
      get: '/openapi/v3/apis/kustomize.toolkit.fluxcd.io/v1',
      field: 'code',
      equals: 200,
    },
    {
      call: 'schemas that are not there',
      request: 'GET /openapi/v3/apis/no.example/v1',
    },
  ],
};

import type { Play } from '../play';
import { asTable, configMap, contentTypes, core } from './manifests';

const ns = 'lists';
const maps = core(ns, 'configmaps');
const own = 'labelSelector=app';

/** Lists with selectors, pages and versions; watches with bookmarks, history and 410. */
export const lists: Play = {
  name: 'lists',
  namespace: ns,
  steps: [
    ...['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
      call: `create ${name}`,
      request: `POST ${maps}`,
      body: configMap(
        name,
        {},
        {
          labels: { app: name, tier: index % 2 ? 'odd' : 'even' },
        },
      ),
    })),
    { call: 'list', request: `GET ${maps}?${own}` },
    {
      call: 'list by equality',
      request: `GET ${maps}?labelSelector=tier%3Deven,app!%3Da`,
    },
    {
      call: 'list by set',
      request: `GET ${maps}?labelSelector=app%20in%20(a,b),tier%20notin%20(odd)`,
    },
    {
      call: 'list by absence',
      request: `GET ${maps}?labelSelector=!app`,
    },
    {
      call: 'list by a selector that cannot be read',
      request: `GET ${maps}?labelSelector=app%20among%20(a)`,
    },
    {
      call: 'list by field',
      request: `GET ${maps}?fieldSelector=metadata.name%3Dc`,
    },
    {
      call: 'list by a field that is not selectable',
      request: `GET ${maps}?fieldSelector=data.k%3Dc`,
    },
    { call: 'first page', request: `GET ${maps}?${own}&limit=2` },
    {
      call: 'second page',
      request: `GET ${maps}?${own}&limit=2&continue={{first page:metadata.continue}}`,
    },
    {
      call: 'last page',
      request: `GET ${maps}?${own}&limit=2&continue={{second page:metadata.continue}}`,
    },
    {
      call: 'a page that cannot be read',
      request: `GET ${maps}?limit=2&continue=nonsense`,
    },
    {
      call: 'a page of no selector tells how many remain',
      request: `GET ${maps}?limit=2`,
    },
    {
      call: 'list at any version',
      request: `GET ${maps}?${own}&resourceVersion=0`,
    },
    {
      call: 'list at a version',
      request: `GET ${maps}?${own}&resourceVersion={{create e:metadata.resourceVersion}}&resourceVersionMatch=NotOlderThan`,
    },
    {
      call: 'list at an exact version',
      request: `GET ${maps}?${own}&resourceVersion={{create c:metadata.resourceVersion}}&resourceVersionMatch=Exact`,
    },
    {
      call: 'list with a match that is not known',
      request: `GET ${maps}?resourceVersion=1&resourceVersionMatch=Nearly`,
    },
    {
      call: 'list with a match without a version',
      request: `GET ${maps}?resourceVersionMatch=Exact`,
    },
    {
      call: 'list at a version that cannot be read',
      request: `GET ${maps}?resourceVersion=abc`,
    },
    {
      call: 'list at a version to come',
      request: `GET ${maps}?resourceVersion=999999999&timeoutSeconds=1`,
    },
    {
      call: 'list as a table',
      request: `GET ${maps}?${own}`,
      headers: asTable,
    },
    {
      call: 'list as a table with whole objects',
      request: `GET ${maps}?fieldSelector=metadata.name%3Da&includeObject=Object`,
      headers: asTable,
    },
    {
      call: 'list metadata',
      request: `GET ${maps}?fieldSelector=metadata.name%3Da`,
      headers: {
        Accept:
          'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
      },
    },
    {
      call: 'list every namespace',
      request: `GET /api/v1/configmaps?fieldSelector=metadata.namespace%3D${ns},metadata.name%3Da`,
    },
    {
      watch: 'from now',
      path: `${maps}?watch=true&labelSelector=tier%3Deven&resourceVersion={{list:metadata.resourceVersion}}`,
    },
    {
      watch: 'from the start',
      path: `${maps}?watch=true&${own}`,
    },
    {
      watch: 'from a version, for a second',
      path: `${maps}?watch=true&${own}&timeoutSeconds=2&resourceVersion={{create c:metadata.resourceVersion}}`,
    },
    {
      watch: 'as a table',
      path: `${maps}?watch=true&${own}&resourceVersion={{list:metadata.resourceVersion}}`,
      headers: asTable,
    },
    {
      watch: 'metadata',
      path: `${maps}?watch=true&${own}&resourceVersion={{list:metadata.resourceVersion}}`,
      headers: {
        Accept:
          'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json',
      },
    },
    {
      watch: 'initial events',
      path: `${maps}?watch=true&${own}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    },
    {
      watch: 'initial events without a match',
      path: `${maps}?watch=true&sendInitialEvents=true`,
    },
    {
      watch: 'one by name',
      path: `${maps}?watch=true&fieldSelector=metadata.name%3Da&resourceVersion={{list:metadata.resourceVersion}}`,
    },
    {
      call: 'change a',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: { data: { k: 'v' } },
    },
    {
      call: 'change nothing of a',
      request: `PATCH ${maps}/a`,
      contentType: contentTypes.merge,
      body: { data: { k: 'v' } },
    },
    {
      call: 'b becomes even',
      request: `PATCH ${maps}/b`,
      contentType: contentTypes.merge,
      body: { metadata: { labels: { tier: 'even' } } },
    },
    {
      call: 'c becomes odd',
      request: `PATCH ${maps}/c`,
      contentType: contentTypes.merge,
      body: { metadata: { labels: { tier: 'odd' } } },
    },
    { call: 'delete a', request: `DELETE ${maps}/a` },
    { collect: 'from now', events: 4 },
    { collect: 'from the start', events: 9 },
    { collect: 'from a version, for a second' },
    { collect: 'as a table', events: 4 },
    { collect: 'metadata', events: 4 },
    { collect: 'initial events', events: 10 },
    { collect: 'one by name', events: 2 },
    {
      watch: 'of the beginning of time',
      path: `${maps}?watch=true&resourceVersion=1&timeoutSeconds=1`,
    },
    {
      watch: 'of a version that cannot be read',
      path: `${maps}?watch=true&resourceVersion=abc&timeoutSeconds=1`,
    },
    {
      call: 'delete the even ones',
      request: `DELETE ${maps}?labelSelector=tier%3Deven`,
    },
    { call: 'what is left', request: `GET ${maps}?${own}` },
  ],
};

import { type Difference, shown } from './compare';

/** One place: `[path, embedded, real]` as reports show them, or a path whose end `…` stands for everything below. */
export type KnownPlace = string | readonly [string, string, string];

/** Differences of one step that stay, and why. */
export interface KnownDifference {
  play: string;
  step: string;
  reason: string;
  places: readonly KnownPlace[];
}

/** Every difference that is left; one that no longer occurs must go. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    play: 'discovery',
    step: 'version',
    reason: 'the build of a Go program',
    places: [
      ['body.compiler', '""', '"gc"'],
      ['body.gitCommit', '""', '"$Format:%H$"'],
      ['body.goVersion', '""', '"go1.26.8"'],
    ],
  },
  {
    play: 'discovery',
    step: 'core resources',
    reason:
      'connections into containers, bindings by a scheduler and component statuses have no use without nodes',
    places: [
      [
        'body.resources[bindings]',
        'nothing',
        '{"name":"bindings","singularName":"binding","namespaced":true,"kind":"Binding","verbs":["create"]}',
      ],
      [
        'body.resources[pods/binding]',
        'nothing',
        '{"name":"pods/binding","singularName":"","namespaced":true,"kind":"Binding","verbs":["create"]}',
      ],
      [
        'body.resources[componentstatuses]',
        'nothing',
        '{"name":"componentstatuses","singularName":"componentstatus","namespaced":false,"kind":"ComponentStatus","verbs":["get","list"],"shortNames":["cs"]}',
      ],
      [
        'body.resources[nodes/proxy]',
        'nothing',
        '{"name":"nodes/proxy","singularName":"","namespaced":false,"kind":"NodeProxyOptions","verbs":["create","delete","get","patch","update"]}',
      ],
      [
        'body.resources[pods/ephemeralcontainers]',
        'nothing',
        '{"name":"pods/ephemeralcontainers","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","patch","update"]}',
      ],
      [
        'body.resources[pods/resize]',
        'nothing',
        '{"name":"pods/resize","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","patch","update"]}',
      ],
      [
        'body.resources[pods/attach]',
        'nothing',
        '{"name":"pods/attach","singularName":"","namespaced":true,"kind":"PodAttachOptions","verbs":["create","get"]}',
      ],
      [
        'body.resources[pods/exec]',
        'nothing',
        '{"name":"pods/exec","singularName":"","namespaced":true,"kind":"PodExecOptions","verbs":["create","get"]}',
      ],
      [
        'body.resources[pods/portforward]',
        'nothing',
        '{"name":"pods/portforward","singularName":"","namespaced":true,"kind":"PodPortForwardOptions","verbs":["create","get"]}',
      ],
      [
        'body.resources[pods/proxy]',
        'nothing',
        '{"name":"pods/proxy","singularName":"","namespaced":true,"kind":"PodProxyOptions","verbs":["create","delete","get","patch","update"]}',
      ],
      [
        'body.resources[services/proxy]',
        'nothing',
        '{"name":"services/proxy","singularName":"","namespaced":true,"kind":"ServiceProxyOptions","verbs":["create","delete","get","patch","update"]}',
      ],
    ],
  },
  {
    play: 'discovery',
    step: 'aggregated core',
    reason:
      'connections into containers, bindings by a scheduler and component statuses have no use without nodes',
    places: [
      [
        'body.items[0].versions[0].resources[pods].subresources[binding]',
        'nothing',
        '{"subresource":"binding","responseKind":{"group":"","version":"","kind":"Binding"},"verbs":["create"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[ephemeralcontainers]',
        'nothing',
        '{"subresource":"ephemeralcontainers","responseKind":{"group":"","version":"","kind":"Pod"},"verbs":["get","patch","update"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[resize]',
        'nothing',
        '{"subresource":"resize","responseKind":{"group":"","version":"","kind":"Pod"},"verbs":["get","patch","update"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[attach]',
        'nothing',
        '{"subresource":"attach","responseKind":{"group":"","version":"","kind":"PodAttachOptions"},"verbs":["create","get"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[exec]',
        'nothing',
        '{"subresource":"exec","responseKind":{"group":"","version":"","kind":"PodExecOptions"},"verbs":["create","get"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[portforward]',
        'nothing',
        '{"subresource":"portforward","responseKind":{"group":"","version":"","kind":"PodPortForwardOptions"},"verbs":["create","get"]}',
      ],
      [
        'body.items[0].versions[0].resources[pods].subresources[proxy]',
        'nothing',
        '{"subresource":"proxy","responseKind":{"group":"","version":"","kind":"PodProxyOptions"},"verbs":["create","delete","get","patch","update"]}',
      ],
      [
        'body.items[0].versions[0].resources[services].subresources[proxy]',
        'nothing',
        '{"subresource":"proxy","responseKind":{"group":"","version":"","kind":"ServiceProxyOptions"},"verbs":["create","delete","get","patch","update"]}',
      ],
      [
        'body.items[0].versions[0].resources[bindings]',
        'nothing',
        '{"resource":"bindings","responseKind":{"group":"","version":"","kind":"Binding"},"scope":"Namespaced","singularResource":"binding","verbs":["create"]}',
      ],
      [
        'body.items[0].versions[0].resources[componentstatuses]',
        'nothing',
        '{"resource":"componentstatuses","responseKind":{"group":"","version":"","kind":"ComponentStatus"},"scope":"Cluster","singularResource":"componentstatus","verbs":["get","list"],"shortNames":["cs"]}',
      ],
      [
        'body.items[0].versions[0].resources[nodes].subresources[proxy]',
        'nothing',
        '{"subresource":"proxy","responseKind":{"group":"","version":"","kind":"NodeProxyOptions"},"verbs":["create","delete","get","patch","update"]}',
      ],
    ],
  },
  {
    play: 'discovery',
    step: 'aggregated groups',
    reason: 'certificate signing requests can be stored, not approved',
    places: [
      [
        'body.items[7].versions[0].resources[0].subresources[approval]',
        'nothing',
        '{"subresource":"approval","responseKind":{"group":"","version":"","kind":"CertificateSigningRequest"},"verbs":["get","patch","update"]}',
      ],
    ],
  },
  {
    play: 'openapi',
    step: 'the schemas of Kustomizations',
    reason:
      'of the operations the document says what kubectl reads (paths, kinds, patch parameters), of shared kinds no descriptions; the schema of Kustomization is the same',
    places: [
      'body.components.schemas["io.fluxcd.toolkit.kustomize.v1.KustomizationList"]',
      'body.components.schemas["io.k8s.apimachinery…',
      'body.info…',
      'body.paths…',
    ],
  },
  {
    play: 'openapi',
    step: 'schemas that are not there',
    reason: 'the same page as for every other path that is not there',
    places: [
      ['body', '"404 page not found\\n"', '""'],
      ['headers.content-type', '"text/plain; charset=utf-8"', 'nothing'],
    ],
  },
  {
    play: 'lists',
    step: 'a page that cannot be read',
    reason: 'Go escapes the character that it quotes',
    places: [
      [
        'body.message',
        '"invalid continue token: continue key is not valid: invalid character \'\' looking for beginning of value"',
        '"invalid continue token: continue key is not valid: invalid character \'\\\\u009e\' looking for beginning of value"',
      ],
    ],
  },
  {
    play: 'custom-resources',
    step: 'write a status of the wrong type',
    reason:
      'the status is validated as part of the object, so paths start at the object; the error that the scale cannot be read comes on top in the real server',
    places: ['body.details.causes…'],
  },
  {
    play: 'access',
    step: 'token',
    reason:
      'the answer of a token request is not stored, and who managed its fields is asked by nobody',
    places: [
      [
        'body.metadata.managedFields',
        'nothing',
        '[{"manager":"conformance","operation":"Update","apiVersion":"authentication.k8s.io/v1","time":"<time>","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:expirationSeconds":{}}},"subresource":"token"}]',
      ],
      ['body.metadata.uid', 'nothing', '"<uid 1>"'],
    ],
  },
  {
    play: 'access',
    step: 'what may I',
    reason:
      'the keys of service accounts are not published, so there is no role for their paths',
    places: ['body.status.nonResourceRules…'],
  },
  {
    play: 'access',
    step: 'the sum',
    reason:
      'aggregated roles are written as updates: nobody else owns their rules either way',
    places: [
      ['body.metadata.managedFields[1].operation', '"Update"', '"Apply"'],
    ],
  },
  {
    play: 'access',
    step: 'a system role',
    reason:
      'aggregated roles are written as updates: nobody else owns their rules either way',
    places: [
      ['body.metadata.managedFields[1].operation', '"Update"', '"Apply"'],
    ],
  },
  {
    play: 'lifecycle',
    step: 'an event',
    reason: 'fields that Go prints although they are empty count as set',
    places: [
      [
        'body.metadata.managedFields[0].fieldsV1["f:eventTime"]',
        '{}',
        'nothing',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:reportingComponent"]',
        '{}',
        'nothing',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:reportingInstance"]',
        '{}',
        'nothing',
      ],
    ],
  },
  {
    play: 'lifecycle',
    step: 'a new event',
    reason: 'fields that Go prints although they are empty count as set',
    places: [
      [
        'body.metadata.managedFields[0].fieldsV1["f:deprecatedFirstTimestamp"]',
        '{}',
        'nothing',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:deprecatedLastTimestamp"]',
        '{}',
        'nothing',
      ],
    ],
  },
  {
    play: 'lifecycle',
    step: 'events by what they are about',
    reason: 'fields that Go prints although they are empty count as set',
    places: [
      [
        'body.items[0].metadata.managedFields[0].fieldsV1["f:eventTime"]',
        '{}',
        'nothing',
      ],
      [
        'body.items[0].metadata.managedFields[0].fieldsV1["f:reportingComponent"]',
        '{}',
        'nothing',
      ],
      [
        'body.items[0].metadata.managedFields[0].fieldsV1["f:reportingInstance"]',
        '{}',
        'nothing',
      ],
    ],
  },
  {
    play: 'lifecycle',
    step: 'count an event',
    reason:
      'fields that Go prints although they are empty count as set; an event of events.k8s.io that the real server refuses came between',
    places: [
      [
        'body.metadata.managedFields[0].fieldsV1["f:eventTime"]',
        '{}',
        'nothing',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:reportingComponent"]',
        '{}',
        'nothing',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:reportingInstance"]',
        '{}',
        'nothing',
      ],
      ['body.metadata.resourceVersion', '"<revision 20>"', '"<revision 19>"'],
    ],
  },
  {
    play: 'lifecycle',
    step: 'a new event that lacks what it needs',
    reason:
      'events of events.k8s.io are stored as they come: kubectl and Flux use those of the core group',
    places: ['code', 'body…'],
  },
  {
    play: 'lifecycle',
    step: 'the new event as an old one',
    reason:
      'events of both groups are kept apart: kubectl and Flux use those of the core group',
    places: ['code', 'body…'],
  },
  {
    play: 'lifecycle',
    step: 'the old event as a new one',
    reason:
      'events of both groups are kept apart: kubectl and Flux use those of the core group',
    places: ['code', 'body…'],
  },
  {
    play: 'strictness',
    step: 'unknown fields of a merge patch',
    reason:
      "the refused document is printed with sorted fields, not in the order of Go's structures",
    places: ['body.details.causes[0].message', 'body.message'],
  },
  {
    play: 'workloads',
    step: 'pod of the work is done',
    reason:
      'pods of Jobs are counted as they are: none is lost between two counts, so no finalizer holds them',
    places: [
      [
        'body.items[0].metadata.finalizers',
        'nothing',
        '["batch.kubernetes.io/job-tracking"]',
      ],
      [
        'body.items[0].metadata.managedFields[0].fieldsV1["f:metadata"]["f:finalizers"]',
        'nothing',
        '{".":{},"v:\\"batch.kubernetes.io/job-tracking\\"":{}}',
      ],
    ],
  },
  {
    play: 'workloads',
    step: 'the work is done',
    reason:
      'pods of Jobs are counted as they are: none is lost between two counts, so no finalizer holds them',
    places: [
      [
        'body.metadata.finalizers',
        'nothing',
        '["batch.kubernetes.io/job-tracking"]',
      ],
      [
        'body.metadata.managedFields[0].fieldsV1["f:metadata"]["f:finalizers"]',
        'nothing',
        '{".":{},"v:\\"batch.kubernetes.io/job-tracking\\"":{}}',
      ],
    ],
  },
  {
    play: 'workloads',
    step: 'change what a pod may not change',
    reason: "the message ends without the difference between Go's structures",
    places: ['body.details.causes[0].message', 'body.message'],
  },
  {
    play: 'workloads',
    step: 'delete the pod',
    reason: 'a pod without a node goes at once, in the state it had',
    places: [
      ['body.metadata.deletionGracePeriodSeconds', 'nothing', '0'],
      ['body.metadata.deletionTimestamp', 'nothing', '"<time>"'],
      ['body.metadata.generation', '2', '3'],
    ],
  },
  {
    play: 'kubectl',
    step: 'kubectl auth can-i --list',
    reason:
      'the keys of service accounts are not published, so there is no role for their paths',
    places: ['stdout…'],
  },
  {
    play: 'kubectl',
    step: 'kubectl api-resources',
    reason:
      'connections into containers, bindings by a scheduler and component statuses have no use without nodes',
    places: [
      [
        'stdout[bindings  v1  true  Binding]',
        'nothing',
        '"bindings  v1  true  Binding"',
      ],
      [
        'stdout[componentstatuses  cs  v1  false  ComponentStatus]',
        'nothing',
        '"componentstatuses  cs  v1  false  ComponentStatus"',
      ],
    ],
  },
  {
    play: 'kubectl',
    step: 'kubectl explain a deployment',
    reason:
      'the schemas of built-in kinds come without their descriptions, a tenth of the size',
    places: ['stdout…'],
  },
];

/** Whether a place that is listed is where the difference is. */
export function isAt(place: KnownPlace, difference: Difference): boolean {
  if (typeof place === 'string')
    return place.endsWith('…')
      ? difference.path.startsWith(place.slice(0, -1))
      : difference.path === place;
  const [path, embedded, real] = place;
  return (
    difference.path === path &&
    shown(difference.embedded) === embedded &&
    shown(difference.real) === real
  );
}

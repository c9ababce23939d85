/**
 * What HelmReleases say of the objects of a chart, for postRender.test.ts: `postRender` is what the HelmRelease has, `manifests` what was
 * rendered.
 */
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web}
  annotations:
    postrenderer.helm.sh/postrender-filename: 'plain/templates/deployment.yaml'
spec:
  replicas: 1 # of them
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - {name: init, image: "busybox:1.36"}
      containers:
        - name: main
          image: example.com/web:1.0.0
          args: ["--port=80", '--name', "yes", "0755"]
          env: [{name: A, value: "1"}]
        - name: side
          image: example.com/side@sha256:0000000000000000000000000000000000000000000000000000000000000000
`;

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: other
data:
  text: |
    first
      second
  number: "1e3"
  date: "2020-01-01"
  empty: ""
binaryData:
  b: AAECAw==
`;

const widget = `apiVersion: example.com/v1
kind: Widget
metadata: {name: w, annotations: {helm.sh/hook: pre-install}}
spec: {image: "example.com/web:1.0.0", list: [1, 2.50, null, true]}
`;

const local = `apiVersion: v1
kind: ConfigMap
metadata:
  name: local
  annotations: {config.kubernetes.io/local-config: "true"}
`;

const all = [deployment, configMap, widget].join('---\n');

const replicas = {
  patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 5\n',
};

export const cases = [
  { name: 'nothing', postRender: {}, manifests: all },
  { name: 'no objects', postRender: {}, manifests: '' },
  {
    name: 'a merge patch',
    postRender: { postRenderers: [{ kustomize: { patches: [replicas] } }] },
    manifests: all,
  },
  {
    name: 'a JSON patch with a target',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'Deployment', name: 'w.b' },
                patch:
                  '- op: replace\n  path: /spec/replicas\n  value: 7\n- op: add\n  path: /metadata/annotations/a~1b\n  value: "c"\n- op: remove\n  path: /spec/template/spec/containers/1\n',
              },
            ],
          },
        },
      ],
    },
    manifests: all,
  },
  {
    name: 'patches by label, annotation, group and namespace',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { labelSelector: 'app in (web,api)' },
                patch: '[{"op":"add","path":"/metadata/labels/by","value":"label"}]',
              },
              {
                target: { annotationSelector: 'helm.sh/hook=pre-install' },
                patch: '[{"op":"replace","path":"/spec/list/0","value":"x"}]',
              },
              {
                target: { group: 'apps', version: 'v1' },
                patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: any}\nspec: {paused: true}\n',
              },
              {
                target: { namespace: 'other' },
                patch: '[{"op":"add","path":"/data/more","value":"1"}]',
              },
            ],
          },
        },
      ],
    },
    manifests: all,
  },
  {
    name: 'a patch that deletes',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                patch:
                  '$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: other}\n',
              },
            ],
          },
        },
      ],
    },
    manifests: all,
  },
  {
    name: 'images',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            images: [
              { name: 'example.com/web', newTag: '2.0.0' },
              { name: 'busybox', newName: 'example.com/mirror/busybox' },
              {
                name: 'example.com/side',
                digest:
                  'sha256:1111111111111111111111111111111111111111111111111111111111111111',
              },
            ],
          },
        },
      ],
    },
    manifests: all,
  },
  {
    name: 'several renderers, one after the other',
    postRender: {
      postRenderers: [
        { kustomize: { patches: [replicas] } },
        {},
        { kustomize: {} },
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'Deployment' },
                patch: '[{"op":"test","path":"/spec/replicas","value":5},{"op":"replace","path":"/spec/replicas","value":6}]',
              },
            ],
            images: [{ name: 'example.com/web', newName: 'example.org/web' }],
          },
        },
      ],
    },
    manifests: all,
  },
  {
    name: 'common metadata',
    postRender: {
      commonMetadata: {
        labels: { z: 'last', app: 'common', yes: 'on', number: '1' },
        annotations: { note: 'two\nlines', 'example.com/a': '' },
      },
    },
    manifests: all,
  },
  {
    name: 'common metadata that the origin wins over',
    postRender: {
      commonMetadata: {
        labels: { 'helm.toolkit.fluxcd.io/name': 'mine', other: 'kept' },
      },
    },
    manifests: all,
  },
  {
    name: 'empty common metadata',
    postRender: { commonMetadata: { labels: {}, annotations: {} } },
    manifests: all,
  },
  {
    name: 'everything',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [replicas],
            images: [{ name: 'example.com/web', newTag: '3' }],
          },
        },
      ],
      commonMetadata: { labels: { team: 'a' }, annotations: { b: 'c' } },
    },
    manifests: all,
  },
  {
    name: 'a local object without a renderer',
    postRender: {},
    manifests: `${local}---\n${configMap}`,
  },
  {
    name: 'a local object with one',
    postRender: { postRenderers: [{ kustomize: {} }] },
    manifests: `${local}---\n${configMap}`,
  },
  {
    name: 'a patch for what is not there',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                patch: 'apiVersion: v1\nkind: Secret\nmetadata: {name: none}\n',
              },
            ],
          },
        },
      ],
    },
    manifests: configMap,
  },
  {
    name: 'a patch that is none',
    postRender: {
      postRenderers: [{ kustomize: { patches: [{ patch: 'nonsense' }] } }],
    },
    manifests: configMap,
  },
  {
    name: 'a JSON patch that fails',
    postRender: {
      postRenderers: [
        {
          kustomize: {
            patches: [
              {
                target: { kind: 'ConfigMap' },
                patch: '[{"op":"remove","path":"/nothing"}]',
              },
            ],
          },
        },
      ],
    },
    manifests: configMap,
  },
  {
    name: 'the same object twice',
    postRender: {},
    manifests: `${configMap}---\n${configMap}`,
  },
  {
    name: 'the same object twice with a renderer',
    postRender: { postRenderers: [{ kustomize: {} }] },
    manifests: `${configMap}---\n${configMap}`,
  },
];

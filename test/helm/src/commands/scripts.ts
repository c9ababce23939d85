import { hook, keptMap, plainChart } from '../stories/charts';
import type { Line, Script } from './command-line';

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  password: {{ .Values.password | default "hunter2" }}
`;

const many = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .Release.Name }}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}
spec:
  serviceName: {{ .Release.Name }}
  selector: { matchLabels: { set: {{ .Release.Name }} } }
  template:
    metadata: { labels: { set: {{ .Release.Name }} } }
    spec:
      containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { matchLabels: { daemon: {{ .Release.Name }} } }
  template:
    metadata: { labels: { daemon: {{ .Release.Name }} } }
    spec:
      containers: [{ name: main, image: "example.com/main:1" }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .Release.Name }}
spec:
  rules:
    - host: example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: {{ .Release.Name }}, port: { number: 80 } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .Release.Name }}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: none
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .Release.Name }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .Release.Name }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .Release.Name }} }
subjects: [{ kind: ServiceAccount, name: {{ .Release.Name }} }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .Release.Name }}
spec:
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ .Release.Name }} }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .Release.Name }}
spec:
  minAvailable: 1
  selector: { matchLabels: { app: {{ .Release.Name }} } }
`;

/** Waits until a Deployment has all its Pods. */
function pods(replicas: number): Line {
  return {
    title: `there are ${replicas} Pods`,
    async edit({ client, namespace }) {
      const deployments = client.watch(
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { namespace, fieldSelector: 'metadata.name=web' },
      );
      for await (const { object } of deployments) {
        const { status = {} } = object;
        if (JSON.stringify(status).includes(`"updatedReplicas":${replicas}`)) {
          return;
        }
      }
    },
  };
}

const plain = plainChart('1.0.0', {
  'templates/before.yaml': hook('before', 'pre-install,pre-upgrade', {
    weight: -5,
  }),
  'templates/kept.yaml': keptMap,
  'templates/secret.yaml': secret,
});

const status: Script = {
  name: 'status',
  charts: {
    plain,
    many: plainChart('2.0.0', { 'templates/many.yaml': many }),
    hooksonly: {
      'Chart.yaml': 'apiVersion: v2\nname: hooksonly\nversion: 0.1.0\n',
      'templates/a.yaml': hook('a', 'post-install'),
    },
  },
  lines: [
    'install web CHARTS/plain',
    pods(1),
    'status web',
    'status web --revision 1 -o yaml',
    'status web -o json',
    'status nothing',
    'status web --revision 7',
    'status',
    'upgrade web CHARTS/many --set replicas=2',
    pods(2),
    'status web',
    'status web --revision 1',
    'install hooks CHARTS/hooksonly',
    'status hooks',
    'status hooks -o json',
    'uninstall web --keep-history',
    'status web',
    'status web --show-resources',
  ],
};

/** All scripts. */
export const scripts: readonly Script[] = [status];

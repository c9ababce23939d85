import type { KubernetesObject } from '@sluice/kubernetes/objects';
import { parse } from 'yaml';

/** Namespaces that the Kustomizations are spread over, as tenants are. */
export const tenantCount = 10;

/** Labels what a benchmark made in a cluster, so that it can be removed again. */
export const benchLabels = { 'sluice.dev/bench': 'true' };

export const sourceName = 'bench';

/** One Kustomization of the workload, and the folder that it applies. */
export interface Application {
  readonly index: number;
  readonly name: string;
  readonly namespace: string;
  readonly path: string;
}

/** @param count how many */
export function applications(count: number): Application[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `app-${String(index).padStart(4, '0')}`;
    return {
      index,
      name,
      namespace: `bench-${index % tenantCount}`,
      path: `apps/${name}`,
    };
  });
}

/** Namespaces of some applications, each once. */
export function namespacesOf(apps: readonly Application[]): string[] {
  return [...new Set(apps.map(app => app.namespace))];
}

/**
 * The files of one application: a Deployment at zero replicas, a Service, a ServiceAccount and an Ingress below a kustomization.yaml.
 *
 * @param version becomes the image tag, so that a new one is a new revision with a change in it
 */
export function filesOf(
  app: Application,
  version = '1.0.0',
): Record<string, string> {
  const { name, path } = app;
  const labels = `app.kubernetes.io/name: ${name}`;
  return {
    [`${path}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - serviceaccount.yaml
  - ingress.yaml
`,
    [`${path}/deployment.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  replicas: 0
  minReadySeconds: 3
  revisionHistoryLimit: 5
  progressDeadlineSeconds: 60
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
  selector:
    matchLabels:
      ${labels}
  template:
    metadata:
      labels:
        ${labels}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9797"
    spec:
      serviceAccountName: ${name}-web
      containers:
        - name: web
          image: ghcr.io/example/web:${version}
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: 9898
              protocol: TCP
            - name: http-metrics
              containerPort: 9797
              protocol: TCP
          command:
            - ./web
            - --port=9898
            - --port-metrics=9797
            - --level=info
          env:
            - name: UI_COLOR
              value: "#34577c"
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            initialDelaySeconds: 5
            timeoutSeconds: 5
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            initialDelaySeconds: 5
            timeoutSeconds: 5
          resources:
            limits:
              cpu: 2000m
              memory: 512Mi
            requests:
              cpu: 100m
              memory: 64Mi
`,
    [`${path}/service.yaml`]: `apiVersion: v1
kind: Service
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  type: ClusterIP
  selector:
    ${labels}
  ports:
    - name: http
      port: 9898
      protocol: TCP
      targetPort: http
    - name: metrics
      port: 9797
      protocol: TCP
      targetPort: http-metrics
`,
    [`${path}/serviceaccount.yaml`]: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}-web
  labels:
    ${labels}
`,
    [`${path}/ingress.yaml`]: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  number: 9898
`,
  };
}

/** What one application is in the cluster, as its Kustomization applies it. */
export function objectsOf(app: Application): KubernetesObject[] {
  return Object.entries(filesOf(app))
    .filter(([path]) => !path.endsWith('/kustomization.yaml'))
    .map(([, text]) => {
      const object: KubernetesObject = parse(text);
      return {
        ...object,
        metadata: { ...object.metadata, namespace: app.namespace },
      };
    });
}

/** The namespaces of some applications. */
export function namespaces(apps: readonly Application[]): KubernetesObject[] {
  return namespacesOf(apps).map(name => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: benchLabels },
  }));
}

/** What each application needs before its Kustomization: an account, and its rights in the namespace. */
export function accountsOf(
  app: Application,
): [account: KubernetesObject, binding: KubernetesObject] {
  const { name, namespace } = app;
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'admin',
    },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    binding,
  ];
}

/** The source of the Kustomizations in one namespace. */
export interface SourceSettings {
  readonly url: string;
  readonly namespace: string;
  /** Default `1h`. */
  readonly interval?: string;
}

export function gitRepository(settings: SourceSettings): KubernetesObject {
  const object = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: sourceName, namespace: settings.namespace },
    spec: {
      interval: settings.interval ?? '1h',
      url: settings.url,
      ref: { branch: 'main' },
    },
  };
  return object;
}

/** What a benchmark asks of a Kustomization. */
export interface KustomizationSettings {
  readonly interval: string;
  readonly wait: boolean;
  readonly sourceNamespace: string;
  readonly dependsOn?: readonly Application[];
}

export function kustomization(
  app: Application,
  settings: KustomizationSettings,
): KubernetesObject {
  const { name, namespace } = app;
  const object = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval: settings.interval,
      path: `./${app.path}`,
      prune: true,
      wait: settings.wait,
      timeout: '5m',
      serviceAccountName: name,
      targetNamespace: namespace,
      sourceRef: {
        kind: 'GitRepository',
        name: sourceName,
        namespace: settings.sourceNamespace,
      },
      ...(settings.dependsOn && settings.dependsOn.length > 0
        ? {
            dependsOn: settings.dependsOn.map(other => ({
              name: other.name,
              namespace: other.namespace,
            })),
          }
        : {}),
    },
  };
  return object;
}

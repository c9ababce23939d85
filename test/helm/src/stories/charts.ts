import type { ChartFiles } from '../step';

/** `Chart.yaml` of a version. */
export function chartYaml(name: string, version: string): string {
  return `apiVersion: v2
name: ${name}
description: A chart for comparing
version: ${version}
appVersion: "${version}"
type: application
annotations:
  example.com/b: "two"
  example.com/a: "one"
`;
}

export const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
  labels:
    app: {{ .Chart.Name }}
data:
  greeting: {{ .Values.greeting | quote }}
  revision: {{ .Release.Revision | quote }}
  first: {{ .Release.IsInstall | quote }}
{{- with .Values.extra }}
  extra: {{ . | quote }}
{{- end }}
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    app: {{ .Release.Name }}
  ports:
    - name: http
      port: 80
      targetPort: 8080
{{- if .Values.admin }}
    - name: admin
      port: 81
      targetPort: 8081
{{- end }}
`;

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      containers:
        - name: main
          image: example.com/main:{{ .Chart.Version }}
          env:
            - name: GREETING
              value: {{ .Values.greeting | quote }}
{{- if .Values.admin }}
            - name: ADMIN
              value: "1"
        - name: side
          image: example.com/side:1
{{- end }}
`;

export const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .Release.Name }}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get, list]
`;

export const keptMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-kept
  annotations:
    helm.sh/resource-policy: keep
data:
  a: "1"
`;

/** A hook that is ready as soon as it is there. */
export function hook(
  name: string,
  events: string,
  rest: { weight?: number; policy?: string; data?: string } = {},
): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-${name}
  annotations:
    helm.sh/hook: ${events}
${
  rest.weight === undefined ? '' : `    helm.sh/hook-weight: "${rest.weight}"\n`
}${rest.policy ? `    helm.sh/hook-delete-policy: ${rest.policy}\n` : ''}data:
  by: ${rest.data ?? name}
`;
}

export const notes = `Thank you for installing {{ .Chart.Name }}.
This is revision {{ .Release.Revision }}.
`;

export const values = `greeting: hello
replicas: 1
admin: false
nested:
  list: [1, two, 3.5, null]
  big: 12345678901
`;

/** A chart of a few objects. */
export function plainChart(version: string, more: ChartFiles = {}): ChartFiles {
  return {
    'Chart.yaml': chartYaml('plain', version),
    'values.yaml': values,
    'README.md': '# plain\n',
    'templates/configmap.yaml': configMap,
    'templates/service.yaml': service,
    'templates/deployment.yaml': deployment,
    'templates/NOTES.txt': notes,
    ...more,
  };
}

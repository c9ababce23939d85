import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const helpers = `{{- define "app.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "app.fullname" -}}
{{- printf "%s-%s" .Release.Name (include "app.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "app.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/name: {{ include "app.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
`;

const values = `image: {repository: registry.example.com/team/app, tag: ""}
replicas: 2
resources: {limits: {cpu: 500m, memory: 256Mi}}
nodeSelector: {kubernetes.io/os: linux}
tolerations: [{key: dedicated, operator: Exists}]
env: {LOG_LEVEL: info, MODE: "{{ .Release.Name }}"}
ports: [{name: http, port: 80}, {name: metrics, port: 9090}]
`;

function deployment(suffix: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}${suffix}
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      annotations:
        checksum/values: {{ toYaml .Values | sha256sum }}
      labels:
        {{- include "app.labels" . | nindent 8 }}
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          env:
            {{- range $key, $value := .Values.env }}
            - name: {{ $key }}
              value: {{ tpl $value $ | quote }}
            {{- end }}
          ports:
            {{- range .Values.ports }}
            - name: {{ .name }}
              containerPort: {{ .port }}
            {{- end }}
          {{- with .Values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if and .Values.tolerations (semverCompare ">=1.20-0" .Capabilities.KubeVersion.Version) }}
      tolerations:
        {{- toYaml .Values.tolerations | nindent 8 }}
      {{- end }}
`;
}

function service(suffix: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: {{ include "app.fullname" . }}${suffix}
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  ports:
    {{- range .Values.ports }}
    - {name: {{ .name }}, port: {{ .port }}, targetPort: {{ .name }}}
    {{- end }}
  selector:
    app.kubernetes.io/instance: {{ .Release.Name }}
`;
}

function chart(root: string, name: string): string {
  write(
    root,
    `${name}/Chart.yaml`,
    `apiVersion: v2\nname: ${name}\nversion: 1.2.3\nappVersion: "4.5"\n`,
  );
  write(root, `${name}/values.yaml`, values);
  write(root, `${name}/templates/_helpers.tpl`, helpers);
  return join(root, name);
}

/** A chart of a Deployment and a Service; its directory. */
export function writeSmallChart(root: string): string {
  const directory = chart(root, 'small');
  write(directory, 'templates/deployment.yaml', deployment(''));
  write(directory, 'templates/service.yaml', service(''));
  return directory;
}

/** A chart of so many Deployments and Services, each in a file of its own; its directory. */
export function writeLargeChart(root: string, count: number): string {
  const directory = chart(root, 'large');
  for (let i = 0; i < count; i++) {
    write(directory, `templates/deployment${i}.yaml`, deployment(`-${i}`));
    write(directory, `templates/service${i}.yaml`, service(`-${i}`));
  }
  return directory;
}

/** A chart of few templates that give so many objects each; its directory. */
export function writeLoopingChart(root: string, count: number): string {
  const directory = chart(root, 'loops');
  write(
    directory,
    'templates/all.yaml',
    `{{- range $i := until ${count} }}
{{- with $ }}
---
${deployment('-{{ $i }}')}---
${service('-{{ $i }}')}{{- end }}
{{- end }}
`,
  );
  return directory;
}

const helpers = `{{/* The usual names. */}}
{{- define "app.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "app.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "app.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "app.selectorLabels" -}}
app.kubernetes.io/name: {{ include "app.name" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "app.labels" -}}
helm.sh/chart: {{ include "app.chart" . }}
{{ include "app.selectorLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "app.rendered" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) -}}
{{- if contains "{{" (toJson .value) -}}
{{- tpl (cat (hasKey . "scope" | ternary "" "") $value | trim) .context -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{- define "app.image" -}}
{{- $registry := .image.registry | default .global.registry -}}
{{- $separator := ternary "@" ":" (not (empty .image.digest)) -}}
{{- $end := coalesce .image.digest (toString .image.tag) .chart.AppVersion -}}
{{- if $registry -}}
{{- printf "%s/%s%s%s" $registry .image.repository $separator $end -}}
{{- else -}}
{{- printf "%s%s%s" .image.repository $separator $end -}}
{{- end -}}
{{- end -}}

{{- define "app.ingressVersion" -}}
{{- if semverCompare "<1.19-0" .Capabilities.KubeVersion.GitVersion -}}
networking.k8s.io/v1beta1
{{- else -}}
networking.k8s.io/v1
{{- end -}}
{{- end -}}
`;

const deployment = `{{- $root := . -}}
{{- $name := include "app.fullname" . -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "app.labels" . | nindent 4 }}
  {{- if or .Values.annotations (eq .Values.strategy "Recreate") }}
  annotations: {{- toYaml .Values.annotations | nindent 4 }}
  {{- end }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas | int }}
  {{- end }}
  selector:
    matchLabels: {{- include "app.selectorLabels" . | nindent 6 }}
  strategy: {type: {{ .Values.strategy }}}
  template:
    metadata:
      annotations:
        checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
      labels:
        {{- include "app.labels" . | nindent 8 }}
        {{- range $key, $value := .Values.podLabels }}
        {{ $key }}: {{ tpl $value $root | quote }}
        {{- end }}
    spec:
      serviceAccountName: {{ if .Values.serviceAccount.create }}{{ default $name .Values.serviceAccount.name }}{{ else }}{{ default "default" .Values.serviceAccount.name }}{{ end }}
      securityContext: {{- omit .Values.podSecurityContext "enabled" | toYaml | nindent 8 }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ if kindIs "map" . }}{{ .name }}{{ else }}{{ . }}{{ end }}
        {{- end }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name | lower }}
          image: {{ include "app.image" (dict "image" .Values.image "global" .Values.global "chart" .Chart) | quote }}
          imagePullPolicy: {{ .Values.image.pullPolicy | default "IfNotPresent" }}
          {{- if .Values.args }}
          args: {{- include "app.rendered" (dict "value" .Values.args "context" $) | nindent 12 }}
          {{- end }}
          env:
            {{- range $key := keys .Values.env | sortAlpha }}
            - name: {{ $key | upper | replace "-" "_" | squote }}
              value: {{ get $root.Values.env $key | toString | quote }}
            {{- end }}
            {{- range $index, $item := .Values.extraEnv }}
            - name: {{ printf "EXTRA_%d" $index }}
              value: {{ required "an extra variable has a value" $item.value }}
            {{- end }}
          ports:
            {{- range .Values.ports }}
            - name: {{ .name }}
              containerPort: {{ .port | int64 }}
              protocol: {{ .protocol | default "TCP" }}
            {{- end }}
          {{- if and .Values.probe (ne (int .Values.probe.port) 0) }}
          livenessProbe:
            httpGet: {path: {{ .Values.probe.path | quote }}, port: {{ add .Values.probe.port 0 }}}
            periodSeconds: {{ mul 2 5 | max 1 }}
          {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
          volumeMounts:
            - {name: config, mountPath: /etc/app}
      volumes:
        - name: config
          configMap: {name: {{ $name }}}
      {{- with .Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity: {{- tpl (toYaml .) $ | indent 8 | trim | nindent 8 }}
      {{- end }}
      {{- if .Values.tolerations }}
      tolerations: {{- toYaml .Values.tolerations | nindent 8 }}
      {{- end }}
`;

const service = `apiVersion: v1
kind: Service
metadata:
  name: {{ template "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  {{- if and (eq .Values.service.type "LoadBalancer") (not (empty .Values.service.ip)) }}
  loadBalancerIP: {{ .Values.service.ip }}
  {{- end }}
  ports:
    {{- range $port := .Values.ports }}
    - name: {{ $port.name }}
      port: {{ $port.port }}
      targetPort: {{ $port.name }}
      {{- if lt (int $port.port) 1024 }}
      appProtocol: {{ printf "%s" $port.name | trunc 4 }}
      {{- end }}
    {{- end }}
  selector: {{- include "app.selectorLabels" . | nindent 4 }}
`;

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
data:
  {{- range $path, $_ := .Files.Glob "files/*" }}
  {{ base $path }}: |
    {{- $.Files.Get $path | nindent 4 }}
  {{- end }}
  config.json: |
    {{- .Values.config | toPrettyJson | nindent 4 }}
  hosts: {{ join "," (list "a" "b" | uniq) | quote }}
  {{- $merged := merge (dict "a" 1) (deepCopy .Values.config) }}
  {{- $_ := set $merged "b" (list 1 2.5 true nil "x") }}
  merged: {{ $merged | toJson | quote }}
  {{- $parsed := fromYaml "a: {b: [1, 2]}" }}
  parsed: {{ index $parsed "a" "b" 0 | quote }}
  {{- if regexMatch "^[a-z]+$" .Chart.Name }}
  name: {{ regexReplaceAll "[^a-z0-9]+" .Chart.Name "-" | title }}
  {{- end }}
`;

const secret = `apiVersion: v1
kind: Secret
metadata:
  name: {{ include "app.fullname" . }}
  labels: {{- include "app.labels" . | nindent 4 }}
type: Opaque
data:
  {{- $known := (lookup "v1" "Secret" .Release.Namespace "app") | default dict }}
  password: {{ .Values.password | default (dig "data" "password" "" $known) | b64enc | quote }}
`;

const ingress = `{{- if .Values.ingress.enabled -}}
apiVersion: {{ include "app.ingressVersion" . }}
kind: Ingress
metadata:
  name: {{ include "app.fullname" . }}
  {{- with .Values.ingress.annotations }}
  annotations:
    {{- range $key, $value := . }}
    {{ $key }}: {{ $value | quote }}
    {{- end }}
  {{- end }}
spec:
  rules:
    {{- range .Values.hosts }}
    - host: {{ tpl .host $ | quote }}
      http:
        paths:
          - path: {{ .path | default "/" }}
            {{- if $.Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }}
            pathType: Prefix
            {{- end }}
            backend: {service: {name: {{ include "app.fullname" $ }}, port: {number: {{ (first $.Values.ports).port }}}}}
    {{- else }}
    - {}
    {{- end }}
{{- end }}
`;

const others = `{{- if .Values.serviceAccount.create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "app.fullname" . }}
automountServiceAccountToken: {{ .Values.serviceAccount.token }}
{{- end }}
---
{{- $verbs := list "get" "list" }}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: {{ include "app.fullname" . }}}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: {{ append $verbs "watch" | toJson }}
---
{{- if gt (len .Values.extraObjects) 0 }}
{{- range .Values.extraObjects }}
---
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}
`;

const hook = `apiVersion: v1
kind: Pod
metadata:
  name: "{{ include "app.fullname" . }}-test"
  annotations:
    "helm.sh/hook": test, post-install
    "helm.sh/hook-weight": "-5"
    "helm.sh/hook-delete-policy": before-hook-creation,hook-succeeded
spec:
  containers:
    - {name: wget, image: busybox, command: [wget], args: ["{{ include "app.fullname" . }}:80"]}
  restartPolicy: Never
`;

const values = `# Values with the shapes that values have.
nameOverride: ""
fullnameOverride: ''
global: {registry: registry.example.com}
replicas: 2
strategy: RollingUpdate
image:
  registry: ""
  repository: team/app
  tag: ""
  digest: null
  pullPolicy: IfNotPresent
imagePullSecrets: [pull, {name: other}]
annotations: {}
podLabels:
  release: "{{ .Release.Name }}"
podSecurityContext: {enabled: true, fsGroup: 1001, runAsNonRoot: true}
serviceAccount: {create: true, name: "", token: false}
args: ["--name={{ .Release.Name }}", --verbose]
env:
  log-level: info
  timeout: 1.5
extraEnv:
  - {name: a, value: "1"}
  # A comment between.
  - name: b
    value: >-
      folded
      text
ports:
  - name: http
    port: 80
  - name: metrics
    port: 9090
probe: {path: /healthz, port: 80}
resources:
  limits: {cpu: 500m, memory: 256Mi}
  requests:
    cpu: 100m
    memory: 128Mi
nodeSelector: {kubernetes.io/os: linux}
affinity: {}
tolerations: [{key: dedicated, operator: Exists}]
service: {type: ClusterIP, ip: ""}
config:
  key: value
  nested: {list: [1, two, 3.5], flag: true}
  text: |
    several
    lines
password: secret
ingress: {enabled: true, annotations: {example.com/a: "b"}}
hosts: []
autoscaling: {enabled: false}
extraObjects:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: "{{ .Release.Name }}-extra"}
`;

const schema = `{
  "$schema": "http://json-schema.org/schema#",
  "type": "object",
  "required": ["image"],
  "properties": {
    "replicas": { "type": "integer", "minimum": 0 },
    "strategy": { "enum": ["RollingUpdate", "Recreate"] },
    "ports": { "type": "array", "items": { "$ref": "#/definitions/port" } }
  },
  "definitions": {
    "port": { "type": "object", "properties": { "port": { "type": ["integer", "string"] } } }
  }
}
`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`;

const dependency = `apiVersion: v2
name: database
version: 0.1.0
`;

/** The files of the chart that the program is warmed up with, below `chart/`, and of values beside it. */
export const warmUpChart: Readonly<Record<string, string>> = {
  'values.yaml': 'replicas: 3\nconfig:\n  more: [a, b]\n',
  'chart/Chart.yaml': `apiVersion: v2
name: app
description: What most charts do.
type: application
version: 1.2.3+build
appVersion: "4.5"
kubeVersion: ">=1.20.0-0"
dependencies:
  - name: database
    version: 0.x.x
    repository: ""
    condition: database.enabled
`,
  'chart/.helmignore': '.git/\n*.tmp\n',
  'chart/values.yaml': values,
  'chart/values.schema.json': schema,
  'chart/files/app.conf': 'listen 80\n',
  'chart/crds/things.yaml': definition,
  'chart/templates/_helpers.tpl': helpers,
  'chart/templates/deployment.yaml': deployment,
  'chart/templates/service.yaml': service,
  'chart/templates/configmap.yaml': configMap,
  'chart/templates/secret.yaml': secret,
  'chart/templates/ingress.yaml': ingress,
  'chart/templates/others.yaml': others,
  'chart/templates/tests/connection.yaml': hook,
  'chart/templates/NOTES.txt':
    'Reach {{ include "app.fullname" . }} at {{ range .Values.hosts }}{{ .host }}{{ end }}.\n',
  'chart/charts/database/Chart.yaml': dependency,
  'chart/charts/database/values.yaml': 'enabled: true\nsize: 8Gi\n',
  'chart/charts/database/templates/claim.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: {{ .Release.Name }}-data}
spec: {resources: {requests: {storage: {{ .Values.size }}}}}
`,
};

import type {
  Situation,
  SituationApplier,
  SituationCondition,
  SituationPart,
  SituationSource,
} from '../situation';

const revision = 'main@sha1:17955473276575a93e92e1bce2594f432bde3a0c';
const newer = 'main@sha1:9b1c0e5df0a3b8a4d64a2f6f6e2f0a8c5d3e7f11';

const ready: SituationCondition = {
  type: 'Ready',
  status: 'True',
  reason: 'ReconciliationSucceeded',
  message: `Applied revision: ${revision}`,
};

const source: SituationSource = {
  kind: 'GitRepository',
  namespace: 'flux-system',
  name: 'flux-system',
  owner: 'group:default/platform',
  url: 'https://git.example.com/fleet.git',
  branch: 'main',
  revision,
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'Succeeded',
      message: `stored artifact for revision '${revision}'`,
    },
  ],
};

const applier: SituationApplier = {
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'apps',
  owner: 'group:default/platform',
  path: './apps/overlays/production',
  conditions: [ready],
  lastAppliedRevision: revision,
  lastAttemptedRevision: revision,
  serviceAccountName: 'apps-deployer',
  interval: '10m',
};

const web: SituationPart = {
  kind: 'Deployment',
  namespace: 'payments',
  name: 'web',
  health: 'ok',
};

const base: Situation = {
  component: 'Payment service',
  componentOwner: 'group:default/team-payments',
  cluster: {
    name: 'production',
    title: 'Production',
    connection: 'live',
    since: '2026-01-01T00:00:00Z',
    controllers: { state: 'running', since: '2026-01-01T00:00:00Z' },
  },
  applier,
  source,
  parts: [web],
  neighbours: [
    {
      title: 'User service',
      owner: 'group:default/team-users',
      parts: [
        { kind: 'Deployment', namespace: 'users', name: 'api', health: 'ok' },
      ],
    },
  ],
};

const failed = (
  reason: string,
  message: string,
  more: Partial<SituationApplier> = {},
): Situation => ({
  ...base,
  applier: {
    ...applier,
    conditions: [
      { type: 'Ready', status: 'False', reason, message },
      {
        type: 'Reconciling',
        status: 'True',
        reason: 'ProgressingWithRetry',
        message: 'Reconciliation in progress',
      },
    ],
    ...more,
  },
});

const sourceFailed = (
  reason: string,
  message: string,
  more: Partial<SituationSource> = {},
): Situation => ({
  ...base,
  source: {
    ...source,
    conditions: [{ type: 'Ready', status: 'False', reason, message }],
    ...more,
  },
});

const running = (message: string): Situation => ({
  ...base,
  applier: {
    ...applier,
    conditions: [
      {
        type: 'Ready',
        status: 'Unknown',
        reason: 'Progressing',
        message: 'Reconciliation in progress',
      },
      { type: 'Reconciling', status: 'True', reason: 'Progressing', message },
    ],
  },
});

const degraded = (reason: string, message: string): SituationPart => ({
  ...web,
  health: 'degraded',
  problem: { reason, message },
});

const clone = 'failed to checkout and determine revision: unable to clone';
const tmp = '/tmp/kustomization-123';

/** Situations as they were met, each with the name of the rule that must explain it. */
export const situations: readonly {
  name: string;
  situation: Situation;
  expected: string;
}[] = [
  { name: 'all is well', situation: base, expected: 'ready' },
  {
    name: 'the cluster does not answer',
    situation: {
      ...base,
      cluster: {
        ...base.cluster,
        connection: 'unreachable',
        message: 'connect ECONNREFUSED 10.0.0.1:6443',
      },
    },
    expected: 'cluster-unreachable',
  },
  {
    name: 'the portal may not read the cluster',
    situation: {
      ...base,
      cluster: {
        ...base.cluster,
        connection: 'forbidden',
        message:
          'kustomizations.kustomize.toolkit.fluxcd.io is forbidden: User "portal" cannot list resource "kustomizations"',
      },
    },
    expected: 'cluster-forbidden',
  },
  {
    name: 'the portal has just started',
    situation: {
      ...base,
      cluster: { ...base.cluster, connection: 'connecting' },
    },
    expected: 'cluster-connecting',
  },
  {
    name: 'the controllers were killed',
    situation: {
      ...base,
      cluster: {
        ...base.cluster,
        controllers: {
          state: 'stopped',
          since: '2026-01-01T00:10:00Z',
          message: 'their lease was last renewed at 2026-01-01T00:09:40Z',
        },
      },
    },
    expected: 'controllers-stopped',
  },
  {
    name: "Flux's own controllers hold the leases",
    situation: {
      ...base,
      cluster: {
        ...base.cluster,
        controllers: {
          state: 'waiting',
          since: '2026-01-01T00:10:00Z',
          holder: 'kustomize-controller-5d8f_1b2c',
        },
      },
    },
    expected: 'controllers-waiting',
  },
  {
    name: 'nothing delivers the component',
    situation: { ...base, applier: undefined, source: undefined, parts: [] },
    expected: 'not-delivered',
  },
  {
    name: 'the Kustomization is suspended',
    situation: { ...base, applier: { ...applier, suspended: true } },
    expected: 'suspended',
  },
  {
    name: 'the Kustomization is being deleted',
    situation: { ...base, applier: { ...applier, deleting: true } },
    expected: 'deleting',
  },
  {
    name: 'a reconcile was asked for',
    situation: {
      ...base,
      applier: {
        ...applier,
        requestedAt: 'token-2',
        lastHandledReconcileAt: 'token-1',
      },
    },
    expected: 'requested',
  },
  {
    name: 'a new revision is being applied',
    situation: running(
      `Building manifests for revision ${newer} with a timeout of 1m0s`,
    ),
    expected: 'progressing',
  },
  {
    name: 'a new revision waits for health',
    situation: running(
      `Running health checks for revision ${newer} with a timeout of 1m0s`,
    ),
    expected: 'progressing',
  },
  {
    name: 'a newer revision is fetched',
    situation: { ...base, source: { ...source, revision: newer } },
    expected: 'behind',
  },
  {
    name: 'the source does not exist',
    situation: {
      ...failed(
        'ArtifactFailed',
        'GitRepository.source.toolkit.fluxcd.io "fleet" not found',
      ),
      source: undefined,
    },
    expected: 'source-missing',
  },
  {
    name: 'the source is suspended',
    situation: { ...base, source: { ...source, suspended: true } },
    expected: 'source-suspended',
  },
  {
    name: 'the source has no artifact yet',
    situation: failed(
      'ArtifactFailed',
      'Source artifact not found, retrying in 30s',
    ),
    expected: 'artifact-failed',
  },
  {
    name: 'the Secret of the source is missing',
    situation: sourceFailed(
      'AuthenticationFailed',
      `failed to get secret 'flux-system/git': failed to get secret 'flux-system/git': secrets "git" not found`,
    ),
    expected: 'source-secret-missing',
  },
  {
    name: 'the Git server refuses the credentials',
    situation: sourceFailed(
      'GitOperationFailed',
      `${clone} 'https://git.example.com/fleet.git': authentication required`,
    ),
    expected: 'source-unauthorized',
  },
  {
    name: 'the Git server does not answer',
    situation: sourceFailed(
      'GitOperationFailed',
      `${clone} 'http://127.0.0.1:9/none.git': Get "http://127.0.0.1:9/none.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:9: connect: connection refused`,
    ),
    expected: 'source-unreachable',
  },
  {
    name: 'the certificate of the Git server is not trusted',
    situation: sourceFailed(
      'GitOperationFailed',
      `${clone} 'https://git.example.com/fleet.git': tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ),
    expected: 'source-certificate',
  },
  {
    name: 'the repository does not exist',
    situation: sourceFailed(
      'GitOperationFailed',
      `${clone} 'https://git.example.com/none.git': repository not found: `,
    ),
    expected: 'source-repository-missing',
  },
  {
    name: 'the branch does not exist',
    situation: sourceFailed(
      'GitOperationFailed',
      `${clone} 'https://git.example.com/fleet.git': couldn't find remote ref "refs/heads/none"`,
    ),
    expected: 'source-branch-missing',
  },
  {
    name: 'a dependency does not exist',
    situation: failed(
      'DependencyNotReady',
      `dependency 'flux-system/none' not found: kustomizations.kustomize.toolkit.fluxcd.io "none" not found`,
    ),
    expected: 'dependency-missing',
  },
  {
    name: 'a dependency is not ready',
    situation: failed(
      'DependencyNotReady',
      `dependency 'flux-system/infrastructure' is not ready`,
      {
        dependsOn: [
          {
            id: 'flux-system/infrastructure',
            owner: 'group:default/platform',
          },
        ],
      },
    ),
    expected: 'dependency-not-ready',
  },
  {
    name: 'it depends on itself',
    situation: failed(
      'DependencyNotReady',
      `dependency 'flux-system/apps' is not ready`,
    ),
    expected: 'dependency-cycle',
  },
  {
    name: 'the path does not exist',
    situation: failed(
      'ArtifactFailed',
      `kustomization path not found: stat ${tmp}/apps/overlays/production: no such file or directory`,
    ),
    expected: 'build-path-missing',
  },
  {
    name: 'a resource is not in Git',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'nope.yaml': open ${tmp}/apps/overlays/production/nope.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '${tmp}/apps/overlays/production/nope.yaml' : lstat ${tmp}/apps/overlays/production/nope.yaml: no such file or directory`,
    ),
    expected: 'build-file-missing',
  },
  {
    name: 'a manifest is not YAML',
    situation: failed(
      'BuildFailed',
      `failed to decode Kubernetes YAML from ${tmp}/apps/overlays/production/a.yaml: MalformedYAMLError: yaml: line 4: did not find expected key`,
    ),
    expected: 'build-decode',
  },
  {
    name: "a neighbour's manifest is not YAML",
    situation: {
      ...failed(
        'BuildFailed',
        `failed to decode Kubernetes YAML from ${tmp}/apps/base/api/deployment.yaml: MalformedYAMLError: yaml: line 7: did not find expected key`,
      ),
    },
    expected: 'build-decode',
  },
  {
    name: 'a manifest of a base is not YAML',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../base/web': '${tmp}/apps/base/web' must resolve to a file': recursed accumulation of path '${tmp}/apps/base/web': accumulating resources: accumulating resources from 'deployment.yaml': MalformedYAMLError: yaml: line 34: did not find expected node content in File: deployment.yaml`,
    ),
    expected: 'build-decode',
  },
  {
    name: 'a manifest has no kind',
    situation: failed(
      'BuildFailed',
      `failed to decode Kubernetes YAML from ${tmp}/apps/overlays/production/a.yaml: missing kind in object {{ } {{a } map[] map[]}}`,
    ),
    expected: 'build-not-an-object',
  },
  {
    name: 'an object is stated twice',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: accumulating resources: accumulation err='merging resources from './b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.[noNs]': must build at directory: '${tmp}/apps/overlays/production/b.yaml': file is not directory`,
    ),
    expected: 'build-duplicate',
  },
  {
    name: 'a base lies outside of the repository',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: accumulating resources: accumulation err='accumulating resources from '../../../../etc': fs-security-constraint read /etc: path '/etc' is not in or below '${tmp}''`,
    ),
    expected: 'build-outside-root',
  },
  {
    name: 'a variable has no value',
    situation: failed(
      'BuildFailed',
      `post build failed for 'ConfigMap.v1.[noGrp]/c': envsubst error: variable substitution failed: variable not set (strict mode): "region"`,
    ),
    expected: 'build-variable-missing',
  },
  {
    name: 'a patch does not fit',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: remove operation does not apply: doc is missing path: "/spec/none": missing value`,
    ),
    expected: 'build-patch',
  },
  {
    name: 'a Helm chart is inflated',
    situation: failed(
      'BuildFailed',
      `kustomize build failed: trouble configuring builtin HelmChartInflationGenerator with config: \`\nname: x\n\`: must specify --enable-helm`,
    ),
    expected: 'build-helm-charts',
  },
  {
    name: 'the account may not write',
    situation: failed(
      'ReconciliationFailed',
      `ConfigMap/payments/a dry-run failed (Forbidden): configmaps "a" is forbidden: User "system:serviceaccount:flux-system:apps-deployer" cannot patch resource "configmaps" in API group "" in the namespace "payments"\n`,
    ),
    expected: 'apply-forbidden',
  },
  {
    name: 'the account does not exist',
    situation: failed(
      'ReconciliationFailed',
      `service account "flux-system/apps-deployer" not found`,
    ),
    expected: 'account-missing',
  },
  {
    name: 'a value has the wrong type',
    situation: failed(
      'ReconciliationFailed',
      `Deployment/payments/web dry-run failed: failed to create typed patch object (payments/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string\n`,
    ),
    expected: 'apply-wrong-type',
  },
  {
    name: "a neighbour's object is refused",
    situation: failed(
      'ReconciliationFailed',
      `Deployment/users/api dry-run failed (Invalid): Deployment.apps "api" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: \`selector\` does not match template \`labels\`\n`,
    ),
    expected: 'apply-invalid',
  },
  {
    name: 'a field is immutable',
    situation: failed(
      'ReconciliationFailed',
      `Deployment/payments/web dry-run failed (Invalid): Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable\n`,
    ),
    expected: 'apply-immutable',
  },
  {
    name: 'a namespace is missing',
    situation: failed(
      'ReconciliationFailed',
      `ConfigMap/none/a dry-run failed (NotFound): namespaces "none" not found\n`,
    ),
    expected: 'apply-namespace-missing',
  },
  {
    name: 'a kind is not known',
    situation: failed(
      'ReconciliationFailed',
      `Widget/payments/a dry-run failed: no matches for kind "Widget" in version "example.com/v1"\n`,
    ),
    expected: 'apply-kind-unknown',
  },
  {
    name: 'a Secret is encrypted',
    situation: failed(
      'ReconciliationFailed',
      'Secret/payments/s is SOPS encrypted, configuring decryption is required for this secret to be reconciled',
    ),
    expected: 'apply-sops',
  },
  {
    name: 'the own image cannot be pulled',
    situation: {
      ...failed(
        'HealthCheckFailed',
        `health check failed after 30s: timeout waiting for: [Deployment/payments/web status: 'InProgress']`,
      ),
      parts: [
        degraded(
          'ImagePullBackOff',
          'Back-off pulling image "ghcr.io/example/web:9.9.9"',
        ),
      ],
    },
    expected: 'unhealthy',
  },
  {
    name: 'the own container crashes although the Kustomization is ready',
    situation: {
      ...base,
      parts: [degraded('CrashLoopBackOff', 'back-off 5m0s restarting')],
    },
    expected: 'unhealthy',
  },
  {
    name: 'a neighbour blocks the delivery',
    situation: {
      ...failed(
        'HealthCheckFailed',
        `health check failed after 30s: timeout waiting for: [Deployment/users/api status: 'InProgress']`,
      ),
      neighbours: [
        {
          title: 'User service',
          owner: 'group:default/team-users',
          parts: [
            {
              kind: 'Deployment',
              namespace: 'users',
              name: 'api',
              health: 'degraded',
              problem: { reason: 'CrashLoopBackOff', message: 'back-off' },
            },
          ],
        },
      ],
    },
    expected: 'blocked-by-neighbour',
  },
  {
    name: 'the object of a health check does not exist',
    situation: failed(
      'HealthCheckFailed',
      `health check failed after 30s: timeout waiting for: [Deployment/payments/none status: 'NotFound']`,
    ),
    expected: 'health-check-object-missing',
  },
  {
    name: 'something could not be pruned',
    situation: failed(
      'PruneFailed',
      'ConfigMap/payments/old delete failed: configmaps "old" is forbidden',
    ),
    expected: 'prune-failed',
  },
  {
    name: 'a change in the cluster was put back',
    situation: {
      ...base,
      drift: {
        object: 'Deployment/payments/web',
        manager: 'kubectl',
        at: '10:42',
      },
    },
    expected: 'drift-corrected',
  },
  {
    name: 'an autoscaler keeps changing what Git states',
    situation: {
      ...base,
      drift: {
        object: 'Deployment/payments/web',
        manager: 'kube-controller-manager',
        at: '10:42',
        contended: true,
      },
    },
    expected: 'drift-contended',
  },
  {
    name: 'the own part is rolling out',
    situation: { ...base, parts: [{ ...web, health: 'progressing' }] },
    expected: 'rolling-out',
  },
];

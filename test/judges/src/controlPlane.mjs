import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from './apiClient.mjs';
import { Credentials } from './credentials.mjs';
import { binDirectory, judgePath, judgesAvailable } from './judges.mjs';
import { kubeconfig } from './kubeconfig.mjs';
import { freePorts } from './ports.mjs';
import { Programs } from './programs.mjs';

export { judgePath, judgesAvailable };

/** @typedef {import('./programs.mjs').Program} Program */
/** @typedef {import('./controlPlane.d.mts').ControlPlane} ControlPlane */
/** @typedef {import('./controlPlane.d.mts').ControlPlaneOptions} ControlPlaneOptions */

const readinessDeadlineMs = 120_000;
const readinessIntervalMs = 50;

/** An unlimited log, as far as a test is concerned: it never rotates. */
const auditLogMegabytes = 10_240;

const metadataOfEveryRequest = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
};

/** What the controller manager has made once it works. */
const madeByControllers = [
  '/api/v1/namespaces/default/serviceaccounts/default',
  '/api/v1/namespaces/default/configmaps/kube-root-ca.crt',
];

/** @implements {ControlPlane} */
class LocalControlPlane {
  /** @type {string} */
  #directory;
  /** @type {ControlPlaneOptions} */
  #options;
  /** @type {(message: string) => void} */
  #log;
  #startedAt = performance.now();
  /** @type {Credentials} */
  #credentials;
  /** @type {Programs} */
  #programs;
  /** @type {Program | undefined} */
  #etcd;
  /** @type {Program | undefined} */
  #apiServer;
  /** @type {string[]} */
  #apiServerArgs = [];
  /** @type {ApiClient | undefined} */
  #client;

  url = '';
  kubeconfig = '';
  binDir = binDirectory();
  /** @type {string} */
  caFile;
  /** @type {string | undefined} */
  auditLogPath;
  /** @type {string} */
  logsDir;

  /**
   * @param {string} directory
   * @param {ControlPlaneOptions} options
   */
  constructor(directory, options) {
    this.#directory = directory;
    this.#options = options;
    this.#log = options.log ?? (() => {});
    this.logsDir = join(directory, 'logs');
    mkdirSync(this.logsDir, { recursive: true });
    mkdirSync(this.#path('kubeconfigs'), { recursive: true });
    this.#credentials = new Credentials(this.#path('credentials'));
    this.caFile = this.#credentials.authorityFile;
    this.#programs = new Programs({
      logsDirectory: this.logsDir,
      removeDirectory: options.dataDir ? undefined : directory,
    });
  }

  async start() {
    const [etcdPort, etcdPeerPort, freePort] = await freePorts(3);
    const port = this.#options.port ?? freePort;
    this.url = `https://127.0.0.1:${port}`;
    this.kubeconfig = this.kubeconfigFor('kubernetes-admin', [
      'system:masters',
    ]);
    this.#client = new ApiClient(this.kubeconfig);

    await this.#startEtcd(etcdPort, etcdPeerPort);
    this.#apiServerArgs = this.#apiServerArguments(port, etcdPort);
    await this.restartApiServer();
    if (this.#options.controllerManager ?? true) {
      await this.#startControllerManager();
    }
  }

  /**
   * @param {number} port
   * @param {number} peerPort
   */
  async #startEtcd(port, peerPort) {
    const url = `http://127.0.0.1:${port}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    this.#etcd = this.#programs.start('etcd', judgePath('etcd'), [
      '--name=default',
      `--data-dir=${this.#path('etcd')}`,
      '--unsafe-no-fsync',
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      '--log-level=warn',
    ]);
    await this.#untilReady(
      this.#etcd,
      async () => (await fetch(`${url}/health`)).ok,
    );
  }

  /**
   * @param {number} port
   * @param {number} etcdPort
   */
  #apiServerArguments(port, etcdPort) {
    const credentials = this.#credentials;
    return [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--tls-cert-file=${credentials.serverFile}`,
      `--tls-private-key-file=${credentials.serverKeyFile}`,
      `--client-ca-file=${credentials.authorityFile}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${credentials.serviceAccountsPublicKeyFile}`,
      `--service-account-signing-key-file=${credentials.serviceAccountsKeyFile}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      '--authorization-mode=RBAC',
      '--endpoint-reconciler-type=none',
      '--allow-privileged=true',
      '--profiling=false',
      ...this.#auditArguments(),
      ...(this.#options.extraApiServerArgs ?? []),
    ];
  }

  #auditArguments() {
    const { auditPolicy = metadataOfEveryRequest, auditLog = false } =
      this.#options;
    if (!auditLog && !this.#options.auditPolicy) {
      return [];
    }
    const policyFile = this.#path('audit-policy.yaml');
    writeFileSync(
      policyFile,
      typeof auditPolicy === 'string'
        ? auditPolicy
        : JSON.stringify(auditPolicy),
    );
    this.auditLogPath = this.#path('audit.log');
    return [
      `--audit-policy-file=${policyFile}`,
      `--audit-log-path=${this.auditLogPath}`,
      `--audit-log-maxsize=${auditLogMegabytes}`,
    ];
  }

  async #startControllerManager() {
    const credentials = this.#credentials;
    const config = this.kubeconfigFor('system:kube-controller-manager', []);
    const program = this.#programs.start(
      'kube-controller-manager',
      judgePath('kube-controller-manager'),
      [
        `--kubeconfig=${config}`,
        '--leader-elect=false',
        '--secure-port=0',
        '--kube-api-qps=200',
        '--kube-api-burst=400',
        '--use-service-account-credentials=true',
        `--service-account-private-key-file=${credentials.serviceAccountsKeyFile}`,
        `--root-ca-file=${credentials.authorityFile}`,
        `--cluster-signing-cert-file=${credentials.authorityFile}`,
        `--cluster-signing-key-file=${credentials.authorityKeyFile}`,
      ],
    );
    const client = this.#requireClient();
    await this.#untilReady(program, async () => {
      const answers = await Promise.all(
        madeByControllers.map(path => client.get(path)),
      );
      return answers.every(({ status }) => status === 200);
    });
  }

  /**
   * @param {string} user
   * @param {readonly string[]} [groups]
   */
  kubeconfigFor(user, groups = []) {
    const name = [user, ...groups].join('+').replace(/[^\w.+-]/g, '_');
    const path = this.#path('kubeconfigs', name);
    const client = this.#credentials.issueClient(user, groups);
    const { authority } = this.#credentials;
    writeFileSync(
      path,
      kubeconfig({ url: this.url, user, authority, client }),
      { mode: 0o600 },
    );
    return path;
  }

  async killApiServer() {
    await this.#apiServer?.kill('SIGKILL');
  }

  async restartApiServer() {
    await this.killApiServer();
    const path = judgePath('kube-apiserver');
    const program = this.#programs.start(
      'kube-apiserver',
      path,
      this.#apiServerArgs,
    );
    this.#apiServer = program;
    const client = this.#requireClient();
    await this.#untilReady(program, async () => {
      const { status } = await client.get('/readyz', { timeoutMs: 5_000 });
      return status === 200;
    });
  }

  async stop() {
    this.#client?.close();
    if (this.#options.dataDir) {
      await this.#apiServer?.kill('SIGKILL');
      await this.#etcd?.kill('SIGTERM');
    }
    await this.#programs.stop();
    if (!this.#options.dataDir) {
      rmSync(this.#directory, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  /**
   * @param {Program} program
   * @param {() => Promise<boolean>} isReady may throw while nobody listens yet
   */
  async #untilReady(program, isReady) {
    const deadline = performance.now() + readinessDeadlineMs;
    /** @type {unknown} */
    let lastError;
    while (performance.now() < deadline) {
      if (program.hasEnded()) {
        throw new Error(
          `${
            program.name
          } ended before it was ready:\n${program.lastLogLines()}`,
        );
      }
      try {
        if (await isReady()) {
          const seconds = (
            (performance.now() - this.#startedAt) /
            1000
          ).toFixed(1);
          this.#log(`${program.name} is ready after ${seconds} s`);
          return;
        }
      } catch (error) {
        lastError = error;
      }
      await sleep(readinessIntervalMs);
    }
    throw new Error(
      `${
        program.name
      } is not ready after ${readinessDeadlineMs} ms:\n${program.lastLogLines()}`,
      { cause: lastError },
    );
  }

  #requireClient() {
    if (!this.#client) {
      throw new Error('the control plane has not been started');
    }
    return this.#client;
  }

  /** @param {...string} names */
  #path(...names) {
    return join(this.#directory, ...names);
  }
}

/**
 * Starts etcd, a Kubernetes API server and its controller manager on the loopback, and waits until
 * they are ready.
 *
 * @param {ControlPlaneOptions} [options]
 * @returns {Promise<ControlPlane>}
 */
export async function startControlPlane(options = {}) {
  const { missing } = judgesAvailable();
  if (missing.length > 0) {
    throw new Error(
      `not built, or built for another version: ${missing.join(
        ', ',
      )}; run: node test/judges/build.mjs`,
    );
  }
  const directory = options.dataDir
    ? resolve(options.dataDir)
    : mkdtempSync(join(tmpdir(), 'sluice-control-plane-'));
  const plane = new LocalControlPlane(directory, options);
  try {
    await plane.start();
  } catch (error) {
    await plane.stop();
    throw error;
  }
  return plane;
}

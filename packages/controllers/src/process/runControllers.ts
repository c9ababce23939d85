import {
  createClient,
  type KubernetesClient,
  loadConnection,
  systemClock,
} from '@sluice/kubernetes/client';
import {
  createLogger,
  type Logger,
  Manager,
  type ManagerStatus,
  Metrics,
} from '@sluice/runtime';
import { createKustomizationController } from '../kustomize/kustomizationController';
import type { KustomizeOptions } from '../kustomize/options';
import { addGitRepositoryController, type SourceOptions } from '../source';
import { type Artifacts, openArtifacts } from './artifacts';
import { awaitKinds } from './awaitKinds';
import {
  type ControllerFlags,
  controllerFlags,
  withoutEffect,
} from './controllerFlags';
import { describeFlags, FlagError, parseFlags } from './flagParser';
import { leaseElection } from './leases';
import type { StatusMessage } from './parentChannel';
import { listen } from './servers';

/** What the controllers run with. */
export interface ControllersProcess {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  io: {
    stdout(text: string): void;
    stderr(text: string): void;
    /** Ends the controllers gracefully. */
    signal: AbortSignal;
    /** Told whenever the state changes. */
    status?(message: StatusMessage): void;
  };
}

const usage = `usage: sluice controllers [--kubeconfig FILE] [--storage DIR] [flags]

Reconciles GitRepositories and Kustomizations, as Flux's source-controller and kustomize-controller do.

flags:
${describeFlags(controllerFlags)}
`;

/** Runs the controllers until the signal. Answers the exit code: 0 after a graceful stop, 1 when they cannot start, 2 for a wrong command line. */
export async function runControllersProcess(
  run: ControllersProcess,
): Promise<number> {
  if (run.argv.some(argument => /^--?(help|h)$/.test(argument))) {
    run.io.stdout(usage);
    return 0;
  }
  let flags: ControllerFlags;
  let given: ReadonlySet<string>;
  try {
    ({ values: flags, given } = parseFlags(
      controllerFlags,
      withEnvironment(run),
    ));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    run.io.stderr(`sluice controllers: ${error.message}\n`);
    run.io.stderr("Run 'sluice controllers --help' for the flags.\n");
    return 2;
  }
  const log = createLogger({
    format: flags['log-encoding'],
    level: flags['log-level'] === 'trace' ? 'debug' : flags['log-level'],
    write: line => run.io.stderr(`${line}\n`),
  });
  for (const name of withoutEffect) {
    if (given.has(name)) log.warn(`The flag --${name} has no effect`);
  }
  try {
    await runUntilStopped(run, flags, given, log);
    return 0;
  } catch (error) {
    if (run.io.signal.aborted) return 0;
    log.error('The controllers cannot run', { error });
    return 1;
  }
}

/** Flux's environment variables stand for flags that are not given. */
function withEnvironment({ argv, env }: ControllersProcess): string[] {
  const defaults = [
    ['runtime-namespace', env.RUNTIME_NAMESPACE],
    ['metrics-addr', env.METRICS_ADDR],
  ];
  return [
    ...defaults.flatMap(([name, value]) =>
      value ? [`--${name}=${value}`] : [],
    ),
    ...argv,
  ];
}

async function runUntilStopped(
  { io }: ControllersProcess,
  flags: ControllerFlags,
  given: ReadonlySet<string>,
  log: Logger,
): Promise<void> {
  const status = (message: Omit<StatusMessage, 'type'>) =>
    io.status?.({ type: 'status', ...message });
  status({ state: 'starting' });
  let phase: ManagerStatus['phase'] = 'stopped';
  const closing: (() => Promise<void>)[] = [];
  try {
    const metrics = new Metrics();
    const client = await connect(flags, metrics, log);
    closing.push(() => client.close());
    const artifacts = await openArtifacts({
      directory: flags.storage,
      listen: flags['storage-addr'],
      advertise: flags['storage-adv-addr'],
      retention: {
        ttl: flags['artifact-retention-ttl'],
        records: flags['artifact-retention-records'],
      },
    });
    closing.push(() => artifacts.close());
    if (artifacts.address)
      log.info('Serving artifacts', { address: artifacts.address });
    const manager = createManager({
      client,
      artifacts,
      metrics,
      flags,
      log,
      onStatus: next => {
        phase = next.phase;
        const message = statusMessage(next);
        if (message) status(message);
      },
    });
    const servers = await Promise.all([
      listen({
        what: 'metrics',
        address: flags['metrics-addr'],
        asked: given.has('metrics-addr'),
        registry: metrics.registry,
        log,
      }),
      listen({
        what: 'health',
        address: flags['health-addr'],
        asked: given.has('health-addr'),
        registry: metrics.registry,
        readyz: {
          running: () => (phase === 'running' ? undefined : phase),
        },
        log,
      }),
    ]);
    for (const server of servers) {
      if (server) closing.push(() => server.close());
    }
    await awaitKinds({
      client,
      clock: systemClock,
      signal: io.signal,
      onObstacle: ({ message }) => {
        log.warn(`Waiting: ${message}`);
        status({ state: 'waiting', message });
      },
    });
    manager.start();
    closing.push(() => manager.stop());
    await untilAborted(io.signal);
    log.info('Stopping', { reason: String(io.signal.reason?.message ?? '') });
  } finally {
    if (phase === 'stopped') status({ state: 'stopping' });
    for (const close of closing.reverse()) await close();
  }
}

async function connect(
  flags: ControllerFlags,
  metrics: Metrics,
  log: Logger,
): Promise<KubernetesClient> {
  const { kubeconfig, context } = flags;
  const connection = await loadConnection(
    kubeconfig ? { kubeconfig, context } : { default: true, context },
  );
  log.info('Connecting', { server: connection.server });
  return createClient({
    connection,
    userAgent: 'sluice-controllers',
    // Each connection costs a handshake on both sides; more at once than this gains nothing.
    concurrency: 32,
    onRequest: metrics.onRequest,
  });
}

function createManager(setup: {
  client: KubernetesClient;
  artifacts: Artifacts;
  metrics: Metrics;
  flags: ControllerFlags;
  log: Logger;
  onStatus: (status: ManagerStatus) => void;
}): Manager {
  const { artifacts, client, flags, log, metrics, onStatus } = setup;
  const manager = new Manager({
    client,
    log,
    metrics,
    leases: leaseElection(flags),
    onStatus,
  });
  const { git, reader, storage } = artifacts;
  addGitRepositoryController(manager, {
    client,
    storage,
    git,
    options: sourceOptions(flags),
  });
  createKustomizationController({
    manager,
    client,
    log,
    artifacts: reader,
    options: kustomizeOptions(flags),
  });
  return manager;
}

function watchNamespace(flags: ControllerFlags): string | undefined {
  return flags['watch-all-namespaces'] ? undefined : flags['runtime-namespace'];
}

function sourceOptions(flags: ControllerFlags): Partial<SourceOptions> {
  return {
    concurrent: flags.concurrent,
    intervalJitterPercentage: flags['interval-jitter-percentage'],
    minRetryDelay: flags['min-retry-delay'],
    maxRetryDelay: flags['max-retry-delay'],
    watchLabelSelector: flags['watch-label-selector'],
    watchNamespace: watchNamespace(flags),
  };
}

function kustomizeOptions(flags: ControllerFlags): Partial<KustomizeOptions> {
  const gate = (name: string) => flags['feature-gates'].get(name) ?? false;
  return {
    concurrent: flags.concurrent,
    concurrentSSA: flags['concurrent-ssa'],
    requeueDependency: flags['requeue-dependency'],
    additiveReadyExpressions: gate('AdditiveCELDependencyCheck'),
    defaultServiceAccount: flags['default-service-account'],
    requireServiceAccount: flags['require-service-account'],
    noCrossNamespaceRefs: flags['no-cross-namespace-refs'],
    noRemoteBases: flags['no-remote-bases'],
    publicRemoteBasesOnly: flags['public-remote-bases-only'],
    externalArtifacts: gate('ExternalArtifact'),
    failFast: !gate('DisableFailFastBehavior'),
    strictSubstitutions: gate('StrictPostBuildSubstitutions'),
    customApplyStageKinds: flags['custom-apply-stage-kinds'],
    overrideManagers: flags['override-manager'],
    intervalJitterPercentage: flags['interval-jitter-percentage'],
    watchConfigsLabelSelector: flags['watch-configs-label-selector'],
    watchLabelSelector: flags['watch-label-selector'],
    watchNamespace: watchNamespace(flags),
  };
}

function statusMessage(
  status: ManagerStatus,
): Omit<StatusMessage, 'type'> | undefined {
  switch (status.phase) {
    case 'waiting':
      return {
        state: 'waiting',
        lease: status.lease,
        holder: status.holder,
        message: status.error
          ? status.error.message
          : `the Lease ${status.lease} is held by ${status.holder}`,
      };
    case 'syncing':
    case 'running':
    case 'stopping':
      return { state: status.phase };
    default:
      return undefined;
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

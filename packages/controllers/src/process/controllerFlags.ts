import { parseDuration } from '@sluice/golang/duration';
import {
  type Flag,
  FlagError,
  type Flags,
  durationFlag,
  numberFlag,
  optionalTextFlag,
  switchFlag,
  textFlag,
} from './flagParser';

/** Where a server listens; undefined when it is turned off (`0` or empty). */
export interface ListenAddress {
  host: string;
  port: number;
}

/** The flags of the controllers, named as Flux's. */
export interface ControllerFlags {
  kubeconfig: string | undefined;
  context: string | undefined;
  storage: string | undefined;
  'storage-addr': ListenAddress | undefined;
  'storage-adv-addr': string | undefined;
  'artifact-retention-ttl': number;
  'artifact-retention-records': number;
  concurrent: number;
  'concurrent-ssa': number;
  'watch-all-namespaces': boolean;
  'watch-label-selector': string | undefined;
  'watch-configs-label-selector': string;
  'runtime-namespace': string;
  'metrics-addr': ListenAddress | undefined;
  'health-addr': ListenAddress | undefined;
  'default-service-account': string;
  'require-service-account': boolean;
  'no-cross-namespace-refs': boolean;
  'no-remote-bases': boolean;
  'public-remote-bases-only': boolean;
  'requeue-dependency': number;
  'interval-jitter-percentage': number;
  'min-retry-delay': number;
  'max-retry-delay': number;
  'enable-leader-election': boolean;
  'leader-election-release-on-cancel': boolean;
  'leader-election-lease-duration': number;
  'leader-election-renew-deadline': number;
  'leader-election-retry-period': number;
  'override-manager': readonly string[];
  'custom-apply-stage-kinds': readonly string[];
  'feature-gates': ReadonlyMap<string, boolean>;
  'log-level': 'trace' | 'debug' | 'info' | 'error';
  'log-encoding': 'json' | 'console';
  'events-addr': string;
  'kube-api-qps': string;
  'kube-api-burst': string;
  'http-retry': string;
}

/** Taken so that Flux's command lines work; said to be without effect when given. */
export const withoutEffect = [
  'events-addr',
  'kube-api-qps',
  'kube-api-burst',
  'http-retry',
  'leader-election-release-on-cancel',
];

/** Gates of source-controller and kustomize-controller 2.9 with their defaults. */
export const featureGates: ReadonlyMap<string, boolean> = new Map([
  ['AdditiveCELDependencyCheck', false],
  ['CacheSecretsAndConfigMaps', false],
  ['CancelHealthCheckOnNewRevision', false],
  ['DirectSourceFetch', false],
  ['DisableConfigWatchers', false],
  ['DisableFailFastBehavior', false],
  ['DisableStatusPollerCache', true],
  ['ExternalArtifact', false],
  ['GroupChangeLog', false],
  ['MigrateAPIVersion', false],
  ['ObjectLevelWorkloadIdentity', false],
  ['StrictPostBuildSubstitutions', true],
]);

export const controllerFlags: Flags<ControllerFlags> = {
  kubeconfig: optionalTextFlag(
    'FILE',
    "The cluster's kubeconfig; without it as kubectl finds it, then in-cluster",
  ),
  context: optionalTextFlag('NAME', 'The context in the kubeconfig'),
  storage: optionalTextFlag(
    'DIR',
    'Where artifacts are kept; without it a temporary folder',
  ),
  'storage-addr': addressFlag(
    '127.0.0.1:0',
    'Where artifacts are served to other tools; 0 turns it off',
  ),
  'storage-adv-addr': optionalTextFlag(
    'HOST:PORT',
    'How others reach the artifact listener',
  ),
  'artifact-retention-ttl': durationFlag(
    60_000,
    'How long replaced artifacts are kept',
    parseDuration,
  ),
  'artifact-retention-records': numberFlag(
    2,
    'How many artifacts of one source are kept',
    { min: 1, max: 100 },
  ),
  concurrent: numberFlag(4, 'Objects reconciled at once, per kind', {
    min: 1,
    max: 256,
  }),
  'concurrent-ssa': numberFlag(4, 'Dry runs at once, per Kustomization', {
    min: 1,
    max: 64,
  }),
  'watch-all-namespaces': switchFlag(
    true,
    'Watch all namespaces, not only the runtime namespace',
  ),
  'watch-label-selector': optionalTextFlag(
    'SELECTOR',
    'Only objects with these labels (sharding)',
  ),
  'watch-configs-label-selector': textFlag(
    'SELECTOR',
    'reconcile.fluxcd.io/watch=Enabled',
    'ConfigMaps and Secrets whose changes are acted on at once',
  ),
  'runtime-namespace': textFlag(
    'NAMESPACE',
    'flux-system',
    'Where the Leases are',
  ),
  'metrics-addr': addressFlag(
    '127.0.0.1:8080',
    'Where metrics are served; 0 turns it off',
  ),
  'health-addr': addressFlag(
    '127.0.0.1:9440',
    'Where health is served; 0 turns it off',
  ),
  'default-service-account': textFlag(
    'NAME',
    '',
    'Account to apply as when a Kustomization names none',
  ),
  'require-service-account': switchFlag(
    false,
    'Refuse Kustomizations that would act with the rights of the controllers (not in Flux)',
  ),
  'no-cross-namespace-refs': switchFlag(
    false,
    'Refuse references to other namespaces',
  ),
  'no-remote-bases': switchFlag(
    false,
    'Refuse bases and files that builds would fetch from elsewhere',
  ),
  'public-remote-bases-only': switchFlag(
    false,
    'Fetch those from public addresses only (not in Flux)',
  ),
  'requeue-dependency': durationFlag(
    30_000,
    'When to look again at what is not ready',
    parseDuration,
  ),
  'interval-jitter-percentage': numberFlag(5, 'How far intervals are spread', {
    min: 0,
    max: 99,
  }),
  'min-retry-delay': durationFlag(750, 'First delay of retries', parseDuration),
  'max-retry-delay': durationFlag(
    900_000,
    'Longest delay of retries',
    parseDuration,
  ),
  'enable-leader-election': switchFlag(
    true,
    "Hold Flux's Leases, and wait while somebody else does",
  ),
  'leader-election-release-on-cancel': switchFlag(
    true,
    'Give the Leases back at the end',
  ),
  'leader-election-lease-duration': durationFlag(
    35_000,
    'How long a Lease is good',
    parseDuration,
  ),
  'leader-election-renew-deadline': durationFlag(
    30_000,
    'When to give up renewing',
    parseDuration,
  ),
  'leader-election-retry-period': durationFlag(
    5_000,
    'How often a Lease is tried',
    parseDuration,
  ),
  'override-manager': listFlag(
    'MANAGERS',
    'Managers whose fields are taken over',
  ),
  'custom-apply-stage-kinds': listFlag(
    'KINDS',
    'Kinds (`group/Kind`) that get a stage of their own',
  ),
  'feature-gates': gatesFlag(),
  'log-level': wordFlag(
    ['info', 'trace', 'debug', 'error'],
    'How much is logged',
  ),
  'log-encoding': wordFlag(['json', 'console'], 'How it is logged'),
  'events-addr': textFlag('ADDRESS', '', 'Taken, without effect yet'),
  'kube-api-qps': textFlag('N', '50', 'Taken, without effect'),
  'kube-api-burst': textFlag('N', '300', 'Taken, without effect'),
  'http-retry': textFlag('N', '9', 'Taken, without effect'),
};

/** `host:port`, `:port` for all interfaces as Go reads it, `0` or nothing for none. */
export function parseAddress(text: string): ListenAddress | undefined {
  if (text === '' || text === '0') return undefined;
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = match ? Number(match[3]) : NaN;
  if (!match || port > 65_535)
    throw new FlagError('wants HOST:PORT, :PORT or 0');
  return { host: match[1] ?? (match[2] || '::'), port };
}

function addressFlag(
  defaultAddress: string,
  description: string,
): Flag<ListenAddress | undefined> {
  return {
    value: 'ADDRESS',
    default: parseAddress(defaultAddress),
    description: `${description} (default ${defaultAddress})`,
    read: parseAddress,
  };
}

function listFlag(value: string, description: string): Flag<readonly string[]> {
  return {
    value,
    default: [],
    description,
    read: text => text.split(',').filter(item => item !== ''),
  };
}

function wordFlag<W extends string>(
  words: readonly [W, ...W[]],
  description: string,
): Flag<W> {
  return {
    value: words.join('|'),
    default: words[0],
    description,
    read: text => {
      const word = words.find(known => known === text);
      if (word === undefined)
        throw new FlagError(`wants one of ${words.join(', ')}`);
      return word;
    },
  };
}

function gatesFlag(): Flag<ReadonlyMap<string, boolean>> {
  return {
    value: 'NAME=true|false,…',
    default: featureGates,
    description: `Of ${[...featureGates.keys()].join(', ')}`,
    read: text => {
      const gates = new Map(featureGates);
      for (const item of text.split(',').filter(part => part !== '')) {
        const match = /^([A-Za-z]+)=(true|false)$/i.exec(item.trim());
        if (!match) throw new FlagError(`wants NAME=true or NAME=false`);
        if (!featureGates.has(match[1]))
          throw new FlagError(`feature-gate '${match[1]}' not supported`);
        gates.set(match[1], match[2].toLowerCase() === 'true');
      }
      return gates;
    },
  };
}

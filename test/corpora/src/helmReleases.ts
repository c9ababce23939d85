import {
  Chart,
  type Hook,
  type HookPhase,
  type Release,
  type ReleaseStatus,
  emptyDependency,
  emptyMetadata,
} from '@sluice/helm';

/*
 * The releases that are stored before a command of `helm/cmd_goldens.jsonl` runs. The corpus says only how many there are; what they are
 * goes by the upstream test of each case.
 */

interface ReleaseOptions {
  version?: number;
  status?: ReleaseStatus;
  labels?: Record<string, string>;
}

const manifest = `apiVersion: v1
kind: Secret
metadata:
  name: fixture
`;

function hookOf(
  name: string,
  event: 'test' | 'pre-install',
  run?: [from: string, to: string, phase: HookPhase],
): Hook {
  return {
    name,
    kind: 'Job',
    path: `${name}.yaml`,
    manifest:
      'apiVersion: v1\nkind: Job\nmetadata:\n  annotations:\n    "helm.sh/hook": pre-install\n',
    events: [event],
    lastRun: {
      startedAt: run?.[0],
      completedAt: run?.[1],
      phase: run?.[2] ?? '',
    },
    weight: 0,
    deletePolicies: [],
    outputLogPolicies: [],
  };
}

function chartOf(name: string, version: string, appVersion: string): Chart {
  const chart = new Chart();
  chart.metadata = { ...emptyMetadata(), name, version, appVersion };
  return chart;
}

function fixtureChart(): Chart {
  const chart = chartOf('foo', '0.1.0-beta.1', '1.0');
  chart.metadata.annotations = new Map([
    ['category', 'web-apps'],
    ['supported', 'true'],
  ]);
  chart.metadata.dependencies = [
    {
      ...emptyDependency(),
      name: 'cool-plugin',
      version: '1.0.0',
      repository: 'https://coolplugin.io/charts',
      condition: 'coolPlugin.enabled',
      enabled: true,
    },
    {
      ...emptyDependency(),
      name: 'crds',
      version: '2.7.1',
      condition: 'crds.enabled',
    },
  ];
  chart.templates = [
    { name: 'templates/foo.tpl', data: Buffer.from(manifest) },
  ];
  return chart;
}

function releaseOf(name: string, options: ReleaseOptions = {}): Release {
  const date = '1977-09-02T22:04:05Z';
  return {
    name,
    namespace: 'default',
    version: options.version ?? 1,
    info: {
      firstDeployed: date,
      lastDeployed: date,
      description: 'Release mock',
      status: options.status ?? 'deployed',
      notes: 'Some mock release notes!',
    },
    chart: fixtureChart(),
    config: new Map([['name', 'value']]),
    manifest,
    hooks: [hookOf('pre-install-hook', 'pre-install')],
    labels: new Map(Object.entries(options.labels ?? {})),
    applyMethod: '',
  };
}

function listed(): Release[] {
  const rows: [string, number, number, ReleaseStatus, string?][] = [
    ['starlord', 1, 1, 'superseded'],
    ['starlord', 2, 1, 'deployed'],
    ['groot', 1, 1, 'uninstalled'],
    ['gamora', 1, 1, 'superseded'],
    ['rocket', 1, 2, 'failed'],
    ['drax', 1, 1, 'uninstalling'],
    ['thanos', 1, 1, 'pending-install'],
    ['hummingbird', 1, 3, 'deployed'],
    ['iguana', 2, 4, 'deployed'],
    ['starlord', 2, 1, 'deployed', 'milano'],
  ];
  return rows.map(([name, version, second, status, namespace = 'default']) => ({
    ...releaseOf(name, { version, status }),
    namespace,
    info: {
      lastDeployed: `2016-01-16T00:00:0${second}Z`,
      description: '',
      status,
      notes: '',
    },
    chart: chartOf('chickadee', '1.0.0', '0.0.1'),
  }));
}

function formattedRelease(): Release {
  return {
    ...releaseOf('test-release'),
    info: {
      lastDeployed: '2016-01-16T00:00:00Z',
      description: '',
      status: 'deployed',
      notes: '',
    },
    chart: chartOf('test-chart', '1.0.0', '0.0.1'),
  };
}

function statusRelease(caseName: string): Release {
  const isTested = caseName.includes('test suite');
  return {
    ...releaseOf('flummoxed-chickadee', {}),
    version: 0,
    info: {
      lastDeployed: '2016-01-16T00:00:00Z',
      description: caseName.includes('desc') ? 'Mock description' : '',
      status: 'deployed',
      notes: caseName.includes('notes') ? 'release notes' : '',
    },
    chart: chartOf('name', '1.2.3', '3.2.1'),
    config: new Map(),
    manifest: '',
    hooks: isTested
      ? [
          hookOf('never-run-test', 'test'),
          hookOf('passing-test', 'test', [
            '2006-01-02T15:04:05Z',
            '2006-01-02T15:04:07Z',
            'Succeeded',
          ]),
          hookOf('failing-test', 'test', [
            '2006-01-02T15:10:05Z',
            '2006-01-02T15:10:07Z',
            'Failed',
          ]),
          hookOf('passing-pre-install', 'pre-install', [
            '2006-01-02T15:00:05Z',
            '2006-01-02T15:00:07Z',
            'Succeeded',
          ]),
        ]
      : [],
  };
}

function rollbackReleases(): Release[] {
  return (['superseded', 'deployed'] as const).map((status, i) => ({
    ...releaseOf('funny-honey', { version: i + 1, status }),
    chart: new Chart(),
    manifest: '',
    hooks: [],
  }));
}

function historyReleases(name: string, count: number): Release[] {
  return Array.from({ length: count }, (_, i) =>
    releaseOf(name, {
      version: 4 - i,
      status: i === 0 ? 'deployed' : 'superseded',
    }),
  );
}

/** Those in two namespaces that are to be completed. */
function musketeers(): Release[] {
  const rows: [string, string, string, ReleaseStatus, string?][] = [
    ['athos', 'Athos-chart', '1.2.3', 'deployed'],
    ['porthos', 'Porthos-chart', '111.222.333', 'failed'],
    ['aramis', 'Aramis-chart', '0.0.0', 'uninstalled'],
    ['dartagnan', 'Dartagnan-chart', '1.2.3-prerelease', 'unknown', 'gascony'],
  ];
  return rows.map(([name, chart, version, status, namespace = 'default']) => ({
    ...releaseOf(name, { status }),
    namespace,
    chart: chartOf(chart, version, ''),
  }));
}

/** Those before the completion of a command line. */
function completedReleases(argv: readonly string[]): Release[] {
  const line = argv.join(' ');
  if (line.includes('--revision')) {
    return [11, 10, 9, 8].map(version =>
      releaseOf('musketeers', {
        version,
        status: version === 11 ? 'deployed' : 'superseded',
      }),
    );
  }
  if (argv[1] === 'rollback') {
    return [
      ...[11, 10, 9, 8].map(version =>
        releaseOf('musketeers', {
          version,
          status: version === 11 ? 'deployed' : 'superseded',
        }),
      ),
      releaseOf('carabins', { status: 'superseded' }),
    ];
  }
  return argv[1] === 'status'
    ? musketeers()
    : ['athos', 'porthos', 'aramis'].map(name => releaseOf(name));
}

/** The releases before a command, by the name of the case and its arguments. */
export function releasesBefore(
  caseName: string,
  argv: readonly string[],
): Release[] {
  const names = argv.slice(argv[0] === 'get' ? 2 : 1);
  const [name] = names;
  switch (argv[0]) {
    case '__complete':
    case '__completeNoDesc':
      return completedReleases(argv);
    case 'list':
      return /(?:json|yaml|time) format$/.test(caseName)
        ? [formattedRelease()]
        : listed();
    case 'status':
      return [statusRelease(caseName)];
    case 'rollback':
      return rollbackReleases();
    case 'history':
      return historyReleases(name, argv.length > 2 ? 2 : 4);
    case 'get':
      return name
        ? [
            releaseOf(name, {
              labels: argv[1] === 'metadata' ? { key1: 'value1' } : {},
            }),
          ]
        : [];
    case 'uninstall':
      return caseName.includes('earlier deployed')
        ? [
            releaseOf(name, { version: 1, status: 'deployed' }),
            releaseOf(name, { version: 2, status: 'failed' }),
          ]
        : names
            .filter(each => /^aeneas2?$/.test(each))
            .map(each => releaseOf(each));
    case 'upgrade':
      return names
        .filter(each => each === 'funny-bunny')
        .map(each => releaseOf(each, { version: 2 }));
    default:
      return [];
  }
}

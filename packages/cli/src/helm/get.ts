import { goJsonStringify } from '@sluice/golang/json';
import { quote } from '@sluice/golang/fmt';
import { TemplateSet } from '@sluice/golang/template';
import { toJson } from '@sluice/golang/value';
import {
  type Dependency,
  type Release,
  type ReleaseMetadata,
  getMetadata,
  getRelease,
  getValues,
} from '@sluice/helm';
import { outputFlag, revisionFlag } from './flagSpecs';
import type { HelmCall, HelmCommand } from './helmCommand';
import { JsonText, objectText, say } from './output';
import {
  hooksText,
  releaseText,
  storedValuesYaml,
  valuesYaml,
} from './releaseText';
import { releaseValue } from './releaseValue';
import { clusterUsage } from './usageParts';
import { withCluster } from './withCluster';

function usageOf(what: string, about: string, more: string = ''): string {
  return `usage: sluice helm get ${what} RELEASE [flags]

${about}

flags:
      --revision NUMBER          the last one by default
${more}${clusterUsage}
  -h, --help
`;
}

async function releaseOf(call: HelmCall): Promise<Release> {
  const { flags, args, context } = call;
  return await withCluster(call, config =>
    getRelease(config, {
      name: args[0],
      version: Number(flags.text('revision')),
      signal: context.signal,
    }),
  );
}

/** A command that prints something of a release. */
function printing(
  what: string,
  about: string,
  text: (release: Release, call: HelmCall) => string,
): HelmCommand {
  return {
    use: `helm get ${what} RELEASE_NAME [flags]`,
    usage: usageOf(what, about),
    flags: [revisionFlag],
    args: { exactly: 1 },
    async run(call) {
      call.context.stdout(text(await releaseOf(call), call));
      return 0;
    },
  };
}

export const getHooks = printing(
  'hooks',
  'Prints the hooks of a release.',
  hooksText,
);

export const getManifest = printing(
  'manifest',
  'Prints the objects of a release.',
  ({ manifest }) => `${manifest}\n`,
);

export const getNotes = printing(
  'notes',
  'Prints the notes of a release.',
  ({ info }) => (info.notes === '' ? '' : `NOTES:\n${info.notes}\n`),
);

function templated(release: Release, text: string): string {
  const set = new TemplateSet();
  return set.execute(
    set.parse('_', text),
    new Map([['Release', releaseValue(release)]]),
  );
}

export const getAll: HelmCommand = {
  ...printing('all', '', (release, { flags, context }) =>
    flags.text('template') === ''
      ? releaseText(release, {
          debug: true,
          metadata: true,
          now: context.now(),
        })
      : templated(release, flags.text('template')),
  ),
  usage: usageOf(
    'all',
    'Prints all of a release: what it is, values, hooks, objects, notes.',
    '      --template TEXT            a Go template over .Release, such as {{.Release.Name}}\n',
  ),
  flags: [revisionFlag, { name: 'template', kind: 'text' }],
};

export const getValuesCommand: HelmCommand = {
  use: 'helm get values RELEASE_NAME [flags]',
  usage: usageOf(
    'values',
    'Prints the values that were given to a release.',
    '  -a, --all                      with those of the chart\n  -o, --output table|json|yaml\n',
  ),
  flags: [revisionFlag, { name: 'all', short: 'a', kind: 'bool' }, outputFlag],
  args: { exactly: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const all = flags.bool('all');
    const values = await withCluster(call, config =>
      getValues(config, {
        name: args[0],
        version: Number(flags.text('revision')),
        all,
        signal: context.signal,
      }),
    );
    const isNull = !all && values.size === 0;
    say(call, {
      table: () =>
        all
          ? `COMPUTED VALUES:\n${valuesYaml(values)}`
          : `USER-SUPPLIED VALUES:\n${storedValuesYaml(values)}`,
      json: () => (isNull ? 'null' : goJsonStringify(toJson(values))),
    });
    return 0;
  },
};

function labelsText(labels: ReadonlyMap<string, string>): string {
  return [...labels]
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

function methodText(method: string): string {
  switch (method) {
    case '':
      return 'client-side apply (defaulted)';
    case 'csa':
      return 'client-side apply';
    case 'ssa':
      return 'server-side apply';
    default:
      return `unknown (${quote(method)})`;
  }
}

function metadataTable(metadata: ReleaseMetadata): string {
  const dependencies = metadata.dependencies.map(({ name }) => name).sort();
  return `NAME: ${metadata.name}
CHART: ${metadata.chart}
VERSION: ${metadata.version}
APP_VERSION: ${metadata.appVersion}
ANNOTATIONS: ${labelsText(metadata.annotations)}
LABELS: ${labelsText(metadata.labels)}
DEPENDENCIES: ${dependencies.join(',')}
NAMESPACE: ${metadata.namespace}
REVISION: ${metadata.revision}
STATUS: ${metadata.status}
DEPLOYED_AT: ${metadata.deployedAt}
APPLY_METHOD: ${methodText(metadata.applyMethod)}
`;
}

function dependencyText(dependency: Dependency): string {
  const { tags, importValues } = dependency;
  return objectText([
    ['name', dependency.name],
    ['version', dependency.version || undefined],
    ['repository', dependency.repository],
    ['condition', dependency.condition || undefined],
    ['tags', tags?.length ? tags : undefined],
    ['enabled', dependency.enabled || undefined],
    ['import-values', importValues?.length ? importValues : undefined],
    ['alias', dependency.alias || undefined],
  ]);
}

function metadataAsJson(metadata: ReleaseMetadata): string {
  const { annotations, labels, dependencies } = metadata;
  const map = (from: ReadonlyMap<string, string>) =>
    from.size > 0 ? Object.fromEntries(from) : undefined;
  return objectText([
    ['name', metadata.name],
    ['chart', metadata.chart],
    ['version', metadata.version],
    ['appVersion', metadata.appVersion],
    ['annotations', map(annotations)],
    ['labels', map(labels)],
    [
      'dependencies',
      dependencies.length > 0
        ? new JsonText(`[${dependencies.map(dependencyText).join(',')}]`)
        : undefined,
    ],
    ['namespace', metadata.namespace],
    ['revision', metadata.revision],
    ['status', metadata.status],
    ['deployedAt', metadata.deployedAt],
    ['applyMethod', metadata.applyMethod || undefined],
  ]);
}

export const getMetadataCommand: HelmCommand = {
  use: 'helm get metadata RELEASE_NAME [flags]',
  usage: usageOf(
    'metadata',
    'Prints what a release is.',
    '  -o, --output table|json|yaml\n',
  ),
  flags: [revisionFlag, outputFlag],
  args: { exactly: 1 },
  async run(call) {
    const { flags, args, context } = call;
    const metadata = await withCluster(call, config =>
      getMetadata(config, {
        name: args[0],
        version: Number(flags.text('revision')),
        signal: context.signal,
      }),
    );
    say(call, {
      table: () => metadataTable(metadata),
      json: () => metadataAsJson(metadata),
    });
    return 0;
  },
};

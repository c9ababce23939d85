import { join } from 'node:path';
import type { GoMap } from '@sluice/golang/value';
import {
  Capabilities,
  type Chart,
  type KubeVersion,
  type RenderedChart,
  ReleaseRenderError,
  checkInstallable,
  loadChart,
  nameFromTemplate,
  programBuildInfo,
  renderChart,
  templateText,
} from '@sluice/helm/offline';
import type { FlagSpec } from '../flags/parseFlags';
import { messageOf } from '../messageOf';
import {
  after,
  completeChart,
  locateChart,
  readUserValues,
} from './chartSource';
import { dryRunOf } from './dryRun';
import { forceConflicts, installFlags } from './flagSpecs';
import { readCommaList } from './flagValues';
import type { HelmCall, HelmCommand } from './helmCommand';
import { kubeVersionOf } from './kubeVersionOf';
import { failureLine, logLine } from './log';
import { OutputDirectory } from './outputDirectory';
import {
  chartUsage,
  clusterUsage,
  sourceUsage,
  valueUsage,
} from './usageParts';

const usage = `usage: sluice template [NAME] CHART [flags]

Prints what 'helm template' prints; a cluster is asked only with --dry-run=server. ${chartUsage}

flags:
${sourceUsage}
      --dependency-update        fetch what the chart depends on, if it lacks some
${valueUsage}
  -s, --show-only PATTERN        only what these templates give, such as templates/service.yaml
      --include-crds             also the files of crds/
      --no-hooks, --skip-tests   without hooks, without hooks that are tests
      --is-upgrade               .Release.IsUpgrade in place of .Release.IsInstall
      --kube-version VERSION     .Capabilities.KubeVersion
  -a, --api-versions LIST        .Capabilities.APIVersions, besides the usual ones
      --name-template TEXT       a template of the name
      --output-dir DIR           one file for each template; --release-name: below a directory with the name
      --dry-run=server           ask the cluster: its version, lookups, and whether it could be installed
      --skip-schema-validation   do not compare values with values.schema.json
      --debug                    print what is no YAML, too
${clusterUsage}
  -h, --help

The other flags of 'helm template' are taken, but not --post-renderer, which runs programs.
`;

/** The name of the release and the chart, from the arguments. */
function nameAndChart({ args, flags }: HelmCall): [string, string] {
  if (args.length > 2) {
    throw new Error(
      `expected at most two arguments, unexpected arguments: ${args
        .slice(2)
        .join(', ')}`,
    );
  }
  const [first, second] = args;
  if (second !== undefined) {
    for (const flag of ['generate-name', 'name-template']) {
      if (flag === 'generate-name' ? flags.bool(flag) : flags.text(flag)) {
        throw new Error(`cannot set --${flag} and also specify a name`);
      }
    }
    return [first, second];
  }
  const name = flags.text('name-template');
  return [name === '' ? 'release-name' : nameFromTemplate(name), first];
}

/** What was rendered, as far as it is printed. */
export type Rendering = Pick<RenderedChart, 'chart' | 'manifest' | 'hooks'> & {
  manifests: readonly { path: string; content: string }[];
};

/** What was rendered, under which name. */
type NamedRendering = Rendering & { name: string };

/** What is to be rendered. */
export interface TemplateRequest {
  name: string;
  chart: Chart;
  values: GoMap;
  kubeVersion?: KubeVersion;
}

/** Renders for a cluster that is asked. */
export type RenderOnServer = (
  call: HelmCall,
  request: TemplateRequest,
) => Promise<Rendering>;

function requestOf(call: HelmCall): TemplateRequest | Promise<TemplateRequest> {
  const { flags } = call;
  const kubeVersion = kubeVersionOf(flags);
  call.debug('Original chart version', { version: flags.text('version') });
  const [name, reference] = nameAndChart(call);
  return after(locateChart(reference, call), path => {
    call.debug('Chart path', { path });
    return after(readUserValues(call), values =>
      after(readWhole(path, call), chart => ({
        name,
        chart,
        values,
        kubeVersion,
      })),
    );
  });
}

/** The chart with all that it depends on. */
function readWhole(path: string, call: HelmCall): Chart | Promise<Chart> {
  const chart = loadChart(path, { warn: call.warn });
  checkInstallable(chart);
  if (chart.metadata.deprecated) {
    call.context.stderr(logLine('WARN', 'this chart is deprecated'));
  }
  return completeChart(chart, path, call);
}

function renderHere(call: HelmCall, request: TemplateRequest): Rendering {
  const { flags, settings, warn } = call;
  const { name, chart, values, kubeVersion } = request;
  return renderChart(chart, {
    values,
    capabilities: new Capabilities({ helmVersion: programBuildInfo }),
    release: {
      name,
      namespace: settings.namespace,
      isUpgrade: flags.bool('is-upgrade'),
    },
    kubeVersion,
    apiVersions: flags.list('api-versions'),
    includeCrds: flags.bool('include-crds') && !flags.text('output-dir'),
    skipSchemaValidation: flags.bool('skip-schema-validation'),
    warn,
  });
}

/** Tells what went wrong with rendering, and shows what is no YAML when that is asked for. */
function failed(call: HelmCall, error: unknown): Error {
  const { context, settings } = call;
  context.stderr(failureLine(messageOf(error)));
  if (!(error instanceof ReleaseRenderError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  if (!settings.debug) {
    return new Error(
      `${messageOf(error)}\n\nUse --debug flag to render out invalid YAML`,
      { cause: error },
    );
  }
  context.stdout(`${error.manifest.trim()}\n`);
  return error;
}

const templateFlags: readonly FlagSpec[] = [
  ...installFlags.map(flag =>
    /^(?:hide-notes|render-subchart-notes)$/.test(flag.name)
      ? {
          ...flag,
          deprecated:
            "this flag has no effect for 'helm template' and will be removed in Helm 5",
        }
      : flag,
  ),
  { name: 'show-only', short: 's', kind: 'list' },
  { name: 'output-dir', kind: 'text' },
  {
    name: 'validate',
    kind: 'bool',
    deprecated: "use '--dry-run=server' instead",
  },
  { name: 'include-crds', kind: 'bool' },
  { name: 'skip-tests', kind: 'bool' },
  { name: 'is-upgrade', kind: 'bool' },
  { name: 'kube-version', kind: 'text' },
  { name: 'api-versions', short: 'a', kind: 'list', read: readCommaList },
  { name: 'release-name', kind: 'bool' },
];

/** Writes files in place of printing; nothing but an empty line is left to print. */
function writeFiles({ flags, context }: HelmCall, rendered: NamedRendering) {
  const given = flags.text('output-dir');
  const directory = flags.bool('release-name')
    ? join(given, rendered.name)
    : given;
  const output = new OutputDirectory(context.cwd, context.stdout);
  if (flags.bool('include-crds')) {
    for (const { filename, file } of rendered.chart.crds) {
      output.write(given, filename, Buffer.from(file.data).toString());
    }
  }
  for (const { path, content } of rendered.manifests) {
    output.write(directory, path, content);
  }
  if (!flags.bool('no-hooks')) {
    for (const { path, manifest, events } of rendered.hooks) {
      if (!flags.bool('skip-tests') || !events.includes('test')) {
        output.write(directory, path, manifest);
      }
    }
  }
}

function printed(call: HelmCall, rendered: NamedRendering): string {
  const { flags } = call;
  const options = {
    noHooks: flags.bool('no-hooks'),
    skipTests: flags.bool('skip-tests'),
    showOnly: flags.list('show-only'),
  };
  if (!flags.text('output-dir')) return templateText(rendered, options);
  writeFiles(call, rendered);
  return templateText({ manifest: '', hooks: [] }, options);
}

function run(
  call: HelmCall,
  onServer?: RenderOnServer,
): number | Promise<number> {
  const asksServer =
    dryRunOf(call, true) === 'server' || call.flags.bool('validate');
  const fail = (error: unknown): never => {
    throw failed(call, error);
  };
  const render = (request: TemplateRequest): number | Promise<number> => {
    const done = (rendered: Rendering) => {
      call.context.stdout(printed(call, { ...rendered, name: request.name }));
      return 0;
    };
    if (asksServer) {
      if (!onServer) throw new Error('there is no cluster to ask');
      return onServer(call, request).catch(fail).then(done);
    }
    try {
      return done(renderHere(call, request));
    } catch (error) {
      return fail(error);
    }
  };
  return after(requestOf(call), render);
}

/** `helm template`; without a way to ask a cluster, it is for those who do not ask one. */
export function templateCommand(onServer?: RenderOnServer): HelmCommand {
  return {
    use: 'helm template [NAME] [CHART] [flags]',
    usage,
    flags: templateFlags,
    args: { atLeast: 1 },
    exclusive: [...forceConflicts, ['validate', 'dry-run']],
    run: call => run(call, onServer),
  };
}

/** `helm template` as far as it asks nobody. */
export const template: HelmCommand = templateCommand();

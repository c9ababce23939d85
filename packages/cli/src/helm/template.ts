import { join } from 'node:path';
import {
  type RenderedChart,
  ReleaseRenderError,
  checkDependencies,
  checkInstallable,
  nameFromTemplate,
  renderChart,
  templateText,
} from '@sluice/helm/offline';
import { messageOf } from '../messageOf';
import { loadWholeChart, locateChart, readUserValues } from './chartSource';
import { dryRunOf } from './dryRun';
import { forceConflicts, installFlags } from './flagSpecs';
import { readCommaList } from './flagValues';
import type { HelmCall, HelmCommand } from './helmCommand';
import { kubeVersionOf } from './kubeVersionOf';
import { failureLine, logLine } from './log';
import { OutputDirectory } from './outputDirectory';
import { clusterUsage, valueUsage } from './usageParts';

const usage = `usage: sluice template [NAME] CHART [flags]

Prints what 'helm template' prints. CHART is a directory or an archive; nothing is asked of a cluster or a repository.

flags:
${valueUsage}
  -s, --show-only PATTERN        only what these templates give, such as templates/service.yaml
      --include-crds             also the files of crds/
      --no-hooks, --skip-tests   without hooks, without hooks that are tests
      --is-upgrade               .Release.IsUpgrade in place of .Release.IsInstall
      --kube-version VERSION     .Capabilities.KubeVersion
  -a, --api-versions LIST        .Capabilities.APIVersions, besides the usual ones
      --name-template TEXT       a template of the name
      --output-dir DIR           one file for each template; --release-name: below a directory with the name
      --skip-schema-validation   do not compare values with values.schema.json
      --debug                    print what is no YAML, too
${clusterUsage}
  -h, --help

The other flags of 'helm template' are taken, but not --dry-run=server (--validate), which asks a cluster, --dependency-update and --repo, which
fetch charts, and --post-renderer, which runs programs.
`;

/** Refuses what would ask a cluster. */
function checkDryRun(call: HelmCall): void {
  if (call.flags.bool('validate') || dryRunOf(call, true) === 'server') {
    throw new Error('a dry run on the server is not supported by template');
  }
}

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

interface NamedRender extends RenderedChart {
  name: string;
}

function render(call: HelmCall): NamedRender | Promise<NamedRender> {
  const { flags } = call;
  const kubeVersion = kubeVersionOf(flags);
  checkDryRun(call);
  call.debug('Original chart version', { version: flags.text('version') });
  const [name, reference] = nameAndChart(call);
  const path = locateChart(reference, call);
  const renderAt = (at: string) => renderChartAt(at, name, kubeVersion, call);
  return typeof path === 'string' ? renderAt(path) : path.then(renderAt);
}

function renderChartAt(
  path: string,
  name: string,
  kubeVersion: ReturnType<typeof kubeVersionOf>,
  call: HelmCall,
): NamedRender {
  const { flags, context, settings, warn } = call;
  call.debug('Chart path', { path });
  const values = readUserValues(flags, context);
  const chart = loadWholeChart(path, call);
  checkInstallable(chart);
  if (chart.metadata.deprecated) {
    context.stderr(logLine('WARN', 'this chart is deprecated'));
  }
  checkDependencies(chart);
  try {
    const rendered = renderChart(chart, {
      values,
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
    return { ...rendered, name };
  } catch (error) {
    context.stderr(failureLine(messageOf(error)));
    throw error;
  }
}

/** Writes files in place of printing; nothing but an empty line is left to print. */
function writeFiles({ flags, context }: HelmCall, rendered: NamedRender) {
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

function printed(call: HelmCall, rendered: NamedRender): string {
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

/** `sluice template`, as `helm template`. */
export const template: HelmCommand = {
  use: 'helm template [NAME] [CHART] [flags]',
  usage,
  flags: [
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
  ],
  args: { atLeast: 1 },
  exclusive: [...forceConflicts, ['validate', 'dry-run']],
  run(call) {
    const { context, settings } = call;
    const failed = (error: unknown): never => {
      if (!(error instanceof ReleaseRenderError)) throw error;
      if (!settings.debug) {
        throw new Error(
          `${messageOf(error)}\n\nUse --debug flag to render out invalid YAML`,
          { cause: error },
        );
      }
      context.stdout(`${error.manifest.trim()}\n`);
      throw error;
    };
    const print = (rendered: NamedRender) => {
      context.stdout(printed(call, rendered));
      return 0;
    };
    let rendered: NamedRender | Promise<NamedRender>;
    try {
      rendered = render(call);
    } catch (error) {
      return failed(error);
    }
    return rendered instanceof Promise
      ? rendered.catch(failed).then(print)
      : print(rendered);
  },
};

import { install, splitManifests } from '@sluice/helm';
import type { HelmCall } from './helmCommand';
import {
  type Rendering,
  type TemplateRequest,
  templateCommand,
} from './template';
import { withCluster } from './withCluster';

/** The manifests of a release, each with the file that it is from. */
function manifestsOf(text: string): Rendering['manifests'] {
  return splitManifests(text).map(manifest => {
    const [, path = '', content = ''] =
      /^# Source: (.+)\n([\s\S]*)$/.exec(manifest.trim()) ?? [];
    return { path, content };
  });
}

/** Renders as an install would that stops before it changes anything. */
async function renderOnServer(
  call: HelmCall,
  { name, chart, values }: TemplateRequest,
): Promise<Rendering> {
  const { flags, context } = call;
  const release = await withCluster(call, config =>
    install(config, {
      name,
      chart,
      values,
      dryRun: 'server',
      replace: true,
      isUpgrade: flags.bool('is-upgrade'),
      skipCrds: flags.bool('skip-crds'),
      includeCrds: flags.bool('include-crds') && !flags.text('output-dir'),
      skipSchemaValidation: flags.bool('skip-schema-validation'),
      disableHooks: flags.bool('no-hooks'),
      takeOwnership: flags.bool('take-ownership'),
      signal: context.signal,
    }),
  );
  const { manifest, hooks } = release;
  return {
    chart: release.chart ?? chart,
    manifest,
    manifests: manifestsOf(manifest),
    hooks,
  };
}

/** `helm template`, with a cluster to ask. */
export const templateOnServer = templateCommand(renderOnServer);

import { type Release, getHistory, listReleases } from '@sluice/helm';
import type { HelmCall } from '../helmCommand';
import { withCluster } from '../withCluster';
import { type Choices, Directive, files } from './directive';

/** Milliseconds; who has pressed the tab key waits. */
const patience = 3_000;

function chartText({ chart }: Release): string {
  const { name = '', version = '' } = chart?.metadata ?? {};
  return `${name}-${version}`;
}

/** The releases of a namespace, but those that stand there. */
export async function releaseChoices(
  call: HelmCall,
  except: readonly string[],
): Promise<Choices> {
  try {
    const releases = await withCluster(call, config =>
      listReleases(config, { timeout: patience, signal: call.context.signal }),
    );
    const choices = releases
      .filter(({ name }) => !except.includes(name))
      .map(
        release =>
          `${release.name}\t${chartText(release)} -> ${release.info.status}`,
      );
    return { choices, directive: Directive.noFiles };
  } catch (error) {
    call.debug('releases cannot be completed', { error: String(error) });
    return files;
  }
}

/** The revisions of a release. */
export async function revisionChoices(
  call: HelmCall,
  name: string,
): Promise<Choices> {
  try {
    const releases = await withCluster(call, config =>
      getHistory(config, {
        name,
        timeout: patience,
        signal: call.context.signal,
      }),
    );
    releases.sort((a, b) => a.version - b.version);
    const choices = releases.map(release => {
      const { appVersion = '' } = release.chart?.metadata ?? {};
      return `${release.version}\tApp: ${appVersion}, Chart: ${chartText(
        release,
      )}`;
    });
    return { choices, directive: Directive.noFiles };
  } catch (error) {
    call.debug('revisions cannot be completed', { error: String(error) });
    return { choices: [], directive: Directive.error };
  }
}

/** The namespaces of the cluster. */
export async function namespaceChoices(call: HelmCall): Promise<Choices> {
  try {
    const choices = await withCluster(call, async ({ client }) => {
      const { items } = await client.list({
        apiVersion: 'v1',
        kind: 'Namespace',
      });
      return items.flatMap(({ metadata }) => metadata?.name ?? []);
    });
    return { choices, directive: Directive.noFiles };
  } catch (error) {
    call.debug('namespaces cannot be completed', { error: String(error) });
    return files;
  }
}

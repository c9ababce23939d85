import {
  FakeCluster,
  type FakeClusterOptions,
  ManualClock,
  fakeClient,
} from '@sluice/kubernetes/testing';
import type { KubernetesObject } from '@sluice/kubernetes';
import { Configuration } from '../action';
import { type Chart, loadFiles } from '../chart';
import { type Release, releaseFromJson } from '../release';

/** A cluster in memory in which releases are made. */
export interface ReleaseStage {
  cluster: FakeCluster;
  clock: ManualClock;
  config: Configuration;
  /** What was told as a warning. */
  warnings: string[];
  /** `STATUS: DESCRIPTION` of all stored revisions, from the first. */
  revisions(name?: string): Promise<string[]>;
  /** A stored object; undefined where there is none. */
  object(kind: string, name: string): KubernetesObject | undefined;
}

/** A chart of templates by their path below `templates/`. */
export function chartOf(
  templates: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Chart {
  const files = {
    'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    ...more,
    ...Object.fromEntries(
      Object.entries(templates).map(([name, text]) => [
        `templates/${name}`,
        text,
      ]),
    ),
  };
  return loadFiles(
    Object.entries(files).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
    })),
  );
}

/** A ConfigMap in a template. */
export function configMapText(
  name: string,
  value: string,
  annotations: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries(annotations).map(
    ([key, text]) => `    ${key}: ${JSON.stringify(text)}\n`,
  );
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
${lines.length > 0 ? `  annotations:\n${lines.join('')}` : ''}data:
  value: ${JSON.stringify(value)}
`;
}

/** A release as little as it can be. */
export function plainRelease(
  name: string,
  version: number,
  status: Release['info']['status'] = 'deployed',
): Release {
  const release = releaseFromJson(
    JSON.stringify({ name, version, namespace: 'apps', info: { status } }),
  );
  return release;
}

export async function openStage(
  options: FakeClusterOptions = {},
): Promise<ReleaseStage> {
  const clock = new ManualClock();
  const cluster = new FakeCluster({ now: () => clock.now(), ...options });
  const client = fakeClient(cluster);
  await client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'apps' },
  });
  const warnings: string[] = [];
  const config = new Configuration({
    client,
    clock,
    namespace: 'apps',
    warn: (message, about) =>
      warnings.push(about ? `${message} ${JSON.stringify(about)}` : message),
  });
  return {
    cluster,
    clock,
    config,
    warnings,
    async revisions(name = 'web') {
      const history = await config.releases.history(name);
      return history
        .sort((a, b) => a.version - b.version)
        .map(({ info }) => `${info.status}: ${info.description}`);
    },
    object: (kind, name) =>
      cluster.peek({ apiVersion: 'v1', kind, namespace: 'apps', name }),
  };
}

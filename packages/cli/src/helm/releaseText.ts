import { emitSigsYaml } from '@sluice/golang/yaml';
import { type GoMap, toJson } from '@sluice/golang/value';
import {
  type Chart,
  type Release,
  coalesceValues,
  releaseJson,
  sourceText,
} from '@sluice/helm';
import { objectsText } from './objectsText';
import { shortTime } from './releaseTime';

export interface ReleaseTextOptions {
  /** Also the values, hooks and manifest. */
  debug?: boolean;
  /** Also what chart it is. */
  metadata?: boolean;
  hideNotes?: boolean;
  /** The values were just given: then none are `{}`, where in a stored release they are `null`. */
  given?: boolean;
  /** For the ages of objects. */
  now: Date;
}

/** `alpine-0.1.0`. */
export function chartLabel(chart: Chart | undefined): string {
  return chart ? `${chart.name}-${chart.metadata.version}` : 'MISSING';
}

export function appVersionOf(chart: Chart | undefined): string {
  return chart ? chart.metadata.appVersion : 'MISSING';
}

/** Values in YAML. */
export function valuesYaml(values: GoMap): string {
  return emitSigsYaml(toJson(values));
}

/** The values of a stored release in YAML, where none are `null`. */
export function storedValuesYaml(values: GoMap): string {
  return values.size > 0 ? valuesYaml(values) : 'null\n';
}

/** The hooks of a release, each with its source. */
export function hooksText({ hooks }: Release): string {
  return hooks.map(({ path, manifest }) => sourceText(path, manifest)).join('');
}

function testsText({ hooks }: Release): string {
  const tests = hooks.filter(({ events }) => events.includes('test'));
  if (tests.length === 0) return 'TEST SUITE: None\n';
  return tests
    .filter(({ lastRun }) => lastRun.startedAt !== undefined)
    .map(
      ({ name, lastRun }) => `TEST SUITE:     ${name}
Last Started:   ${shortTime(lastRun.startedAt)}
Last Completed: ${shortTime(lastRun.completedAt)}
Phase:          ${lastRun.phase}
`,
    )
    .join('');
}

function contentText(release: Release, options: ReleaseTextOptions): string {
  const { config, chart } = release;
  let text = '';
  if (options.debug) {
    const given = options.given ? valuesYaml(config) : storedValuesYaml(config);
    const computed = chart ? coalesceValues(chart, config) : config;
    text += `USER-SUPPLIED VALUES:\n${given}\n`;
    text += `COMPUTED VALUES:\n${valuesYaml(computed)}\n`;
  }
  const isDryRun =
    release.info.description.toLowerCase() === 'dry run complete';
  if (isDryRun || options.debug) {
    text += `HOOKS:\n${hooksText(release)}MANIFEST:\n${release.manifest}\n`;
  }
  return text;
}

/** What `helm status` tells of a release as a table. */
export function releaseText(
  release: Release,
  options: ReleaseTextOptions,
): string {
  const { info, chart } = release;
  let text = `NAME: ${release.name}\n`;
  if (info.lastDeployed) {
    text += `LAST DEPLOYED: ${shortTime(info.lastDeployed)}\n`;
  }
  text += `NAMESPACE: ${release.namespace}
STATUS: ${info.status}
REVISION: ${release.version}
`;
  if (options.metadata) {
    text += `CHART: ${chart?.metadata.name ?? ''}
VERSION: ${chart?.metadata.version ?? ''}
APP_VERSION: ${chart?.metadata.appVersion ?? ''}
`;
  }
  text += `DESCRIPTION: ${info.description}\n`;
  text += objectsText(info.resources, options.now);
  text += testsText(release);
  text += contentText(release, options);
  if (!options.hideNotes && info.notes !== '') {
    text += `NOTES:\n${info.notes.trim()}\n`;
  }
  return text;
}

/** A release as Helm prints it in JSON. */
export function releaseAsJson(release: Release): string {
  return releaseJson(release);
}

import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type JsonObject,
  type JsonValue,
  entryOf,
  goJsonStringify,
  parseJson,
} from '@sluice/golang/json';
import { GoError, toJson } from '@sluice/golang/value';
import { goMapOf } from '../chart';
import { messageOf } from '../chart/error';
import { Turn } from '../event-loop/turn';
import { type Hook, type HookEvent, type HookPhase } from '../manifest';
import { chartFromJson, chartJson } from './chart-json';
import { RawJson, listJson, structJson, unlessEmpty } from './go-json';
import {
  type ApplyMethod,
  type Release,
  type ReleaseInfo,
  type ReleaseStatus,
} from './release';

/** Bytes of a release's JSON; what is stored cannot be larger than 1 MiB compressed. */
const MAX_DECODED = 256 * 1024 * 1024;

function infoJson(info: ReleaseInfo): RawJson {
  return structJson([
    ['first_deployed', unlessEmpty(info.firstDeployed ?? '')],
    ['last_deployed', unlessEmpty(info.lastDeployed ?? '')],
    ['deleted', unlessEmpty(info.deleted ?? '')],
    ['description', unlessEmpty(info.description)],
    ['status', unlessEmpty(info.status)],
    ['notes', unlessEmpty(info.notes)],
    ['resources', info.resources],
  ]);
}

function hookJson(hook: Hook): RawJson {
  return structJson([
    ['name', unlessEmpty(hook.name)],
    ['kind', unlessEmpty(hook.kind)],
    ['path', unlessEmpty(hook.path)],
    ['manifest', unlessEmpty(hook.manifest)],
    ['events', unlessEmpty(hook.events)],
    [
      'last_run',
      structJson([
        ['started_at', unlessEmpty(hook.lastRun.startedAt ?? '')],
        ['completed_at', unlessEmpty(hook.lastRun.completedAt ?? '')],
        ['phase', hook.lastRun.phase],
      ]),
    ],
    ['weight', unlessEmpty(hook.weight)],
    ['delete_policies', unlessEmpty(hook.deletePolicies)],
    ['output_log_policies', unlessEmpty(hook.outputLogPolicies)],
  ]);
}

/** Characters of a text that are printed in one go. */
const SLICE = 200_000;

/** A text as JSON, in turns with whatever else this thread does. */
async function textJsonInTurns(text: string): Promise<RawJson> {
  const turn = new Turn();
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + SLICE, text.length);
    const last = text.charCodeAt(to - 1);
    // Both halves of a character belong together.
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to += 1;
    parts.push(goJsonStringify(text.slice(from, to)).slice(1, -1));
    from = to;
    if (turn.isOver) await turn.next();
  }
  return new RawJson(`"${parts.join('')}"`);
}

/** The JSON of a release, as Helm prints it: fields in its order, names in snake_case. */
export function releaseJson(release: Release): string {
  return printRelease(release, release.manifest);
}

/** As {@link releaseJson}, in turns with whatever else this thread does where it is long. */
export async function releaseJsonInTurns(release: Release): Promise<string> {
  const { manifest } = release;
  return printRelease(
    release,
    manifest.length > SLICE ? await textJsonInTurns(manifest) : manifest,
  );
}

function printRelease(release: Release, manifest: string | RawJson): string {
  return structJson([
    ['name', unlessEmpty(release.name)],
    ['info', infoJson(release.info)],
    ['chart', release.chart && chartJson(release.chart)],
    ['config', release.config.size > 0 ? toJson(release.config) : undefined],
    [
      'manifest',
      typeof manifest === 'string' ? unlessEmpty(manifest) : manifest,
    ],
    [
      'hooks',
      release.hooks.length > 0
        ? listJson(release.hooks.map(hookJson))
        : undefined,
    ],
    ['version', unlessEmpty(release.version)],
    ['namespace', unlessEmpty(release.namespace)],
    ['apply_method', unlessEmpty(release.applyMethod)],
  ]).text;
}

/** What is at a key, unless it is absent or null. @throws GoError where it is of another type, as Go's JSON does */
function typedAt<T extends JsonValue>(
  object: JsonObject,
  key: string,
  is: (value: JsonValue) => value is T,
): T | undefined {
  const value = entryOf(object, key);
  if (value === undefined || value === null) return undefined;
  if (is(value)) return value;
  throw new GoError(`the release has something else for ${key}`);
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

function isWhole(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: JsonValue): value is JsonValue[] {
  return Array.isArray(value);
}

function textAt(object: JsonObject, key: string): string {
  return typedAt(object, key, isText) ?? '';
}

function timeAt(object: JsonObject, key: string): string | undefined {
  const text = textAt(object, key);
  return text === '' || text.startsWith('0001-01-01T') ? undefined : text;
}

function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  return typedAt(object, key, isObject);
}

function textsAt(object: JsonObject, key: string): string[] {
  return (typedAt(object, key, isList) ?? []).map(item => {
    if (item === null) return '';
    if (isText(item)) return item;
    throw new GoError(`the release has something else in ${key}`);
  });
}

const statuses: readonly ReleaseStatus[] = [
  'unknown',
  'deployed',
  'uninstalled',
  'superseded',
  'failed',
  'uninstalling',
  'pending-install',
  'pending-upgrade',
  'pending-rollback',
];

const phases: readonly HookPhase[] = [
  'Unknown',
  'Running',
  'Succeeded',
  'Failed',
];

const events: readonly HookEvent[] = [
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
];

function readInfo(object: JsonObject): ReleaseInfo {
  return {
    firstDeployed: timeAt(object, 'first_deployed'),
    lastDeployed: timeAt(object, 'last_deployed'),
    deleted: timeAt(object, 'deleted'),
    description: textAt(object, 'description'),
    status: statuses.find(status => status === textAt(object, 'status')) ?? '',
    notes: textAt(object, 'notes'),
    resources: objectAt(object, 'resources'),
  };
}

function readHook(object: JsonObject): Hook {
  const run = objectAt(object, 'last_run') ?? {};
  const named = textsAt(object, 'events');
  return {
    name: textAt(object, 'name'),
    kind: textAt(object, 'kind'),
    path: textAt(object, 'path'),
    manifest: textAt(object, 'manifest'),
    events: events.filter(event => named.includes(event)),
    lastRun: {
      startedAt: timeAt(run, 'started_at'),
      completedAt: timeAt(run, 'completed_at'),
      phase: phases.find(phase => phase === textAt(run, 'phase')) ?? '',
    },
    weight: typedAt(object, 'weight', isWhole) ?? 0,
    deletePolicies: textsAt(object, 'delete_policies'),
    outputLogPolicies: textsAt(object, 'output_log_policies'),
  };
}

function applyMethodOf(text: string): ApplyMethod {
  return text === 'ssa' || text === 'csa' ? text : '';
}

/**
 * A release from its JSON; what is missing is empty.
 *
 * @throws GoError where it is no JSON object, or has anything of another type: nothing of the content is told
 */
export function releaseFromJson(text: string): Release {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new GoError('the release is no JSON', { cause: error });
  }
  if (!isObject(value)) throw new GoError('the release is no JSON object');
  const object = value;
  const chart = objectAt(object, 'chart');
  const hooks = typedAt(object, 'hooks', isList) ?? [];
  return {
    name: textAt(object, 'name'),
    namespace: textAt(object, 'namespace'),
    version: typedAt(object, 'version', isWhole) ?? 0,
    info: readInfo(objectAt(object, 'info') ?? {}),
    chart: chart && chartFromJson(chart),
    config: goMapOf(objectAt(object, 'config') ?? {}),
    manifest: textAt(object, 'manifest'),
    hooks: hooks.flatMap(hook => {
      if (hook === null) return [];
      if (isObject(hook)) return readHook(hook);
      throw new GoError('the release has something else for a hook');
    }),
    labels: new Map(),
    applyMethod: applyMethodOf(textAt(object, 'apply_method')),
  };
}

/** What a Secret or ConfigMap stores of a release in `data.release`: JSON, gzip, base64. A Secret's own base64 comes on top. */
export function encodeRelease(release: Release): string {
  return gzipSync(releaseJson(release), { level: 9 }).toString('base64');
}

/**
 * A release from what is stored; also what was stored without compression.
 *
 * @throws GoError without any of the content
 */
export function decodeRelease(data: string): Release {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length <= 3 || bytes.readUIntBE(0, 3) !== 0x1f8b08) {
    return releaseFromJson(bytes.toString());
  }
  try {
    return releaseFromJson(
      gunzipSync(bytes, { maxOutputLength: MAX_DECODED }).toString(),
    );
  } catch (error) {
    if (error instanceof GoError) throw error;
    throw new GoError(`cannot decompress the release: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

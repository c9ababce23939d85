import {
  type Json,
  type JsonRecord,
  isRecord,
  recordAt,
  recordsAt,
} from './play';

/** What the texts of one run are masked by. */
export interface MaskOptions {
  /** URL of the git server, without a trailing slash. */
  gitUrl: string;
}

const times = new Set([
  'creationTimestamp',
  'deletionTimestamp',
  'lastTransitionTime',
  'lastUpdateTime',
  'time',
  'firstReconciled',
  'lastReconciled',
  'lastReconciledDuration',
]);
const ownMetadata = new Set(['uid', 'resourceVersion', 'selfLink']);
const artifactFields = new Set(['url', 'path', 'digest', 'size']);
const clusterAddresses = new Set(['clusterIP', 'clusterIPs']);
const controllerManager = 'kube-controller-manager';

const uid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const duration =
  /\b(finished in|passed in|failed after|took) (?:\d+(?:\.\d+)?(?:h|ms|m|s|µs|ns))+/g;
const buildFolder = /\/tmp\/[a-z]+-?\d+(?=\/|'|"|:| |$)/g;
const artifactUrl = /https?:\/\/[^\s'"]+\/[^\s'"]+\.tar\.gz/g;

/** Masks what differs from run to run in a text. */
export function maskText(text: string, { gitUrl }: MaskOptions): string {
  return text
    .replaceAll(gitUrl, '{{git}}')
    .replace(artifactUrl, '{{artifact}}')
    .replace(uid, '{{uid}}')
    .replace(duration, '$1 {{duration}}')
    .replace(buildFolder, '{{tmp}}');
}

/** Whether an object is one of Flux's own: those have no managed fields in the recordings, but a status. */
export function isFluxObject(object: JsonRecord): boolean {
  return String(object.apiVersion).includes('.toolkit.fluxcd.io/');
}

function maskMetadata(metadata: JsonRecord, ofFlux: boolean): JsonRecord {
  const masked: JsonRecord = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (ownMetadata.has(key)) continue;
    if (key === 'annotations' && isRecord(value)) {
      const kept = Object.entries(value).filter(
        ([name]) => name !== 'deployment.kubernetes.io/revision',
      );
      if (kept.length > 0) masked[key] = Object.fromEntries(kept);
    } else if (key === 'managedFields' && Array.isArray(value)) {
      if (ofFlux) continue;
      masked[key] = value
        .filter(isRecord)
        .filter(entry => entry.manager !== controllerManager);
    } else {
      masked[key] = value;
    }
  }
  return masked;
}

function maskFields(object: JsonRecord): JsonRecord {
  const ofFlux = isFluxObject(object);
  const masked: JsonRecord = {};
  for (const [key, value] of Object.entries(object)) {
    if (key === 'status' && !ofFlux) continue;
    if (key === 'metadata' && isRecord(value)) {
      masked[key] = maskMetadata(value, ofFlux);
    } else if (key === 'status' && isRecord(value)) {
      masked[key] = { ...value };
      if (isRecord(value.artifact))
        masked[key] = {
          ...value,
          artifact: without(value.artifact, artifactFields),
        };
    } else if (key === 'spec' && object.kind === 'Service' && isRecord(value)) {
      masked[key] = without(value, clusterAddresses);
    } else {
      masked[key] = value;
    }
  }
  return masked;
}

function without(record: JsonRecord, fields: ReadonlySet<string>): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([key]) => !fields.has(key)),
  );
}

function maskTexts(value: Json, options: MaskOptions): Json {
  if (typeof value === 'string') return maskText(value, options);
  if (Array.isArray(value)) return value.map(item => maskTexts(item, options));
  if (!isRecord(value)) return value;
  const masked: JsonRecord = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined || times.has(key)) continue;
    // `f:time` and the like are names of fields; times are texts.
    masked[key] = maskTexts(item, options);
  }
  return masked;
}

/**
 * The same object with its managers in an order that does not depend on the second in which each wrote: the server sorts them by
 * time, and only then by name.
 */
export function withSortedManagers(object: Json | undefined): Json | undefined {
  if (!isRecord(object)) return object;
  const metadata = recordAt(object, 'metadata');
  if (!Array.isArray(metadata.managedFields)) return object;
  const key = (entry: JsonRecord) =>
    JSON.stringify([
      entry.operation,
      entry.manager,
      entry.apiVersion,
      entry.subresource ?? '',
    ]);
  const managedFields = recordsAt(metadata, 'managedFields').sort((a, b) =>
    key(a) < key(b) ? -1 : Number(key(a) > key(b)),
  );
  return { ...object, metadata: { ...metadata, managedFields } };
}

/** Masks an object as the recordings are masked: times, identities, addresses, and the status of kinds that are not Flux's. */
export function maskObject(object: JsonRecord, options: MaskOptions): Json {
  return maskTexts(maskFields(object), options);
}

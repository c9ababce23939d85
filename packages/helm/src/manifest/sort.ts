import { posix } from 'node:path';
import { type JsonObject, type JsonValue, entryOf } from '@sluice/golang/json';
import { GoError } from '@sluice/golang/value';
import { parseGoYaml } from '../chart/parse-yaml';
import { messageOf } from '../chart/error';
import { compareNames } from '../chart/tree';
import {
  decodeYaml,
  mapShape,
  stringShape,
  structShape,
} from '../chart/unmarshal';
import { type Asking, runAtOnce, runInTurns } from '../event-loop/turn';
import { type YamlReader, readYaml } from '../event-loop/yaml-reader';
import type { Warn } from '../warn';
import { type Hook, hookAnnotation, hookOf } from './hook';
import { type KindOrder, installOrder, sortByKind } from './kind-order';
import { type ManifestHead, plainHead } from './plain-head';
import { isBlank } from './space';
import { splitManifests } from './split';

export type { ManifestHead };

/** One object of a release. */
export interface Manifest {
  /** The template it comes from. */
  path: string;
  content: string;
  head: ManifestHead;
}

/** What rendered files hold, each sorted. */
export interface SortedManifests {
  hooks: Hook[];
  manifests: Manifest[];
}

const headShape = structShape('util.SimpleHead', {
  apiVersion: stringShape,
  kind: stringShape,
  metadata: structShape(
    'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
    { name: stringShape, annotations: mapShape(stringShape) },
  ),
});

function textAt(object: JsonObject, key: string): string {
  const value = entryOf(object, key);
  return typeof value === 'string' ? value : '';
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = entryOf(object, key);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}

function headFrom(value: JsonValue): ManifestHead {
  const head = decodeYaml(value, headShape);
  const metadata = objectAt(head, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  return {
    apiVersion: textAt(head, 'apiVersion'),
    kind: textAt(head, 'kind'),
    name: textAt(metadata, 'name'),
    annotations: new Map(
      Object.keys(annotations).map(key => [key, textAt(annotations, key)]),
    ),
  };
}

/**
 * Reads the head of a manifest.
 *
 * @throws GoError with the message of sigs.k8s.io/yaml
 */
export function readHead(manifest: string): ManifestHead {
  return plainHead(manifest) ?? readYamlHead(manifest);
}

/** The same for every manifest, by way of YAML. @throws GoError with the message of sigs.k8s.io/yaml */
export function readYamlHead(manifest: string): ManifestHead {
  return headFrom(parseGoYaml(manifest));
}

/** Asks for the YAML of a document to be read. */
function* headOf(
  path: string,
  document: string,
): Asking<string, JsonValue, ManifestHead> {
  try {
    return plainHead(document) ?? headFrom(yield document);
  } catch (error) {
    throw new GoError(`YAML parse error on ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function* sorting(
  files: ReadonlyMap<string, string>,
  order: KindOrder,
  warn?: Warn,
): Asking<string, JsonValue, SortedManifests> {
  const hooks: Hook[] = [];
  const manifests: Manifest[] = [];
  const paths = [...files.keys()].sort(compareNames);
  for (const path of paths) {
    const content = files.get(path) ?? '';
    if (!posix.basename(path).startsWith('_') && !isBlank(content)) {
      for (const document of splitManifests(content)) {
        const head = yield* headOf(path, document);
        if (head.annotations.has(hookAnnotation)) {
          const hook = hookOf(head, path, document, warn);
          if (hook) hooks.push(hook);
        } else {
          manifests.push({ path, content: document, head });
        }
      }
    }
  }
  return {
    hooks: sortByKind(hooks, order, ({ kind }) => kind),
    manifests: sortByKind(manifests, order, ({ head }) => head.kind),
  };
}

/**
 * Takes rendered files apart into hooks and the objects of the release, by path, then as they stand, then by kind.
 *
 * @throws GoError for what is no YAML
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  order: KindOrder = installOrder,
  warn?: Warn,
): SortedManifests {
  return runAtOnce(sorting(files, order, warn), parseGoYaml);
}

/** As {@link sortManifests}, in turns with whatever else this thread does. */
export async function sortManifestsInTurns(
  files: ReadonlyMap<string, string>,
  order: KindOrder,
  reading: { reader?: YamlReader; signal?: AbortSignal } = {},
): Promise<SortedManifests> {
  const { reader, signal } = reading;
  return await runInTurns(sorting(files, order), document =>
    readYaml(document, reader, signal),
  );
}

/** Whether an object stays when its release goes. */
export function isKept(annotations: ReadonlyMap<string, string>): boolean {
  const policy = annotations.get('helm.sh/resource-policy');
  return policy !== undefined && policy.trim().toLowerCase() === 'keep';
}

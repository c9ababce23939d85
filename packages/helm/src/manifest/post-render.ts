import { posix } from 'node:path';
import { GoError } from '@sluice/golang/value';
import {
  type MappingNode,
  type ScalarNode,
  type YamlLayout,
  type YamlNode,
  emitYamlLayout,
  parseYamlLayout,
} from '@sluice/golang/yaml';
import { messageOf } from '../chart/error';
import { compareNames } from '../chart/tree';
import { type SortedManifests, sortManifests } from './sort';
import { isBlank } from './space';
import { splitManifests } from './split';

/** Where the object came from, while somebody else has the manifests. */
export const filenameAnnotation = 'postrenderer.helm.sh/postrender-filename';

/** What happens to a stream of manifests after it was rendered. */
export type PostRenderer = (manifests: string) => string;

/** What is given to a post-renderer: all at once, hooks and the rest apart, or only the rest. */
export type PostRenderStrategy = 'combined' | 'separate' | 'nohooks';

function scalar(value: string, style: ScalarNode['style']): ScalarNode {
  return { kind: 'scalar', value, tag: '!!str', style };
}

function entryOf(
  mapping: MappingNode,
  name: string,
): MappingNode['entries'][number] | undefined {
  return mapping.entries.find(
    ({ key }) => key.kind === 'scalar' && key.value === name,
  );
}

function isNull(node: YamlNode): boolean {
  return (
    node.kind === 'scalar' &&
    (node.tag === '!!null' || /^(?:null|Null|NULL|~|)$/.test(node.value)) &&
    (node.style === '' || node.style === 'plain')
  );
}

/** The mapping under a name, made where it is not there. */
function mappingUnder(parent: MappingNode, name: string): MappingNode {
  const entry = entryOf(parent, name);
  if (entry?.value.kind === 'mapping') return entry.value;
  if (entry && !isNull(entry.value)) {
    throw new GoError(
      `wrong Node Kind for ${name} expected: MappingNode was ${
        entry.value.kind === 'scalar' ? 'ScalarNode' : 'SequenceNode'
      }`,
    );
  }
  const mapping: MappingNode = {
    kind: 'mapping',
    tag: '!!map',
    style: '',
    entries: [],
  };
  if (entry) entry.value = mapping;
  else parent.entries.push({ key: scalar(name, ''), value: mapping });
  return mapping;
}

function annotate(root: YamlNode, name: string, value: string): void {
  if (root.kind !== 'mapping') {
    throw new GoError(
      `wrong Node Kind for  expected: MappingNode was ${
        root.kind === 'scalar' ? 'ScalarNode' : 'SequenceNode'
      }`,
    );
  }
  const annotations = mappingUnder(
    mappingUnder(root, 'metadata'),
    'annotations',
  );
  const known = entryOf(annotations, name);
  if (known) known.value = scalar(value, 'single');
  else
    annotations.entries.push({
      key: scalar(name, ''),
      value: scalar(value, 'single'),
    });
}

function annotationsOf(root: YamlNode): MappingNode | undefined {
  const metadata =
    root.kind === 'mapping' ? entryOf(root, 'metadata')?.value : undefined;
  const annotations =
    metadata?.kind === 'mapping'
      ? entryOf(metadata, 'annotations')?.value
      : undefined;
  return annotations?.kind === 'mapping' ? annotations : undefined;
}

/** The value of an annotation, which is taken away; an empty mapping that is left goes, too. */
function takeAnnotation(root: YamlNode, name: string): string {
  const annotations = annotationsOf(root);
  const entry = annotations && entryOf(annotations, name);
  if (annotations && entry) {
    annotations.entries.splice(annotations.entries.indexOf(entry), 1);
  }
  return entry?.value.kind === 'scalar' ? entry.value.value : '';
}

function removeEmptyAnnotations(root: YamlNode): void {
  if (annotationsOf(root)?.entries.length !== 0 || root.kind !== 'mapping') {
    return;
  }
  const metadata = entryOf(root, 'metadata');
  if (metadata?.value.kind !== 'mapping') return;
  const { entries } = metadata.value;
  metadata.value.entries = entries.filter(
    ({ key }) => key.kind !== 'scalar' || key.value !== 'annotations',
  );
  if (metadata.value.entries.length === 0) {
    root.entries.splice(root.entries.indexOf(metadata), 1);
  }
}

/** As kyaml splits a stream, which leaves out the last line break of each document but the last. */
function splitStream(stream: string): string[] {
  const documents: string[] = [];
  let from = 0;
  for (const separator of stream.matchAll(/\n---([^\n]*)\n/g)) {
    const rest = separator[1].trim();
    if (rest !== '' && !rest.startsWith('#')) {
      throw new GoError(`invalid document separator: ${separator[0].trim()}`);
    }
    documents.push(stream.slice(from, separator.index));
    from = separator.index + separator[0].length;
  }
  documents.push(stream.slice(from));
  return documents;
}

/** A list of objects alone in a stream stands for its items. */
function unwrapped(layouts: YamlLayout[]): YamlLayout[] {
  const [{ root } = { root: undefined }] = layouts;
  if (layouts.length !== 1 || root?.kind !== 'mapping') return layouts;
  const kind = entryOf(root, 'kind')?.value;
  const items = entryOf(root, 'items')?.value;
  return kind?.kind === 'scalar' &&
    (kind.value === 'List' || kind.value === 'ResourceList') &&
    items?.kind === 'sequence'
    ? items.items.map(item => ({ root: item, head: '', foot: '' }))
    : layouts;
}

function parseAll(stream: string): YamlLayout[] {
  const text = stream.replaceAll('\r\n', '\n');
  const layouts = splitStream(text).flatMap(document => {
    const layout = parseYamlLayout(document);
    return !layout || isNull(layout.root) ? [] : layout;
  });
  return unwrapped(layouts);
}

function printAll(layouts: readonly YamlLayout[]): string {
  return layouts
    .map(layout => {
      removeEmptyAnnotations(layout.root);
      return emitYamlLayout(layout);
    })
    .join('---\n');
}

function failing<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new GoError(`${what}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The objects of rendered files as one stream, by path; each says in an annotation where it is from.
 *
 * @throws GoError
 */
export function annotateAndMerge(files: ReadonlyMap<string, string>): string {
  const merged: YamlLayout[] = [];
  for (const path of [...files.keys()].sort(compareNames)) {
    const content = files.get(path) ?? '';
    if (!posix.basename(path).startsWith('_') && !isBlank(content)) {
      for (const document of splitManifests(content)) {
        const layouts = failing(`parsing ${path}`, () => parseAll(document));
        for (const layout of layouts) {
          failing(`annotating ${path}`, () =>
            annotate(layout.root, filenameAnnotation, path),
          );
          merged.push(layout);
        }
      }
    }
  }
  return printAll(merged);
}

/**
 * Files again from a stream, by the annotation that says where each object is from. What has none gets a name of its own,
 * with `prefix` in it.
 *
 * @throws GoError
 */
export function splitAndDeannotate(
  stream: string,
  prefix: string,
): Map<string, string> {
  const files = new Map<string, YamlLayout[]>();
  failing('error parsing YAML', () => parseAll(stream)).forEach(
    (layout, index) => {
      const own = takeAnnotation(layout.root, filenameAnnotation);
      const path =
        own ||
        `generated-by-postrender-${
          prefix === '' ? '' : `${prefix}-`
        }${index}.yaml`;
      const known = files.get(path);
      if (known) known.push(layout);
      else files.set(path, [layout]);
    },
  );
  return new Map(
    [...files].map(([path, layouts]) => [path, printAll(layouts)]),
  );
}

function append(files: Map<string, string>, path: string, text: string): void {
  const known = files.get(path);
  files.set(path, known === undefined ? text : `${known}\n---\n${text}`);
}

function hookFiles({ hooks }: SortedManifests): Map<string, string> {
  const files = new Map<string, string>();
  for (const { path, manifest } of hooks) append(files, path, manifest);
  return files;
}

function manifestFiles({ manifests }: SortedManifests): Map<string, string> {
  const files = new Map<string, string>();
  for (const { path, content } of manifests) append(files, path, content);
  return files;
}

function runGroup(
  name: string,
  files: ReadonlyMap<string, string>,
  run: PostRenderer,
): Map<string, string> {
  const merged = failing(`error merging ${name}`, () =>
    annotateAndMerge(files),
  );
  const rendered = failing(`error while running post render on ${name}`, () =>
    run(merged),
  );
  return failing(`error while parsing post rendered output for ${name}`, () =>
    splitAndDeannotate(rendered, name),
  );
}

function postRenderApart(
  files: ReadonlyMap<string, string>,
  run: PostRenderer,
  withHooks: boolean,
): Map<string, string> {
  const sorted = sortManifests(files);
  const result = new Map<string, string>();
  const hooks = hookFiles(sorted);
  const manifests = manifestFiles(sorted);
  const groups = [
    withHooks && hooks.size > 0 ? runGroup('hooks', hooks, run) : hooks,
    manifests.size > 0 ? runGroup('manifests', manifests, run) : manifests,
  ];
  for (const group of groups) {
    for (const [path, text] of group) append(result, path, text);
  }
  return result;
}

/**
 * Gives rendered files to a post-renderer and takes them back.
 *
 * @throws GoError
 */
export function postRender(
  files: ReadonlyMap<string, string>,
  run: PostRenderer,
  strategy: PostRenderStrategy = 'combined',
): Map<string, string> {
  if (strategy !== 'combined') {
    return postRenderApart(files, run, strategy === 'separate');
  }
  const merged = failing('error merging manifests', () =>
    annotateAndMerge(files),
  );
  const rendered = failing('error while running post render on files', () =>
    run(merged),
  );
  return failing('error while parsing post rendered output', () =>
    splitAndDeannotate(rendered, ''),
  );
}

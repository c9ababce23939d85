import { YamlError } from './error';
import { type YamlNode, type YamlPosition, type YamlStyle } from './node';
import { parseYamlLayout, splitDocuments } from './read';
import { scalarTag } from './resolve';
import { type Span, lineStarts, scalarSpan } from './scalar-span';

/** Keys and indexes from the root of a document. */
export type YamlPath = readonly (string | number)[];

/** A value in a text, and where it is. */
export interface YamlScalar extends Span {
  /** Counted from 0. */
  document: number;
  path: YamlPath;
  value: string;
  /** As the reader's `yaml.v3` profile gives it. */
  tag: string;
  style: YamlStyle;
  /** In the whole text. */
  position: YamlPosition;
  /** The comment at the end of its line, with the `#`. */
  comment: string;
}

/** A value to be set in place. */
export interface YamlEdit {
  /** Counted from 0; default 0. */
  document?: number;
  path: YamlPath;
  value: string;
}

/** A value that cannot be set in place. */
export class YamlEditError extends Error {
  constructor(message: string, path: YamlPath) {
    super(`${path.join('.')}: ${message}`);
    this.name = 'YamlEditError';
  }
}

interface Document {
  scalars: YamlScalar[];
  /** Keys, structure and aliases: what an edit must not change. */
  shape: string[];
}

class Collector {
  readonly scalars: YamlScalar[] = [];
  readonly shape: string[] = [];
  readonly #text: string;
  readonly #document: number;
  readonly #starts: number[];
  readonly #offset: number;
  readonly #firstLine: number;

  constructor(
    part: { text: string; offset: number; firstLine: number },
    document: number,
  ) {
    this.#text = part.text;
    this.#offset = part.offset;
    this.#firstLine = part.firstLine;
    this.#document = document;
    this.#starts = lineStarts(part.text);
  }

  visit(node: YamlNode, path: YamlPath): void {
    const { layout } = node;
    if (layout?.alias) {
      this.shape.push(`*${node.kind === 'scalar' ? node.value : ''}`);
      return;
    }
    this.shape.push(`${node.kind}&${layout?.anchor ?? ''}`);
    switch (node.kind) {
      case 'mapping':
        for (const { key, value } of node.entries) {
          const name = key.kind === 'scalar' ? key.value : '?';
          this.shape.push(`${name}:${key.tag}`);
          this.visit(value, [...path, name]);
        }
        this.shape.push('end');
        return;
      case 'sequence':
        node.items.forEach((item, index) => this.visit(item, [...path, index]));
        this.shape.push('end');
        return;
      default: {
        const { value, tag, style, position = { line: 1, column: 1 } } = node;
        const from = this.#starts[position.line - 1] + position.column - 1;
        const { begin, end } = scalarSpan(this.#text, node, from);
        this.scalars.push({
          document: this.#document,
          path,
          value,
          tag,
          style,
          position: {
            line: position.line + this.#firstLine,
            column: position.column,
          },
          comment: layout?.line ?? '',
          begin: begin + this.#offset,
          end: end + this.#offset,
        });
      }
    }
  }
}

function readDocuments(text: string): Document[] {
  return splitDocuments(text).map((part, index) => {
    const collector = new Collector(part, index);
    const root = parseYamlLayout(part.text)?.root;
    if (root) collector.visit(root, []);
    return { scalars: collector.scalars, shape: collector.shape };
  });
}

/**
 * All values of a text's documents, in order, each with its place; keys and aliases are left out.
 *
 * @throws YamlError
 */
export function yamlScalars(text: string): YamlScalar[] {
  return readDocuments(text).flatMap(({ scalars }) => scalars);
}

const safePlain = /^[\w./~+](?:[\w./~+@=%-]|:(?=[^\s,])| (?=[\w./~+]))*$/;

function tagOf(value: string): string {
  const plain = { kind: 'scalar', value, tag: '', style: '' } as const;
  const tags = (['yaml.v3', 'sigs'] as const).map(profile =>
    scalarTag(plain, profile),
  );
  return tags.find(tag => tag !== '!!str') ?? '!!str';
}

function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const singleLine =
  /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;
const singleLineText = /^[ -~\u00a0-\ufffd]+$/;

/** The lines of a block scalar, indented as they were; undefined when such a text cannot be written so. */
function literal(old: string, value: string): string | undefined {
  const indent = /\n([ ]+)\S/.exec(old)?.[1];
  const lines = value.replace(/\n$/, '').split('\n');
  const fits =
    indent !== undefined &&
    lines[0] !== '' &&
    lines.at(-1) !== '' &&
    lines.every(
      line =>
        line === '' || (singleLineText.test(line) && !/^\s|\s$/.test(line)),
    );
  if (!fits) return undefined;
  const end = old.includes('\r\n') ? '\r\n' : '\n';
  const body = lines.map(line => (line === '' ? '' : indent + line)).join(end);
  return `|${value.endsWith('\n') ? '' : '-'}${end}${body}`;
}

/** How a value is written in the place of another: as that was, unless it would be read as something else. */
function written(old: string, scalar: YamlScalar, value: string): string {
  switch (scalar.style) {
    case 'single':
      if (singleLine.test(value)) return `'${value.replaceAll("'", "''")}'`;
      return doubleQuoted(value);
    case 'double':
      return doubleQuoted(value);
    case 'literal':
    case 'folded':
      return literal(old, value) ?? doubleQuoted(value);
    default: {
      const wasText = scalar.tag === '!!str';
      return safePlain.test(value) && (!wasText || tagOf(value) === '!!str')
        ? value
        : doubleQuoted(value);
    }
  }
}

function find(documents: readonly Document[], edit: YamlEdit): YamlScalar {
  const { document = 0, path } = edit;
  const found = (documents[document]?.scalars ?? []).filter(
    scalar =>
      scalar.path.length === path.length &&
      scalar.path.every((part, i) => part === path[i]),
  );
  if (found.length === 1) return found[0];
  throw new YamlEditError(
    found.length === 0 ? 'there is no value to be set' : 'there are several',
    path,
  );
}

/** Makes sure that the values are as they should be, and nothing else has changed. */
function verify(
  before: readonly Document[],
  after: string,
  values: ReadonlyMap<YamlScalar, YamlEdit>,
): void {
  const [edited] = values.values();
  const failure = new YamlEditError('cannot be set in place', edited.path);
  let documents: Document[];
  try {
    documents = readDocuments(after);
  } catch (error) {
    throw error instanceof YamlError ? failure : error;
  }
  const same =
    documents.length === before.length &&
    documents.every(({ shape, scalars }, d) => {
      const old = before[d];
      return (
        shape.length === old.shape.length &&
        shape.every((part, i) => part === old.shape[i]) &&
        scalars.every((scalar, i) => {
          const edit = values.get(old.scalars[i]);
          return edit
            ? scalar.value === edit.value
            : scalar.value === old.scalars[i].value &&
                scalar.tag === old.scalars[i].tag;
        })
      );
    });
  if (!same) throw failure;
}

/**
 * Sets values where they stand and leaves every other byte of the text alone: comments, line ends, quotes, anchors. A value keeps the quotes
 * it has; a plain text that would be read as a number or the like is quoted, and anything else may take its place. What comes out is read
 * again, and has exactly the values that were asked for.
 *
 * @throws YamlEditError where there is no such value, or an alias, or one that cannot be written there; YamlError
 */
export function editYaml(text: string, edits: readonly YamlEdit[]): string {
  if (edits.length === 0) return text;
  const documents = readDocuments(text);
  const values = new Map<YamlScalar, YamlEdit>();
  for (const edit of edits) values.set(find(documents, edit), edit);
  let result = '';
  let at = 0;
  for (const { scalars } of documents) {
    for (const scalar of scalars) {
      const edit = values.get(scalar);
      if (!edit || edit.value === scalar.value) continue;
      const old = text.slice(scalar.begin, scalar.end);
      const glued = old === '' && /[^\s]/.test(text[scalar.begin - 1] ?? ' ');
      result +=
        text.slice(at, scalar.begin) +
        (glued ? ' ' : '') +
        written(old, scalar, edit.value);
      at = scalar.end;
    }
  }
  result += text.slice(at);
  verify(documents, result, values);
  return result;
}

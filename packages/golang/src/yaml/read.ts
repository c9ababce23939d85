import { CommentQueue } from './comments';
import { Composer } from './composer';
import { Cursor } from './cursor';
import { type YamlLayout } from './emit-node';
import { YamlError } from './error';
import { type YamlNode } from './node';
import { scalarTag, type YamlProfile } from './resolve';

/** Bounds on hostile input. */
export interface YamlLimits {
  /** Characters of one text; default 64 Mi. */
  maxLength?: number;
  /** Nested collections; default 1,000. */
  maxDepth?: number;
}

export interface YamlReadOptions {
  /** Named in errors. */
  file?: string;
  limits?: YamlLimits;
  /**
   * What a repeated key in one mapping does: an error (the default of `yaml.v3`), or the last wins (the default of
   * `sigs`; nothing is dropped from the tree, converting it takes the last).
   */
  duplicateKeys?: 'error' | 'last';
  /**
   * `yaml.v3` (the default) gives every node the tag that kyaml gives it (`!!int` for a plain `5`), so that a text put in
   * its place later is still judged by it, and applies merge keys as kyaml does. `sigs` leaves tags as they are written.
   */
  profile?: YamlProfile;
}

const MAX_LENGTH = 64 * 1024 * 1024;
const MAX_DEPTH = 1000;

/** What go-yaml's reader refuses as control characters. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/;

function checkText(text: string, options: YamlReadOptions): void {
  const maxLength = options.limits?.maxLength ?? MAX_LENGTH;
  if (text.length > maxLength) {
    throw new YamlError(`yaml: text is longer than ${maxLength} characters`, {
      file: options.file,
    });
  }
  const found = FORBIDDEN.exec(text);
  if (found !== null) {
    const before = text.slice(0, found.index).split('\n');
    throw new YamlError('yaml: control characters are not allowed', {
      line: before.length,
      column: before[before.length - 1].length + 1,
      file: options.file,
    });
  }
}

function compose(
  text: string,
  firstLine: number,
  options: YamlReadOptions,
): YamlNode | undefined {
  const profile = options.profile ?? 'yaml.v3';
  const cursor = new Cursor(text, { profile, file: options.file, firstLine });
  return new Composer(cursor, {
    maxDepth: options.limits?.maxDepth ?? MAX_DEPTH,
    duplicateKeys:
      options.duplicateKeys ?? (profile === 'sigs' ? 'last' : 'error'),
  }).composeDocument();
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (
    let at = text.indexOf('\n', from);
    at !== -1 && at < to;
    at = text.indexOf('\n', at + 1)
  ) {
    lines += 1;
  }
  return lines;
}

/** A document in a text, with the number of lines and characters before it. */
export interface DocumentPart {
  text: string;
  firstLine: number;
  offset: number;
}

/** The parts of a text between lines that begin with `---`. @throws YamlError for something else behind `---` */
export function splitDocuments(text: string, file?: string): DocumentPart[] {
  const documents: DocumentPart[] = [];
  let from = 0;
  let line = 0;
  for (const separator of text.matchAll(/\n---([^\n]*)\n/g)) {
    const rest = separator[1].trim();
    const next = separator.index + separator[0].length;
    const nextLine = line + countLines(text, from, next);
    if (rest !== '' && !rest.startsWith('#')) {
      throw new YamlError(
        `invalid document separator: ${separator[0].trim()}`,
        { line: nextLine, column: 1, file },
      );
    }
    // The last line break of a document may be part of a literal scalar.
    documents.push({
      text: text.slice(from, separator.index + 1),
      firstLine: line,
      offset: from,
    });
    from = next;
    line = nextLine;
  }
  documents.push({ text: text.slice(from), firstLine: line, offset: from });
  return documents;
}

/**
 * Reads every document of a text the way kyaml does: split at lines that begin with `---`, one node per document that
 * holds anything but null, anchors inlined and merge keys applied. Comments are dropped. Plain scalars have the style ''.
 *
 * @throws YamlError
 */
export function parseYamlDocuments(
  text: string,
  options: YamlReadOptions = {},
): YamlNode[] {
  checkText(text, options);
  const normal = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
  const nodes: YamlNode[] = [];
  for (const document of splitDocuments(normal, options.file)) {
    const node = compose(document.text, document.firstLine, options);
    if (
      node !== undefined &&
      !(
        node.kind === 'scalar' &&
        scalarTag(node, options.profile ?? 'yaml.v3') === '!!null'
      )
    ) {
      nodes.push(node);
    }
  }
  return nodes;
}

/**
 * Reads the first document of a text; undefined when it holds none. What follows it is not looked at.
 *
 * @throws YamlError
 */
export function parseYamlDocument(
  text: string,
  options: YamlReadOptions = {},
): YamlNode | undefined {
  checkText(text, options);
  return compose(text, 0, options);
}

/**
 * Reads the first document of a text for printing it again with `emitYamlLayout`: comments, written tags, anchors and
 * aliases are kept, the last as scalars (`layout.alias`), repeated and merge keys as they stand. Undefined when it holds none.
 *
 * @throws YamlError
 */
export function parseYamlLayout(
  text: string,
  options: Pick<YamlReadOptions, 'file' | 'limits'> = {},
): YamlLayout | undefined {
  checkText(text, options);
  const cursor = new Cursor(text, { profile: 'yaml.v3', file: options.file });
  cursor.comments = new CommentQueue(cursor);
  const composer = new Composer(cursor, {
    maxDepth: options.limits?.maxDepth ?? MAX_DEPTH,
    duplicateKeys: 'last',
  });
  const root = composer.composeDocument();
  return (
    root && { root, head: composer.documentHead, foot: composer.documentFoot }
  );
}

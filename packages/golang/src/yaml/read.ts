import { type YamlNode } from './node';

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
  /** What a repeated key in one mapping does: an error (kyaml; the default), or the last (sigs.k8s.io/yaml) wins. */
  duplicateKeys?: 'error' | 'last';
}

/**
 * Reads every document of a text the way kyaml does: split at lines that begin with `---`, one node per document that holds
 * anything, anchors inlined and merge keys applied.
 *
 * @throws YamlError
 */
export function parseYamlDocuments(
  _text: string,
  _options: YamlReadOptions = {},
): YamlNode[] {
  throw new Error('not implemented');
}

/**
 * Reads the first document of a text; undefined when it is empty.
 *
 * @throws YamlError
 */
export function parseYamlDocument(
  _text: string,
  _options: YamlReadOptions = {},
): YamlNode | undefined {
  throw new Error('not implemented');
}

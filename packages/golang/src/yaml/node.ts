/** How a scalar or collection was written; '' leaves the choice to the emitter. */
export type YamlStyle =
  | ''
  | 'plain'
  | 'single'
  | 'double'
  | 'literal'
  | 'folded'
  | 'flow';

export interface YamlPosition {
  /** Counted from 1. */
  line: number;
  column: number;
}

/** What a node needs beside its content to be printed as it was written; only `parseYamlLayout` gives it. */
export interface NodeLayout {
  /** Comments above, with their `#`, lines separated by line feeds. */
  head: string;
  /** The comment at the end of the line. */
  line: string;
  /** Comments below that belong to the node. */
  foot: string;
  /** Whether the tag was written. */
  tagged: boolean;
  /** The name others refer to it by. */
  anchor?: string;
  /** Whether it is an alias; its value is the name of the anchor. */
  alias?: boolean;
}

/**
 * A scalar as kyaml keeps it: its text, its tag and its style. The reader's `yaml.v3` profile gives it the tag that kyaml
 * gives it, also where none was written (`!!int` for a plain `5`); '' means that none is set and the text decides. What type it is
 * is decided only when it is printed or converted, from these three.
 */
export interface ScalarNode {
  kind: 'scalar';
  value: string;
  tag: string;
  style: YamlStyle;
  position?: YamlPosition;
  layout?: NodeLayout;
}

export interface MappingNode {
  kind: 'mapping';
  tag: string;
  style: YamlStyle;
  /** In document order. */
  entries: { key: YamlNode; value: YamlNode }[];
  position?: YamlPosition;
  layout?: NodeLayout;
}

export interface SequenceNode {
  kind: 'sequence';
  tag: string;
  style: YamlStyle;
  items: YamlNode[];
  position?: YamlPosition;
  layout?: NodeLayout;
}

export type YamlNode = ScalarNode | MappingNode | SequenceNode;

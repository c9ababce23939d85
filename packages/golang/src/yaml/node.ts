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
}

export interface MappingNode {
  kind: 'mapping';
  tag: string;
  style: YamlStyle;
  /** In document order. */
  entries: { key: YamlNode; value: YamlNode }[];
  position?: YamlPosition;
}

export interface SequenceNode {
  kind: 'sequence';
  tag: string;
  style: YamlStyle;
  items: YamlNode[];
  position?: YamlPosition;
}

export type YamlNode = ScalarNode | MappingNode | SequenceNode;

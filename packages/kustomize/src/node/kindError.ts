import { type YamlNode } from '@sluice/golang/yaml';
import { nodeText } from './toJson';

const kindNames = {
  scalar: 'ScalarNode',
  mapping: 'MappingNode',
  sequence: 'SequenceNode',
};

/** A node of another kind than the operation needs; the message is kyaml's. */
export class NodeKindError extends Error {
  readonly actual: YamlNode['kind'];

  constructor(
    expected: 'ScalarNode' | 'MappingNode' | 'SequenceNode',
    node: YamlNode,
  ) {
    super(
      `wrong node kind: expected ${expected} but got ${
        kindNames[node.kind]
      }: node contents:\n${nodeText(node)}`,
    );
    this.name = 'NodeKindError';
    this.actual = node.kind;
  }
}

import { type YamlNode } from '@sluice/golang/yaml';

const kindNames = {
  scalar: 'ScalarNode',
  mapping: 'MappingNode',
  sequence: 'SequenceNode',
};

/**
 * A node of another kind than the operation needs. The message is kyaml's without the contents of the node, which may be a
 * Secret's.
 */
export class NodeKindError extends Error {
  readonly actual: YamlNode['kind'];

  constructor(expected: YamlNode['kind'], node: YamlNode) {
    super(
      `wrong node kind: expected ${kindNames[expected]} but got ${
        kindNames[node.kind]
      }`,
    );
    this.name = 'NodeKindError';
    this.actual = node.kind;
  }
}

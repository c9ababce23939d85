import { type JsonValue } from '../json';
import { type ScalarNode } from './node';

/**
 * Whose rules decide what a plain scalar is: `yaml.v3` (kyaml: resources inside kustomize) or `sigs` (sigs.k8s.io/yaml,
 * YAML 1.1: `yes` is a boolean).
 */
export type YamlProfile = 'yaml.v3' | 'sigs';

/**
 * The JSON value of a scalar, decided by its text, tag and style.
 *
 * @throws YamlError when the tag does not fit the text, or the value (`.inf`, `.nan`) has no JSON form
 */
export function resolveScalar(
  _node: ScalarNode,
  _profile: YamlProfile,
): JsonValue {
  throw new Error('not implemented');
}

/** The tag the resolver gives a scalar: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!timestamp`, `!!binary` or a custom one. */
export function scalarTag(_node: ScalarNode, _profile: YamlProfile): string {
  throw new Error('not implemented');
}

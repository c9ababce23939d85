import { type JsonValue } from '../json';

/**
 * Prints a value byte for byte as sigs.k8s.io/yaml's `Marshal`: keys in go-yaml's natural order, lines folded at 80
 * columns, a final newline.
 */
export function emitSigsYaml(_value: JsonValue): string {
  throw new Error('not implemented');
}

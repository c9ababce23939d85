import type { JsonValue } from '@sluice/golang/json';
import { parseGoYaml } from '../chart/parse-yaml';

/**
 * Reads long YAML elsewhere, as sigs.k8s.io/yaml does, so that nothing here waits for it.
 *
 * @throws Error with its message
 */
export type YamlReader = (
  text: string,
  signal?: AbortSignal,
) => Promise<JsonValue>;

/** Characters from which on YAML is long: what is shorter is read in a few milliseconds. */
const LONG = 50_000;

/** Reads YAML: here, unless it is long and there is somebody who reads such. */
export function readYaml(
  text: string,
  reader: YamlReader | undefined,
  signal?: AbortSignal,
): JsonValue | Promise<JsonValue> {
  return reader && text.length > LONG
    ? reader(text, signal)
    : parseGoYaml(text);
}

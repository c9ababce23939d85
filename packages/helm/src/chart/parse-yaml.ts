import { type JsonValue } from '@sluice/golang/json';
import { GoError, hasInvalidBytes, toBytes } from '@sluice/golang/value';
import { decodeYaml, parseSigsYaml } from '@sluice/golang/yaml';
import { messageOf } from './error';

/**
 * YAML as sigs.k8s.io/yaml reads it, from a Go string, which may be none of UTF-8.
 *
 * @throws Error with its message
 */
export function parseGoYaml(
  text: string,
  options?: Parameters<typeof parseSigsYaml>[1],
): JsonValue {
  if (!hasInvalidBytes(text)) return parseSigsYaml(text, options);
  try {
    return parseSigsYaml(decodeYaml(toBytes(text)), options);
  } catch (error) {
    const message = messageOf(error);
    throw message.startsWith('error ')
      ? error
      : new GoError(`error converting YAML to JSON: ${message}`, {
          cause: error,
        });
  }
}

import { emitSigsYaml } from '@sluice/golang/yaml';
import { type JsonObject } from '@sluice/golang/json';
import { withContext } from '../text/context';

/** Prepares a built-in plugin; what goes wrong is reported with its configuration, as upstream does. */
export function configureBuiltin<T>(
  plugin: string,
  config: () => JsonObject,
  action: () => T,
): T {
  return withContext(
    () =>
      `trouble configuring builtin ${plugin} with config: \`\n${emitSigsYaml(
        config(),
      )}\``,
    action,
  );
}

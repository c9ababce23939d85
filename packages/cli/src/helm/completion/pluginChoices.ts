import { readFileSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type JsonValue, entryOf } from '@sluice/golang/json';
import { parseSigsYaml } from '@sluice/golang/yaml';
import type { HelmCall } from '../helmCommand';
import { settingValues } from '../settingValues';

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? entryOf(value, key)
    : undefined;
}

/** The name of a plugin that adds a command to Helm, and what it is for; undefined for another one, or a broken one. */
function commandPlugin(
  path: string,
): { name: string; summary: string } | undefined {
  let plugin: JsonValue;
  try {
    plugin = parseSigsYaml(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  const name = at(plugin, 'name');
  if (typeof name !== 'string' || !/^[\w-]+$/.test(name)) return undefined;
  const isOld = at(plugin, 'apiVersion') === undefined;
  const config = at(plugin, 'config');
  const isCommand = isOld
    ? at(plugin, 'downloaders') === undefined
    : at(plugin, 'type') === 'cli/v1' && config !== undefined;
  if (!isCommand) return undefined;
  const summary = isOld ? at(plugin, 'usage') : at(config, 'shortHelp');
  return { name, summary: typeof summary === 'string' ? summary : '' };
}

function filesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
      .sort()
      .map(name => join(directory, name, 'plugin.yaml'));
  } catch {
    return [];
  }
}

/** The plugins of Helm that add commands, but those that stand there. */
export function pluginChoices(
  call: HelmCall,
  except: readonly string[],
): string[] {
  const directories = settingValues(call).get('HELM_PLUGINS') ?? '';
  return directories
    .split(delimiter)
    .filter(Boolean)
    .flatMap(directory => filesOf(resolve(call.context.cwd, directory)))
    .flatMap(path => commandPlugin(path) ?? [])
    .filter(({ name }) => !except.includes(name))
    .map(({ name, summary }) => `${name}\t${summary}`);
}

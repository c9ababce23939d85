import type { FlagSpec, Flags } from '../../flags/parseFlags';
import { readOutputFormat } from '../flagValues';
import type { HelmCall } from '../helmCommand';
import { versionChoices } from './chartChoices';
import { namespaceChoices, revisionChoices } from './clusterChoices';
import { type Choices, Directive, files, nothing } from './directive';

/** Which argument is the chart that `--version` is about. */
function chartPlace(path: string, flags: Flags): number | undefined {
  switch (path) {
    case 'install':
    case 'template':
      return flags.bool('generate-name') ? 0 : 1;
    case 'upgrade':
      return 1;
    case 'pull':
      return 0;
    default:
      return path.startsWith('show ') ? 0 : undefined;
  }
}

function ofVersion(path: string, call: HelmCall): Choices {
  const place = chartPlace(path, call.flags);
  if (place === undefined) return files;
  return call.args.length === place + 1
    ? versionChoices(call, call.args[place])
    : nothing;
}

const outputFormats: Choices = {
  choices: [
    'json\tOutput result in JSON format',
    'table\tOutput result in human-readable format',
    'yaml\tOutput result in YAML format',
  ],
  directive: Directive.noFiles,
};

const colorModes: Choices = {
  choices: ['never', 'auto', 'always'],
  directive: Directive.noFiles,
};

/** What the value of a flag can be; `path` is the command's, `show chart`. */
export async function flagChoices(
  spec: FlagSpec,
  path: string,
  call: HelmCall,
): Promise<Choices> {
  if (spec.read === readOutputFormat) return outputFormats;
  switch (spec.name) {
    case 'namespace':
      return await namespaceChoices(call);
    case 'kube-context':
      return {
        choices: call.settings.contexts.map(
          ({ name, cluster }) => `${name}\t${cluster}`,
        ),
        directive: Directive.noFiles,
      };
    case 'color':
    case 'colour':
      return colorModes;
    case 'type':
      return path === 'docs'
        ? { choices: ['bash', 'man', 'markdown'], directive: Directive.noFiles }
        : files;
    case 'revision':
      if (path !== 'status' && !path.startsWith('get ')) return files;
      return call.args.length === 1
        ? await revisionChoices(call, call.args[0])
        : nothing;
    case 'version':
      return ofVersion(path, call);
    default:
      return files;
  }
}

/** What a command's help says of its flags, by their names; those that share a line are left out. */
export function flagDescriptions(usage: string): ReadonlyMap<string, string> {
  const line = /^ +(?:-\w, )?--([\w-]+)(?: \S+)* {2,}(\S.*)$/;
  return new Map(
    usage.split('\n').flatMap((text): [string, string][] => {
      const [, name, description] = line.exec(text) ?? [];
      return name === undefined ? [] : [[name, description]];
    }),
  );
}

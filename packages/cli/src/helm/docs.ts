import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { quote } from '@sluice/golang/fmt';
import { bashScript } from './completion/scripts';
import type { HelmCommand } from './helmCommand';
import type { HelmCommands } from './helmCommands';

const usage = `usage: sluice helm docs [flags]

Writes what --help says into files, one for each command.

flags:
      --dir DIR                  where to; default: here
      --type TYPE                markdown (the default), man, or bash: the completion script
      --generate-headers         begin files of markdown with a title
  -h, --help
`;

/** What `--help` says of a command. */
interface Page {
  /** `install`, `show chart`. */
  path: string;
  summary: string;
  usage: string;
}

async function pagesOf(entries: HelmCommands, above: string): Promise<Page[]> {
  const pages = entries
    .filter(({ hidden }) => !hidden)
    .map(async (entry): Promise<Page[]> => {
      const path = `${above}${entry.names[0]}`;
      if ('entries' in entry) return await pagesOf(entry.entries, `${path} `);
      const { usage: text } = await entry.load();
      return [{ path, summary: entry.summary, usage: text }];
    });
  return (await Promise.all(pages)).flat();
}

function fileName(path: string): string {
  return `sluice_helm_${path.replaceAll(' ', '_')}`;
}

function markdown({ path, summary, usage: text }: Page, headers: boolean) {
  const title = `sluice helm ${path}`;
  const header = headers ? `---\ntitle: ${quote(title)}\n---\n\n` : '';
  return `${header}## ${title}\n\n${summary}.\n\n\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
}

/** A line of a manual page as it is: no request, no escape. */
function roff(line: string): string {
  const text = line.replaceAll('\\', '\\e').replaceAll('-', '\\-');
  return /^[.']/.test(text) ? `\\&${text}` : text;
}

function manual({ path, summary, usage: text }: Page): string {
  const name = fileName(path).replaceAll('_', '-');
  const lines = text.trimEnd().split('\n').map(roff).join('\n');
  return `.TH ${name.toUpperCase()} 1\n.SH NAME\n${roff(name)} \\- ${roff(
    summary,
  )}\n.SH SYNOPSIS\n.nf\n${lines}\n.fi\n`;
}

/** Writes the files of `helm docs`. */
async function write(
  type: string,
  directory: string,
  headers: boolean,
  commands: HelmCommands,
): Promise<void> {
  const put = (name: string, text: string) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, name), text);
  };
  if (type === 'bash') {
    put('completions.bash', bashScript('__complete'));
    return;
  }
  const isManual = type === 'man';
  if (!isManual && !/^(?:markdown|mdown|md)$/.test(type)) {
    throw new Error(`unknown doc type ${quote(type)}. Try 'markdown' or 'man'`);
  }
  for (const page of await pagesOf(commands, '')) {
    const name = fileName(page.path);
    if (isManual) put(`${name.replaceAll('_', '-')}.1`, manual(page));
    else put(`${name}.md`, markdown(page, headers));
  }
}

/** `helm docs`, of what is here. */
export const docs: HelmCommand = {
  use: 'helm docs [flags]',
  usage,
  flags: [
    { name: 'dir', kind: 'text' },
    { name: 'type', kind: 'text' },
    { name: 'generate-headers', kind: 'bool' },
  ],
  args: { exactly: 0 },
  async run({ flags, context }) {
    const directory = resolve(context.cwd, flags.text('dir') || '.');
    const type = flags.has('type') ? flags.text('type') : 'markdown';
    await write(
      type,
      directory,
      flags.bool('generate-headers'),
      context.commands ?? [],
    );
    return 0;
  },
};

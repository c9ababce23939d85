import { quote } from '@sluice/golang/fmt';
import { exportsOf } from '../exportsOf';
import { type HelmContext, runHelmCommand } from './helmCommand';
import { type HelmEntry, type HelmGroup, helmCommands } from './helmCommands';
import { takeWord } from './takeWord';

type Named = Pick<HelmEntry, 'names' | 'summary' | 'hidden'>;

function lines(entries: readonly Named[]): string {
  return entries
    .filter(({ hidden }) => !hidden)
    .map(({ names, summary }) => `  ${names[0].padEnd(14)} ${summary}\n`)
    .join('');
}

const help = `usage: sluice helm COMMAND [flags]

Charts and releases as helm 4.2.1 has them: what is printed, the flags, the exit codes and the releases in the cluster are the same.

commands:
${lines(helmCommands)}
'sluice helm COMMAND --help' tells what a command takes.

Repositories are those that helm knows, and the other way round. Registries (oci://) and plugins are not part of it. Releases are Secrets; HELM_DRIVER=configmap makes them ConfigMaps.
`;

function groupHelp({ names, summary, entries }: HelmGroup): string {
  return `usage: sluice helm ${names[0]} COMMAND [flags]

${summary}.

commands:
${lines(entries)}`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min(
          row[j] + 1,
          next[j - 1] + 1,
          row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    }
    row = next;
  }
  return row[b.length];
}

function unknown(word: string): string {
  const near = helmCommands
    .map(({ names }) => names[0])
    .filter(name => distance(word, name) <= 2 || name.startsWith(word));
  const suggestions =
    near.length > 0
      ? `\n\nDid you mean this?\n${near.map(name => `\t${name}\n`).join('')}`
      : '';
  return `Error: unknown command ${quote(
    word,
  )} for "helm"${suggestions}\nRun 'sluice helm --help' for usage.\n`;
}

function named<T extends Named>(
  entries: readonly T[],
  word: string | undefined,
): T | undefined {
  return entries.find(
    ({ names }) => word !== undefined && names.includes(word),
  );
}

async function runEntry(
  { load }: HelmEntry,
  context: HelmContext,
): Promise<number> {
  return await runHelmCommand(await load(), context);
}

/** Runs `helm` with its arguments; the exit code. */
export async function runHelm(given: HelmContext): Promise<number> {
  const context = { ...given, commands: helmCommands };
  const { word, rest } = takeWord(context.argv);
  if (word === undefined || word === 'help') {
    const wanted = named(helmCommands, takeWord(rest).word);
    if (!wanted) context.stdout(help);
    else if ('entries' in wanted) context.stdout(groupHelp(wanted));
    else return await runEntry(wanted, { ...context, argv: ['--help'] });
    return 0;
  }
  if (word === '__complete' || word === '__completeNoDesc') {
    const { complete } = exportsOf(await import('./completion'));
    return await complete(word, { ...context, argv: rest });
  }
  const found = named(helmCommands, word);
  if (!found) {
    context.stderr(unknown(word));
    return 1;
  }
  if (!('entries' in found)) {
    return await runEntry(found, { ...context, argv: rest });
  }
  const second = takeWord(rest);
  const entry = named(found.entries, second.word);
  if (entry) return await runEntry(entry, { ...context, argv: second.rest });
  context.stdout(groupHelp(found));
  return 0;
}

import { type CommandContext, type CommandEntry, UsageError } from './command';
import { messageOf } from './messageOf';

/** Finds and runs a command; its exit code. What goes wrong is told in one line, stacks only with `SLUICE_DEBUG`. */
export async function runCommand(
  commands: readonly CommandEntry[],
  context: CommandContext,
): Promise<number> {
  const [name, ...argv] = context.argv;
  if (name === undefined || /^(help|--help|-h)$/.test(name)) {
    const wanted = commands.find(entry => entry.name === argv[0]);
    if (wanted && name === 'help')
      return run(wanted, { ...context, argv: ['--help'] });
    const text = help(commands);
    if (name === undefined) context.stderr(text);
    else context.stdout(text);
    return name === undefined ? 2 : 0;
  }
  const wanted = name === '--version' ? 'version' : name;
  const entry = commands.find(command => command.name === wanted);
  if (!entry) {
    context.stderr(
      `sluice: unknown command ${JSON.stringify(name)}\n${suggestion(
        commands,
        name,
      )}Run 'sluice help' for the commands.\n`,
    );
    return 2;
  }
  return run(entry, { ...context, argv });
}

async function run(
  entry: CommandEntry,
  context: CommandContext,
): Promise<number> {
  try {
    const command = await entry.load();
    return await command.run(context);
  } catch (error) {
    if (error instanceof UsageError) {
      context.stderr(`sluice ${entry.name}: ${error.message}\n`);
      return 2;
    }
    if (context.signal.aborted) return 130;
    context.stderr(`sluice ${entry.name}: ${messageOf(error)}\n`);
    if (context.env.SLUICE_DEBUG && error instanceof Error)
      context.stderr(`${error.stack}\n`);
    return 1;
  }
}

function help(commands: readonly CommandEntry[]): string {
  const lines = commands.map(
    ({ name, summary }) => `  ${name.padEnd(14)} ${summary}`,
  );
  return `GitOps hosted by the developer portal: Flux's custom resources, reconciled by Sluice.

usage: sluice COMMAND [flags]

commands:
${lines.join('\n')}
  ${'help'.padEnd(14)} Say this, or what a command takes

'sluice COMMAND --help' lists a command's flags.
`;
}

/** The command that a mistyped one begins like. */
function suggestion(commands: readonly CommandEntry[], name: string): string {
  const near = commands.find(
    command =>
      name.length >= 2 &&
      (command.name.startsWith(name.slice(0, 3)) ||
        name.startsWith(command.name.slice(0, 3))),
  );
  return near ? `Did you mean '${near.name}'?\n` : '';
}

export { commands } from './commands';
export { runCommand } from './runCommand';
export type { Command, CommandContext, CommandEntry } from './command';
export { UsageError } from './command';

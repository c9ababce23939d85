import { readFileSync } from 'node:fs';
import type { Command, CommandContext } from '../command';
import { connect } from '../helm/connect';
import type { HelmContext } from '../helm/helmCommand';
import { runHelm } from '../helm/runHelm';

function helmContext(context: CommandContext): HelmContext {
  return {
    ...context,
    cwd: process.cwd(),
    readInput: () => readFileSync(0, 'utf8'),
    now: () => new Date(),
    connect,
  };
}

export const helm: Command = {
  run: context => runHelm(helmContext(context)),
};

export const template: Command = {
  run: context =>
    runHelm(helmContext({ ...context, argv: ['template', ...context.argv] })),
};

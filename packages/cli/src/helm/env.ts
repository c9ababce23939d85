import type { HelmCommand } from './helmCommand';
import { settingValues } from './settingValues';

const usage = `usage: sluice helm env [NAME]

Tells what holds for commands: flags, then the environment, then the defaults. NAME is that of a variable.

flags:
  -h, --help
`;

/** `helm env`. */
export const env: HelmCommand = {
  use: 'helm env [flags]',
  usage,
  flags: [],
  args: { atMost: 1 },
  run(call) {
    const values = settingValues(call);
    const [name] = call.args;
    const lines =
      name === undefined
        ? [...values].map(([each, value]) => `${each}="${value}"\n`)
        : [`${values.get(name) ?? ''}\n`];
    call.context.stdout(lines.join(''));
    return 0;
  },
};

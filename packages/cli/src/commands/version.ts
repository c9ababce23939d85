import { version as number } from '../../package.json';
import { type Command, UsageError } from '../command';

export const version: Command = {
  run: async ({ argv, stdout }) => {
    if (argv.length > 0)
      throw new UsageError(`unexpected argument ${JSON.stringify(argv[0])}`);
    stdout(`sluice ${number}\n`);
    return 0;
  },
};

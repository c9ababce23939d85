import { globalFlags } from './flagSpecs';

/** Whether a flag takes the next argument; what is not known is taken to do so, as in Helm. */
function takesNext(argument: string): boolean {
  if (argument.includes('=')) return false;
  const spec = argument.startsWith('--')
    ? globalFlags.find(({ name }) => argument === `--${name}`)
    : globalFlags.find(({ short }) => argument === `-${short}`);
  if (!argument.startsWith('--') && argument.length !== 2) return false;
  if (/^(?:-h|--help)$/.test(argument)) return false;
  return spec === undefined || (spec.kind !== 'bool' && !spec.alone);
}

/** Takes the first word that is no flag out of the arguments. */
export function takeWord(argv: readonly string[]): {
  word?: string;
  rest: readonly string[];
} {
  for (let i = 0; i < argv.length; i += 1) {
    const argument = argv[i];
    if (argument === '--') break;
    if (argument !== '' && !argument.startsWith('-')) {
      return {
        word: argument,
        rest: [...argv.slice(0, i), ...argv.slice(i + 1)],
      };
    }
    if (takesNext(argument)) i += 1;
  }
  return { rest: argv };
}

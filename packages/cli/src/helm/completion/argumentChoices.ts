import type { HelmCall, HelmCommand } from '../helmCommand';
import { settingValues } from '../settingValues';
import { chartChoices, repositoryChoices } from './chartChoices';
import { releaseChoices, revisionChoices } from './clusterChoices';
import {
  type Choices,
  Directive,
  files,
  noMoreArguments,
  nothing,
} from './directive';
import { pluginChoices } from './pluginChoices';

/** What the next argument of a command line can be; `word` is the beginning of it. */
type Chooser = (call: HelmCall, word: string) => Choices | Promise<Choices>;

const release: Chooser = call => releaseChoices(call, call.args);
const chart: Chooser = (call, word) => chartChoices(call, word, true);

/** One chooser for each argument; behind them there are no more. */
function inOrder(...choosers: readonly Chooser[]): Chooser {
  return (call, word) =>
    choosers.at(call.args.length)?.(call, word) ?? noMoreArguments;
}

const newRelease: Chooser = (call, word) => {
  const place = call.flags.bool('generate-name') ? 0 : 1;
  return call.args.length === place ? chart(call, word) : nothing;
};

const repositories: Chooser = call => ({
  choices: repositoryChoices(call, call.args),
  directive: Directive.noFiles,
});

const plugins: Chooser = call => ({
  choices: pluginChoices(call, call.args),
  directive: Directive.noFiles,
});

const byCommand: ReadonlyMap<string, Chooser> = new Map<string, Chooser>([
  ['install', newRelease],
  ['template', newRelease],
  ['upgrade', inOrder(release, chart)],
  ['rollback', inOrder(release, call => revisionChoices(call, call.args[0]))],
  ['uninstall', release],
  [
    'pull',
    (call, word) =>
      call.args.length === 0 ? chartChoices(call, word, false) : nothing,
  ],
  [
    'repo add',
    inOrder(
      () => nothing,
      () => nothing,
    ),
  ],
  ['repo remove', repositories],
  ['repo update', repositories],
  ['repo index', inOrder(() => files)],
  ['plugin install', inOrder(() => files)],
  ['plugin uninstall', plugins],
  ['plugin update', plugins],
  ['verify', inOrder(() => files)],
  [
    'env',
    inOrder(call => ({
      choices: [...settingValues(call).keys()],
      directive: Directive.noFiles,
    })),
  ],
  ['lint', () => files],
  ['package', () => files],
]);

/** What the arguments of a command can be by how it is used: `helm status RELEASE_NAME [flags]`. */
function byUse({ use, args }: HelmCommand, path: string): Chooser {
  if (args.exactly === 0) return inOrder();
  if (path.startsWith('dependency ')) return () => files;
  const [, first = ''] = / (?:\[|<)?([A-Z]+)/.exec(use) ?? [];
  if (first === 'RELEASE') return inOrder(release);
  return first === 'CHART' ? inOrder(chart) : () => files;
}

/** What the next argument can be; `path` is the command's, `show chart`. */
export async function argumentChoices(
  command: HelmCommand,
  path: string,
  call: HelmCall,
  word: string,
): Promise<Choices> {
  const choose = byCommand.get(path) ?? byUse(command, path);
  return await choose(call, word);
}

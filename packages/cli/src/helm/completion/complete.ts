import type { HelmContext } from '../helmCommand';
import { CompletionError, completeLine } from './completeLine';
import { type Choices, activeHelp, directiveText, files } from './directive';

function isFalse(text: string | undefined): boolean {
  return /^(?:0|f|F|false|FALSE|False)$/.test(text ?? '');
}

/** A choice as shells read it: one line, without spaces at its ends. */
function choiceText(choice: string, descriptions: boolean): string {
  const text = descriptions ? choice : choice.split('\t', 1)[0];
  return text.split('\n', 1)[0].trim();
}

/**
 * Answers `__complete` (or `__completeNoDesc`, without descriptions), which the completion scripts of shells ask:
 * choices on lines, and what to do with them. The exit code.
 */
export async function complete(
  word: string,
  context: HelmContext,
): Promise<number> {
  const { argv, env, stdout, stderr } = context;
  if (argv.length === 0) {
    stderr('Error: requires at least 1 arg(s), only received 0\n');
    return 1;
  }
  let found: Choices;
  try {
    found = await completeLine(argv, context);
  } catch (error) {
    if (!(error instanceof CompletionError)) throw error;
    stderr(`[Debug] [Error] ${error.message}\n`);
    found = files;
  }
  const descriptions =
    word === '__complete' &&
    !isFalse(
      env.HELM_COMPLETION_DESCRIPTIONS || env.COBRA_COMPLETION_DESCRIPTIONS,
    );
  const help = env.COBRA_ACTIVE_HELP !== '0' && env.HELM_ACTIVE_HELP !== '0';
  const lines = found.choices
    .filter(choice => help || !choice.startsWith(activeHelp))
    .map(choice => `${choiceText(choice, descriptions)}\n`);
  stdout(`${lines.join('')}:${found.directive}\n`);
  stderr(
    `Completion ended with directive: ${directiveText(found.directive)}\n`,
  );
  return 0;
}

/** What a shell is to do besides offering the choices (cobra's `ShellCompDirective`). */
export const Directive = {
  default: 0,
  error: 1,
  noSpace: 2,
  noFiles: 4,
} as const;

const names: readonly (readonly [number, string])[] = [
  [Directive.error, 'ShellCompDirectiveError'],
  [Directive.noSpace, 'ShellCompDirectiveNoSpace'],
  [Directive.noFiles, 'ShellCompDirectiveNoFileComp'],
];

/** The names of what a directive is made of. */
export function directiveText(directive: number): string {
  const set = names.flatMap(([bit, name]) =>
    Math.floor(directive / bit) % 2 === 1 ? [name] : [],
  );
  return set.length === 0 ? 'ShellCompDirectiveDefault' : set.join(', ');
}

/** What can stand at the end of a command line: each a word, or a word, a tab and what it is. */
export interface Choices {
  choices: readonly string[];
  directive: number;
}

/** Nothing to offer, and no files. */
export const nothing: Choices = { choices: [], directive: Directive.noFiles };

/** What the shell offers by itself: files. */
export const files: Choices = { choices: [], directive: Directive.default };

/** Marks a line that is told to the user, and offered to nobody. */
export const activeHelp = '_activeHelp_ ';

/** All arguments are there. */
export const noMoreArguments: Choices = {
  choices: [
    `${activeHelp}This command does not take any more arguments (but may accept flags).`,
  ],
  directive: Directive.noFiles,
};

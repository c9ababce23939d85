import type { ChartFiles, EditContext } from '../step';

/** Something that happens in a script: a command line, or something else that changes the cluster. */
export type Line =
  /** Words as a shell reads them, quotes included; `CHARTS` is the folder of the charts. */
  string | { title: string; edit: (context: EditContext) => Promise<void> };

/** Command lines that follow each other in a namespace of their own, and what they need. */
export interface Script {
  name: string;
  charts: Readonly<Record<string, ChartFiles>>;
  lines: readonly Line[];
  /** Only for the real server, and why. */
  onlyReal?: string;
}

/** What a command line has answered. */
export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The words of a line. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map(word => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** Spaces after the widest cell of a column, and how wide a column is at least with them. */
const padding = 3;
const leastWidth = 6;

/**
 * Lines in columns, as kubectl's writer of tabs aligns them: a tab ends a cell, and a column is as wide as its widest cell in the
 * lines that follow each other and have it.
 *
 * @param text lines, each with a line break at its end
 */
export function tableColumns(text: string): string {
  const lines = text.split('\n').map(line => line.split('\t'));
  const printed = lines.map(() => '');
  for (let column = 0; ; column += 1) {
    let more = false;
    for (let from = 0; from < lines.length; ) {
      let to = from;
      let width = leastWidth;
      // The last cell of a line is of no column.
      while (to < lines.length && lines[to].length > column + 1) {
        width = Math.max(width, [...lines[to][column]].length + padding);
        to += 1;
      }
      for (let i = from; i < to; i += 1) {
        const cell = lines[i][column];
        printed[i] += cell + ' '.repeat(width - [...cell].length);
      }
      more ||= to > from;
      from = to + 1;
    }
    if (!more) break;
  }
  return printed.map((line, i) => line + (lines[i].at(-1) ?? '')).join('\n');
}

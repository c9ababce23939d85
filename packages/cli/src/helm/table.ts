/** Characters that take no place, and those that take two, as far as names of releases and charts have them. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
const doubleWidth =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

function widthOf(character: string): number {
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) ? 2 : 1;
}

function width(text: string): number {
  let total = 0;
  for (const character of text) total += widthOf(character);
  return total;
}

/** A text of a width: with spaces behind, or cut off and with dots. */
function resized(text: string, size: number): string {
  const own = width(text);
  if (own <= size) return text + ' '.repeat(size - own);
  let cut = '';
  let taken = 0;
  for (const character of text) {
    cut += character;
    const next = taken + widthOf(character);
    if (next >= size - 3) break;
    taken = next;
  }
  return `${cut}...`;
}

/**
 * Rows in columns with a tab between, as Helm prints its tables, without a line break at the end.
 *
 * @param most the width of a column at most
 */
export function tableText(
  rows: readonly (readonly string[])[],
  most: number = Infinity,
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      const own = Math.max(...cell.split('\n').map(width));
      widths[i] = Math.max(widths[i] ?? 0, Math.min(own, most || Infinity));
    });
  }
  return rows.map(row => rowText(row, widths)).join('\n');
}

function rowText(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, i) =>
    (widths[i] > 0 ? resized(cell, widths[i]) : cell).split('\n'),
  );
  const height = Math.max(...cells.map(lines => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    cells
      .map((own, i) =>
        own[line] === undefined
          ? ' '.repeat(Math.max(widths[i], 1))
          : resized(own[line], widths[i]),
      )
      .join('\t'),
  );
  return lines.join('\n');
}

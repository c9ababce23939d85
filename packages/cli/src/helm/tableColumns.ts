/** Rows in columns with three spaces between, as kubectl prints them. */
export function tableColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows
    .map(row => {
      const cells = row.map((cell, i) =>
        i === row.length - 1 ? cell : cell.padEnd(widths[i] + 3),
      );
      return `${cells.join('')}\n`;
    })
    .join('');
}

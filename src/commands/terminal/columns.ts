/** Spaces between two columns. */
const GAP = 2;
/** The last column is never narrower than this, whatever the width of the terminal. */
const LEAST_WIDTH = 20;

/**
 * Returns rows of cells as aligned columns, indented by `indent` spaces. The last column is wrapped so that no line is longer
 * than `width`. Cells may have colours and wide characters.
 */
export function alignColumns(rows: readonly (readonly string[])[], width: number, indent = 0): string {
  const count = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: count - 1 }, (_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  );
  const before = widths.reduce((sum, each) => sum + each + GAP, indent);
  return rows
    .map((row) => {
      const cells = widths.map((each, column) => pad(row[column] ?? "", each + GAP));
      const start = " ".repeat(indent) + cells.join("");
      const last = wrap(row[count - 1] ?? "", width - before);
      return (start + last.join(`\n${" ".repeat(before)}`)).replaceAll(/ +$/gm, "");
    })
    .join("\n");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - Bun.stringWidth(text)));
}

function wrap(text: string, width: number): string[] {
  if (Bun.stringWidth(text) <= width) return [text];
  return Bun.wrapAnsi(text, Math.max(LEAST_WIDTH, width), { hard: true }).split("\n");
}

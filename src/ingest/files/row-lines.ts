/** On which line each row of a file begins. Costs memory only where the lines do not follow one another as the rows do. */
export class RowLines {
  /** The first row of each part of the file whose rows follow one another line by line, and its line. */
  readonly #parts: { readonly row: number; readonly line: number }[] = [];

  /** Adds the next row. */
  add(row: number, line: number): void {
    const last = this.#parts.at(-1);
    if (last === undefined || last.line - last.row !== line - row) this.#parts.push({ row, line });
  }

  /** Returns the line of a row that was added. */
  lineOf(row: number): number {
    const part = this.#parts.findLast((each) => each.row <= row)!;
    return part.line + row - part.row;
  }
}

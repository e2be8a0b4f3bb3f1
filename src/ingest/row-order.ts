/** The usual order of the keys in rows, learnt from rows that are read one by one. */
export class RowOrder {
  /** All keys, in their usual order. */
  readonly keys: number[] = [];
  readonly #known = new Set<number>();

  /** Inserts the new keys of a row, each after its predecessor in the row. Returns whether there were any. */
  learn(row: readonly number[]): boolean {
    if (row.every((key) => this.#known.has(key))) return false;
    let after = 0;
    for (const key of row) {
      if (this.#known.has(key)) after = this.keys.indexOf(key) + 1;
      else {
        this.#known.add(key);
        this.keys.splice(after++, 0, key);
      }
    }
    return true;
  }
}

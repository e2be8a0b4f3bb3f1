/** The order in which rows have their keys, learnt from rows that are read one by one. */
export class RowOrder {
  /** All keys, in the order in which most rows have them. */
  readonly keys: number[] = [];
  readonly #known = new Set<number>();

  /** Adds the keys of a row, each behind the one before it; returns whether there were new ones. */
  learn(row: readonly number[]): boolean {
    if (row.every((key) => this.#known.has(key))) return false;
    let behind = 0;
    for (const key of row) {
      if (this.#known.has(key)) behind = this.keys.indexOf(key) + 1;
      else {
        this.#known.add(key);
        this.keys.splice(behind++, 0, key);
      }
    }
    return true;
  }
}

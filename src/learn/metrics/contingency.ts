/** How often each label of one list coincides with each label of another. */
export interface Contingency {
  /** Number of rows. */
  readonly total: number;
  /** The number of rows with each label of the first list, and of the second. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** The pairs of labels that occur together, by their positions in `first` and `second`. */
  readonly cells: readonly { readonly i: number; readonly j: number; readonly count: number }[];
}

/** Counts the labels of two lists of equal length, and their pairs. Labels may be any integers. Cost O(n). */
export function contingency(a: Int32Array, b: Int32Array): Contingency {
  if (a.length !== b.length) throw new RangeError(`${a.length} labels against ${b.length}`);
  const first = new Map<number, number>();
  const second = new Map<number, number>();
  const pairs = new Map<number, Map<number, number>>();
  for (let row = 0; row < a.length; row++) {
    const own = a[row]!;
    const other = b[row]!;
    first.set(own, (first.get(own) ?? 0) + 1);
    second.set(other, (second.get(other) ?? 0) + 1);
    let line = pairs.get(own);
    if (line === undefined) {
      line = new Map();
      pairs.set(own, line);
    }
    line.set(other, (line.get(other) ?? 0) + 1);
  }
  const position = new Map([...second.keys()].map((label, j) => [label, j]));
  const cells = [...first.keys()].flatMap((label, i) =>
    [...pairs.get(label)!].map(([other, count]) => ({ i, j: position.get(other)!, count })),
  );
  return { total: a.length, first: [...first.values()], second: [...second.values()], cells };
}

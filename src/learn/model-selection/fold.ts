/** The row numbers to learn from and those to test on. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Returns the folds for which `foldOfRow` has the number of the fold that each row is tested in; row numbers
 * ascend.
 */
export function foldsOf(foldOfRow: Int32Array, count: number): Fold[] {
  const sizes = new Int32Array(count);
  for (const fold of foldOfRow) sizes[fold]!++;
  return Array.from(sizes, (size, number) => {
    const train = new Int32Array(foldOfRow.length - size);
    const test = new Int32Array(size);
    let trainAt = 0;
    let testAt = 0;
    for (let i = 0; i < foldOfRow.length; i++) {
      if (foldOfRow[i] === number) test[testAt++] = i;
      else train[trainAt++] = i;
    }
    return { train, test };
  });
}

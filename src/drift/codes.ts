/**
 * What a window keeps of a value: the bin that it lies in, plus `FIRST_BIN`, or one of these codes for a value that is remarkable.
 */
export const MISSING = 0;
/** Less than the least number of the training; also counts in the first bin. */
export const BELOW = 1;
/** More than the greatest number of the training; also counts in the last bin. */
export const ABOVE = 2;
/** A text that is none of the categories of the training; also counts in the last bin, which is that of all further texts. */
export const UNKNOWN = 3;
export const FIRST_BIN = 4;
/** A code is one byte. */
export const MOST_BINS = 256 - FIRST_BIN;

/** Returns how many values lie in each bin, of the numbers of values by code. */
export function binCounts(counts: ArrayLike<number>): number[] {
  const bins = Array.from(counts).slice(FIRST_BIN);
  if (bins.length === 0) return bins;
  bins[0]! += counts[BELOW]!;
  bins[bins.length - 1]! += counts[ABOVE]! + counts[UNKNOWN]!;
  return bins;
}

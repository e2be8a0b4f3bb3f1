/** Longer names are not compared: they are hardly ever mistyped, and the comparison is quadratic. */
const MAX_LENGTH = 80;
/** The maximum number of letters that may be wrong, missing or superfluous; also at most half of the name. */
const MAX_EDITS = 3;

/**
 * Returns the known name that `name` was probably meant to be: one within three edits, ignoring case, or else
 * one that it abbreviates (`params` for `parameters`). Undefined if there is none.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let least = MAX_EDITS + 1;
  for (const candidate of known) {
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance < least && distance * 2 <= Math.max(name.length, candidate.length)) {
      least = distance;
      best = candidate;
    }
  }
  return best ?? known.find((candidate) => abbreviates(written, candidate.toLowerCase()));
}

/** Returns whether `short` is `long` with at most half of its letters left out. */
function abbreviates(short: string, long: string): boolean {
  if (short.length * 2 < long.length) return false;
  let matched = 0;
  for (const letter of long) if (letter === short[matched]) matched++;
  return matched === short.length;
}

/** Returns the Levenshtein distance: the number of letters to change, insert or delete to turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

import { packRows } from "../../../src/ingest/rows.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { uniformNumbers } from "./made-up.ts";

const WORDS = "uvwxyz";

/** Returns the table of test/golden/scripts/monotonic.py, the same to the last bit, and its labels `y`. */
export function monotonicTable(seed: number, rows: number): { X: Table; y: number[] } {
  const next = uniformNumbers(seed);
  const y: number[] = [];
  const features = Array.from({ length: rows }, () => {
    const [a, b, c, d] = [next() * 4, next() * 4, next() * 4, next() * 4];
    const isMissing = next() < 0.15;
    const word = Math.floor(next() * 6);
    const waves = (a - 1) * (a - 2) * (a - 3.5) - (b - 0.5) * (b - 2.5) * (b - 3);
    y.push(waves + c * (2 - d) + ((word * 5) % 7) / 2 + 3 * next());
    return { a, b, c, d: isMissing ? null : d, e: WORDS[word]! };
  });
  return { X: packRows(features, ["a", "b", "c", "d", "e"], "features"), y };
}

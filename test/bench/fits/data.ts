import { Random } from "../../../src/learn/core/random.ts";
import { COLUMNS } from "./case.ts";

/**
 * Writes a file of little-endian doubles: `rows` × 20 normal numbers, row by row, then three labels that depend on
 * them with some noise, each for all rows: one of two classes, one of three classes, and a number.
 */
export async function writeData(file: string, rows: number): Promise<void> {
  const random = new Random(1);
  const all = new Float64Array(rows * (COLUMNS + 3));
  for (let at = 0; at < rows * COLUMNS; at++) all[at] = random.normal();
  for (let i = 0; i < rows; i++) {
    const x = all.subarray(i * COLUMNS, (i + 1) * COLUMNS);
    const value =
      2 * x[0]! - x[1]! + 0.5 * x[2]! * x[3]! + Math.sin(2 * x[4]!) + 0.3 * x[5]! + random.normal();
    all[COLUMNS * rows + i] = value > 0 ? 1 : 0;
    all[(COLUMNS + 1) * rows + i] = value < -1.2 ? 0 : value > 1.2 ? 2 : 1;
    all[(COLUMNS + 2) * rows + i] = 10 * value;
  }
  await Bun.write(file, all);
}

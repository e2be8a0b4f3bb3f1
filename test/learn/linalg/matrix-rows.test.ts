import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { matrixRows } from "../../../src/learn/linalg/matrix-rows.ts";

describe("the rows of a matrix", () => {
  for (const share of [0, 0.1, 0.5, 1]) {
    test(`are multiplied and added for a fraction of ${share} of nonzero numbers`, () => {
      const random = new Random(4);
      const [rows, columns] = [13, 21];
      const data = Float64Array.from({ length: rows * columns }, () =>
        random.next() < share ? random.normal() : 0,
      );
      const all = matrixRows({ rows, columns, data });
      // One more than there are columns, as for a machine with a constant.
      const w = Float64Array.from({ length: columns + 1 }, () => random.normal());
      const row = (i: number) => data.subarray(i * columns, (i + 1) * columns);
      const product = (i: number) => row(i).reduce((sum, value, j) => sum + value * w[j]!, 0);
      const index = random.permutation(rows);
      const out = new Float64Array(rows);
      all.products(w, index, 2, rows, out);
      const target = w.slice();
      all.addAll(target, index, 2, rows, w);
      const expected = w.slice();
      for (let n = 2; n < rows; n++) {
        expect(out[n - 2]).toBeCloseTo(product(index[n]!), 12);
        row(index[n]!).forEach((value, j) => {
          expected[j]! += w[n - 2]! * value;
        });
      }
      for (let i = 0; i < rows; i++) {
        expect(all.product(i, w)).toBeCloseTo(product(i), 12);
        expect(all.square(i)).toBeCloseTo(
          row(i).reduce((sum, value) => sum + value * value, 0),
          12,
        );
        all.add(target, i, 0.5);
        row(i).forEach((value, j) => {
          expected[j]! += 0.5 * value;
        });
      }
      target.forEach((value, j) => {
        expect(value).toBeCloseTo(expected[j]!, 12);
      });
    });
  }

  test("skip the zeros if few numbers differ from 0", () => {
    const columns = 10;
    const data = new Float64Array(4 * columns);
    for (let i = 0; i < 4; i++) data[i * columns + i] = 2;
    const rows = matrixRows({ rows: 4, columns, data });
    // The product would be NaN if this coefficient were multiplied by a 0.
    const w = new Float64Array(columns).fill(Number.NaN);
    w.set([1, 2, 3, 4]);
    const one = (i: number) => Float64Array.from(w, (value, j) => (j === i ? value : Number.NaN));
    for (let i = 0; i < 4; i++) expect(rows.product(i, one(i))).toBe(2 * (i + 1));
  });
});

import { expect, test } from "bun:test";
import { ValueError } from "../../../src/learn/core/errors.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { type Kernel, kernelRow, squaredNorms } from "../../../src/learn/svm/kernel.ts";
import { KernelRows } from "../../../src/learn/svm/kernel-rows.ts";

const P = 3;
const COUNT = 60;
const KERNEL: Kernel = { name: "rbf", gamma: 0.4, coef0: 0, degree: 3 };
const data = Float64Array.from({ length: COUNT * P }, (_, at) => Math.sin(at * 2.1));

/** Returns the expected values of row `i` if variable k is row `order[k]` of the data. */
function expected(order: ArrayLike<number>, i: number, length: number): Float32Array<ArrayBuffer> {
  const permuted = new Float64Array(data.length);
  for (let k = 0; k < COUNT; k++) permuted.set(data.subarray(order[k]! * P, (order[k]! + 1) * P), k * P);
  const values = new Float64Array(length);
  kernelRow(KERNEL, permuted, squaredNorms(permuted, COUNT, P), P, i, 0, length, values);
  return Float32Array.from(values);
}

for (const slots of [2, 5, 17, COUNT]) {
  test(`rows are correct after any swaps, lengths and changes of the slots, with ${slots} of ${COUNT} cached`, () => {
    const random = new Random(slots);
    const rows = new KernelRows(KERNEL, data.slice(), COUNT, P, slots * COUNT * 4);
    const order = Array.from({ length: COUNT }, (_, k) => k);
    let active = COUNT;
    for (let n = 0; n < 400; n++) {
      const i = random.below(active);
      const j = random.below(COUNT);
      const at = rows.row(i, active);
      const other = rows.row(j, active);
      // The position of the previous row is still valid.
      expect(rows.values.slice(at, at + active)).toEqual(expected(order, i, active));
      expect(rows.values.slice(other, other + active)).toEqual(expected(order, j, active));
      if (n % 7 === 0) {
        const from = random.below(COUNT);
        const part = rows.part(j, from, COUNT);
        expect(rows.values.slice(part, part + COUNT - from)).toEqual(expected(order, j, COUNT).slice(from));
      }
      if (n % 10 !== 9) continue;
      active = 1 + random.below(COUNT);
      const places = Array.from(random.sample(COUNT, 6)).sort((a, b) => a - b);
      const first = places.slice(0, 3);
      const second = places.slice(3).reverse();
      first.forEach((place, k) => {
        [order[place], order[second[k]!]] = [order[second[k]!]!, order[place]!];
      });
      rows.swap(first, second);
      rows.resizeFor(active);
      expect(rows.diagonal).toEqual(new Float64Array(COUNT).fill(1));
    }
  });
}

test("cached rows never take more memory than the limit, except for the minimum of two rows", () => {
  const rows = new KernelRows(KERNEL, data.slice(), COUNT, P, 5 * COUNT * 4);
  expect(rows.values.length).toBe((5 + 2) * COUNT);
  expect(new KernelRows(KERNEL, data.slice(), COUNT, P, 1).values.length).toBe((2 + 2) * COUNT);
});

test("values too large for single precision are refused", () => {
  const large = data.map((value) => value * 1e20);
  expect(() => new KernelRows({ ...KERNEL, name: "linear" }, large, COUNT, P, 1e6)).toThrow(ValueError);
  expect(() => new KernelRows({ ...KERNEL, name: "poly" }, large, COUNT, P, 1e6)).toThrow(
    "kernel poly are too large",
  );
  expect(() => new KernelRows(KERNEL, large, COUNT, P, 1e6)).not.toThrow();
});

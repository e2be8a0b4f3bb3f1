import { describe, expect, test } from "bun:test";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import {
  MAX_PAIRS,
  NEVER,
  PackedRows,
  RADIUS,
  squareOfPacked,
} from "../../../src/learn/linalg/packed-rows.ts";
import { RowScreen, screenBytes } from "../../../src/learn/linalg/row-screen.ts";
import { squaredDistance } from "../../../src/learn/linalg/squared-distance.ts";
import { nearestKernel, scanKernel } from "../../../src/learn/simd/screening-kernels.ts";

const random = new Random(11);
const whole = (bound: number) => random.below(2 * bound + 1) - bound;

function normal(rows: number, columns: number): Matrix {
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

/** Writes vectors in the layout of the kernels: in groups of four, with the values of each pair of columns together. */
function writeGroups(
  values: Int16Array,
  vectors: readonly Int16Array[],
  pairs: number,
  stride: number,
): void {
  vectors.forEach((vector, v) => {
    for (let j = 0; j < 2 * pairs; j++) {
      values[(v >> 2) * stride + (j >> 1) * 8 + (v & 3) * 2 + (j & 1)] = vector[j]!;
    }
  });
}
const vectorsOf = (count: number, pairs: number, bound: number) =>
  Array.from({ length: count }, () => Int16Array.from({ length: 2 * pairs }, () => whole(bound)));
const dot = (a: Int16Array, b: Int16Array) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);

for (const pairs of [1, 3, 10, MAX_PAIRS]) {
  test(`the scan finds the same pairs as plain integer arithmetic, for ${pairs} pairs of columns`, () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const scan = scanKernel(pairs, memory)!;
    const rows = vectorsOf(48, pairs, 900);
    const queries = vectorsOf(4, pairs, 900);
    const biases = Int32Array.from(rows, () => whole(100_000));
    const numbers = Int32Array.from(queries, () => whole(1_000_000));
    const rowsAt = 256;
    const blockAt = rowsAt + 12 * pairs * 16;
    const out = blockAt + pairs * 16 + 16;
    new Int32Array(memory.buffer, 0, 48).set(biases);
    writeGroups(new Int16Array(memory.buffer, rowsAt), rows, pairs, pairs * 8);
    writeGroups(new Int16Array(memory.buffer, blockAt), queries, pairs, 0);
    new Int32Array(memory.buffer, blockAt + pairs * 16, 4).set(numbers);
    const end = scan(rowsAt, blockAt, 0, blockAt, out);
    const found = new Set<string>();
    const hits = new Int32Array(memory.buffer, out, (end - out) / 4);
    for (let at = 0; at < hits.length; at += 2) {
      for (let lane = 0; lane < 4; lane++) {
        if (((hits[at + 1]! >> lane) & 1) === 0) continue;
        found.add(`${((hits[at]! - rowsAt) / (pairs * 16)) * 4 + lane} ${hits[at + 1]! >> 4}`);
      }
    }
    const expected = rows.flatMap((row, i) =>
      queries.flatMap((query, q) => (dot(row, query) + biases[i]! >= numbers[q]! ? [`${i} ${q}`] : [])),
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(found).toEqual(new Set(expected));
  });

  test(`the nearest centres are the same as by plain integer arithmetic, for ${pairs} pairs of columns`, () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    const nearest = nearestKernel(pairs, memory)!;
    const rows = vectorsOf(40, pairs, 900);
    const centers = vectorsOf(6, pairs, 900);
    const numbers = Int32Array.from({ length: 8 }, (_, k) => (k < 6 ? whole(100_000) : NEVER));
    const margin = 200_000;
    const stride = pairs * 16 + 16;
    const labelsAt = 0;
    const blocksAt = 256;
    const rowsAt = blocksAt + 2 * stride;
    const out = rowsAt + 10 * pairs * 16;
    const labels = new Int32Array(memory.buffer, labelsAt, 40);
    labels.forEach((_, i) => {
      labels[i] = i % 6;
    });
    writeGroups(new Int16Array(memory.buffer, blocksAt), centers, pairs, stride / 2);
    for (let k = 0; k < 8; k++) {
      new Int32Array(memory.buffer)[(blocksAt + (k >> 2) * stride + pairs * 16) / 4 + (k & 3)] = numbers[k]!;
    }
    writeGroups(new Int16Array(memory.buffer, rowsAt), rows, pairs, pairs * 8);
    const end = nearest(rowsAt, out, blocksAt, rowsAt, labelsAt, out, margin);
    const records = new Int32Array(memory.buffer, out, (end - out) / 4);
    const found = new Map<number, readonly [bits: number, label: number]>();
    for (let at = 0; at < records.length; at += 8) {
      for (let lane = 0; lane < 4; lane++) {
        const row = ((records[at]! - rowsAt) / (pairs * 16)) * 4 + lane;
        found.set(row, [(records[at + 1]! >> lane) & 0x11, records[at + 4 + lane]!]);
      }
    }
    const kinds = new Set<number>();
    rows.forEach((row, i) => {
      const sums = centers.map((center, k) => dot(row, center) + numbers[k]!);
      const [first, second] = sums.toSorted((a, b) => b - a);
      const label = sums.indexOf(first!);
      const bits = (first! - second! <= margin ? 0x10 : 0) | (label !== i % 6 ? 1 : 0);
      kinds.add(bits);
      if (bits !== 0) expect(found.get(i)).toEqual([bits, label]);
      else expect(found.get(i)?.[0] ?? 0).toBe(0);
    });
    expect(kinds.size).toBeGreaterThan(1);
  });
}

describe("packed rows", () => {
  const X = normal(37, 5);
  const mean = Float64Array.from([0.1, -0.2, 0, 0.3, 0]);
  const packed = PackedRows.pack(X, mean, screenBytes(5))!;

  test("differ from the rows by at most their error, and the longest has length RADIUS", () => {
    let longest = 0;
    for (let row = 0; row < 37; row++) {
      const values = packed.packedRow(row);
      const own = Float64Array.from({ length: 5 }, (_, j) => (values[j >> 1]! << (j & 1 ? 0 : 16)) >> 16);
      const exact = own.map((_, j) => (X.data[row * 5 + j]! - mean[j]!) / packed.unit);
      expect(squaredDistance(own, 0, exact, 0, 5)).toBeLessThanOrEqual(packed.error ** 2);
      expect(packed.packVector(exact.map((value) => value * packed.unit))).toEqual(values);
      expect(packed.halfSquares[row]).toBe(squareOfPacked(values) >> 1);
      longest = Math.max(longest, Math.sqrt(squareOfPacked(values)));
    }
    expect(Math.abs(longest - RADIUS)).toBeLessThan(packed.error);
  });

  test("end with padding rows that are never found", () => {
    const screen = RowScreen.over(packed)!;
    for (let slot = 0; slot < 4; slot++) {
      screen.setVector(slot, packed.packedRow(slot), 0);
      screen.setNumber(slot, -(2 ** 31));
    }
    expect(screen.scan(0, 1024)).toBe(37 * 4);
    expect(new Set(screen.rows.subarray(0, 37 * 4)).size).toBe(37);
  });

  test("do not exist for rows that are all equal, too wide, or too large to square", () => {
    const zeros = new Float64Array(2);
    expect(PackedRows.pack({ rows: 4, columns: 2, data: new Float64Array(8) }, zeros, 0)).toBeUndefined();
    const long = normal(3, 2 * MAX_PAIRS + 1);
    expect(PackedRows.pack(long, new Float64Array(long.columns), 0)).toBeUndefined();
    const large = Float64Array.from([1e200, 1, -1e200, 2]);
    expect(PackedRows.pack({ rows: 2, columns: 2, data: large }, zeros, 0)).toBeUndefined();
  });
});

test("a squared distance beyond the limit may stop early, and is above the limit", () => {
  const a = normal(1, 23).data;
  const b = normal(1, 23).data;
  const exact = a.reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0);
  expect(squaredDistance(a, 0, b, 0, 23)).toBeCloseTo(exact, 12);
  for (const share of [0, 0.1, 0.5, 0.9]) {
    expect(squaredDistance(a, 0, b, 0, 23, exact * share)).toBeGreaterThan(exact * share);
  }
});

import { addDot, kernelFor } from "./kernel-module.ts";
import {
  type Code,
  doWhile,
  get,
  i32,
  i32x4,
  type Local,
  set,
  v128,
  type WasmFunction,
  when,
} from "./wasm.ts";

/**
 * For the groups from address `rows` to `end` (an even number of them) and each row's number at `biases`: which
 * rows x and which of the four vectors q of the block have x·q + bias(x) ≥ number(q). Each group and vector for
 * which a row has is written to `out` as two 32-bit numbers: the address of the group, and 16 times the number
 * of q plus a bit for each row. Gives the address after the last.
 */
export type ScanKernel = (rows: number, end: number, biases: number, block: number, out: number) => number;

/** The kernel for rows of `pairs` pairs of columns, over `memory`; undefined where there can be none: `kernelFor`. */
export function scanKernel(pairs: number, memory: WebAssembly.Memory): ScanKernel | undefined {
  return kernelFor<ScanKernel>("scan", scanFunction, pairs, memory);
}

const FOUR = [0, 1, 2, 3] as const;
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7] as const;

function scanFunction(pairs: number): WasmFunction {
  const [rows, end, biases, block, out, bits]: Local[] = [0, 1, 2, 3, 4, 5];
  const [first, second, vector]: Local[] = [6, 7, 8];
  /** Of the rows of the first group against each vector, then of those of the second. */
  const sums: readonly Local[] = EIGHT.map((i) => 9 + i);
  const groupBytes = pairs * 16;
  const compare: Code = FOUR.flatMap((q) => [
    set(vector!, v128.load32Splat(get(block!), groupBytes + 4 * q)),
    set(sums[q]!, i32x4.isAtLeast(get(sums[q]!), get(vector!))),
    set(sums[q + 4]!, i32x4.isAtLeast(get(sums[q + 4]!), get(vector!))),
  ]);
  const record = (i: number): Code => [
    set(bits!, i32x4.bitmask(get(sums[i]!))),
    when(get(bits!), [
      i32.store(get(out!), 0, i32.add(get(rows!), i32.constant(i < 4 ? 0 : groupBytes))),
      i32.store(get(out!), 4, i32.or(get(bits!), i32.constant((i % 4) * 16))),
      set(out!, i32.add(get(out!), i32.constant(8))),
    ]),
  ];
  const body: Code = [
    doWhile(
      [
        EIGHT.map((i) => set(sums[i]!, v128.load(get(biases!), i < 4 ? 0 : 16))),
        Array.from({ length: pairs }, (_, pair) => [
          set(first!, v128.load(get(rows!), pair * 16)),
          set(second!, v128.load(get(rows!), pair * 16 + groupBytes)),
          FOUR.map((q) => [
            set(vector!, v128.load32Splat(get(block!), pair * 16 + 4 * q)),
            addDot(sums[q]!, first!, vector!),
            addDot(sums[q + 4]!, second!, vector!),
          ]),
        ]),
        compare,
        when(v128.isAnyBitSet(sums.map(get).reduce(v128.or)), EIGHT.map(record)),
        set(biases!, i32.add(get(biases!), i32.constant(32))),
        set(rows!, i32.add(get(rows!), i32.constant(2 * groupBytes))),
      ],
      i32.isBelow(get(rows!), get(end!)),
    ),
    get(out!),
  ];
  return { parameters: 5, integers: 1, vectors: 11, body };
}

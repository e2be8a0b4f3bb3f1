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
 * For the groups from address `rows` to `end` and the vectors c of the blocks from `blocks` to `blocksEnd`: which c
 * has the largest x·c + number(c), the first of equal ones. Each group is written to `out` in which that is another
 * one than `labels` say, or in which the second largest comes as near as `margin`, as 32 bytes: its address, a
 * bit for each row whose label differs and, from bit 4 on, for each that is unsure, 8 bytes of no meaning, and
 * the four labels. Gives the address after the last.
 */
export type NearestKernel = (
  rows: number,
  end: number,
  blocks: number,
  blocksEnd: number,
  labels: number,
  out: number,
  margin: number,
) => number;

/** The kernel for rows of `pairs` pairs of columns, over `memory`; undefined where there can be none: `kernelFor`. */
export function nearestKernel(pairs: number, memory: WebAssembly.Memory): NearestKernel | undefined {
  return kernelFor<NearestKernel>("nearest", nearestFunction, pairs, memory);
}

const FOUR = [0, 1, 2, 3] as const;

function nearestFunction(pairs: number): WasmFunction {
  const [rows, end, blocks, blocksEnd, labels, out, margin, block, bits]: Local[] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8,
  ];
  const [row, vector, best, runnerUp, label, number]: Local[] = [9, 10, 11, 12, 13, 14];
  const sums: readonly Local[] = FOUR.map((c) => 15 + c);
  const groupBytes = pairs * 16;
  const rank = (sum: Local): Code => [
    set(runnerUp!, i32x4.maximum(get(runnerUp!), i32x4.minimum(get(best!), get(sum)))),
    set(label!, v128.select(get(number!), get(label!), i32x4.isGreater(get(sum), get(best!)))),
    set(best!, i32x4.maximum(get(best!), get(sum))),
    set(number!, i32x4.add(get(number!), i32x4.splat(i32.constant(1)))),
  ];
  const compareBlock: Code = [
    FOUR.map((c) => set(sums[c]!, v128.load32Splat(get(block!), groupBytes + 4 * c))),
    Array.from({ length: pairs }, (_, pair) => [
      set(row!, v128.load(get(rows!), pair * 16)),
      FOUR.map((c) => [
        set(vector!, v128.load32Splat(get(block!), pair * 16 + 4 * c)),
        addDot(sums[c]!, row!, vector!),
      ]),
    ]),
    sums.map(rank),
    set(block!, i32.add(get(block!), i32.constant(groupBytes + 16))),
  ];
  const isUnsure = i32x4.isAtMost(i32x4.subtract(get(best!), get(runnerUp!)), i32x4.splat(get(margin!)));
  const isMoved = i32x4.differs(get(label!), v128.load(get(labels!), 0));
  const body: Code = [
    doWhile(
      [
        set(best!, i32x4.splat(i32.constant(-0x80000000))),
        set(runnerUp!, get(best!)),
        set(label!, i32x4.splat(i32.constant(0))),
        set(number!, get(label!)),
        set(block!, get(blocks!)),
        doWhile(compareBlock, i32.isBelow(get(block!), get(blocksEnd!))),
        set(bits!, i32.or(i32.shiftLeft(i32x4.bitmask(isUnsure), 4), i32x4.bitmask(isMoved))),
        when(get(bits!), [
          i32.store(get(out!), 0, get(rows!)),
          i32.store(get(out!), 4, get(bits!)),
          v128.store(get(out!), 16, get(label!)),
          set(out!, i32.add(get(out!), i32.constant(32))),
        ]),
        set(labels!, i32.add(get(labels!), i32.constant(16))),
        set(rows!, i32.add(get(rows!), i32.constant(groupBytes))),
      ],
      i32.isBelow(get(rows!), get(end!)),
    ),
    get(out!),
  ];
  return { parameters: 7, integers: 2, vectors: 10, body };
}

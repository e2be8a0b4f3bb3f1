import { SCREENING } from "./kernel-bytes.ts";
import { kernelsOver } from "./kernel-module.ts";

/** What `assembly/screening.ts` exports; it describes the arguments. */
interface ScreeningKernels {
  scan(rows: number, end: number, biases: number, block: number, out: number, pairs: number): number;
  nearest(
    rows: number,
    end: number,
    blocks: number,
    blocksEnd: number,
    labels: number,
    out: number,
    margin: number,
    pairs: number,
  ): number;
}

/**
 * Finds which rows x and which of the four vectors q of a block have x·q + bias(x) ≥ number(q): `scan` in
 * `assembly/screening.ts`, for rows of as many pairs of columns as it was made for.
 */
export type ScanKernel = (rows: number, end: number, biases: number, block: number, out: number) => number;

/** Finds the vector c of the largest x·c + number(c) for each row x: `nearest` in `assembly/screening.ts`. */
export type NearestKernel = (
  rows: number,
  end: number,
  blocks: number,
  blocksEnd: number,
  labels: number,
  out: number,
  margin: number,
) => number;

/** The kernel for rows of `pairs` pairs of columns, over `memory`; undefined where there can be none: `kernelsOver`. */
export function scanKernel(pairs: number, memory: WebAssembly.Memory): ScanKernel | undefined {
  const scan = kernelsOver<ScreeningKernels>(SCREENING, memory)?.scan;
  return scan && ((rows, end, biases, block, out) => scan(rows, end, biases, block, out, pairs));
}

/** The kernel for rows of `pairs` pairs of columns, over `memory`; undefined where there can be none: `kernelsOver`. */
export function nearestKernel(pairs: number, memory: WebAssembly.Memory): NearestKernel | undefined {
  const nearest = kernelsOver<ScreeningKernels>(SCREENING, memory)?.nearest;
  return (
    nearest &&
    ((rows, end, blocks, blocksEnd, labels, out, margin) =>
      nearest(rows, end, blocks, blocksEnd, labels, out, margin, pairs))
  );
}

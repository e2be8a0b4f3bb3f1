import { SCREENING } from "./kernel-bytes.ts";
import { kernelsOver } from "./kernel-module.ts";

/** The exports of `assembly/screening.ts`, which describes the arguments. */
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
 * Finds the pairs of a row x and one of the four vectors q of a block with x·q + bias(x) ≥ threshold(q): the
 * kernel `scan` of `assembly/screening.ts`, for a fixed number of pairs of columns.
 */
export type ScanKernel = (rows: number, end: number, biases: number, block: number, out: number) => number;

/**
 * Finds for each row x the vector c with the largest x·c + bias(c): the kernel `nearest` of
 * `assembly/screening.ts`.
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

/**
 * Returns the kernel for rows of `pairs` pairs of columns over `memory`; undefined if there is none (see
 * `kernelsOver`).
 */
export function scanKernel(pairs: number, memory: WebAssembly.Memory): ScanKernel | undefined {
  const scan = kernelsOver<ScreeningKernels>(SCREENING, memory)?.scan;
  return scan && ((rows, end, biases, block, out) => scan(rows, end, biases, block, out, pairs));
}

/**
 * Returns the kernel for rows of `pairs` pairs of columns over `memory`; undefined if there is none (see
 * `kernelsOver`).
 */
export function nearestKernel(pairs: number, memory: WebAssembly.Memory): NearestKernel | undefined {
  const nearest = kernelsOver<ScreeningKernels>(SCREENING, memory)?.nearest;
  return (
    nearest &&
    ((rows, end, blocks, blocksEnd, labels, out, margin) =>
      nearest(rows, end, blocks, blocksEnd, labels, out, margin, pairs))
  );
}

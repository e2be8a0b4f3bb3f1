import { BOOSTING } from "./kernel-bytes.ts";
import { kernelsOver } from "./kernel-module.ts";
import { PlainBoosting } from "./plain-boosting.ts";

/**
 * The loops of histogram gradient boosting, over memory that threads share. Addresses are in bytes. The files that
 * `assembly/boosting.ts` exports them from describe the arguments, `assembly/histogram-bins.ts` the layout of a histogram.
 */
export interface BoostingKernels {
  addAllRows(
    byRow: number,
    rowBytes: number,
    rows: number,
    gradients: number,
    isPairs: number,
    histogram: number,
    bases: number,
    from: number,
    to: number,
  ): void;
  addRows(
    byRow: number,
    rowBytes: number,
    indices: number,
    start: number,
    stop: number,
    gradients: number,
    isPairs: number,
    histogram: number,
    bases: number,
    from: number,
    to: number,
    scratch: number,
  ): void;
  subtract(parent: number, end: number, child: number): void;
  part(bins: number, goesLeft: number, indices: number, start: number, stop: number, spare: number): number;
  copyBack(from: number, to: number, n: number): void;
  scanFeatures(
    histogram: number,
    features: number,
    candidates: number,
    from: number,
    to: number,
    isPairs: number,
    rows: number,
    gradient: number,
    hessian: number,
    loss: number,
    minSamplesLeaf: number,
    minHessian: number,
    l2: number,
    best: number,
  ): void;
  subtractAndScan(
    small: number,
    large: number,
    features: number,
    bases: number,
    from: number,
    to: number,
    isPairs: number,
    nodes: number,
    limits: number,
    best: number,
  ): void;
}

/** Bytes of scratch that `addRows` is to be given. */
export const SCRATCH_BYTES = 256 * (32 + 8) + 64;
/** How far beyond the last row's bytes `addRows` reads. */
export const ROW_OVERHANG = 32;
/** Doubles of a record, which `scanFeatures` reads and writes. */
export const RECORD_DOUBLES = 7;
/** Bytes from one record to the next. */
export const RECORD_BYTES = 64;

/** The loops over `memory`: kernels, or their plain twin on a processor whose vectors WebAssembly cannot use. */
export function boostingKernels(memory: WebAssembly.Memory): BoostingKernels {
  return kernelsOver<BoostingKernels>(BOOSTING, memory) ?? new PlainBoosting(memory);
}

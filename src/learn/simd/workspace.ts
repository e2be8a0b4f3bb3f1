import { LINEAR } from "./kernel-bytes.ts";
import { allocate, kernelsOver } from "./kernel-module.ts";

/** The exports of `assembly/linear.ts`, which describes the arguments. Addresses are in bytes. */
interface LinearKernels {
  addColumnSums(x: number, m: number, p: number, sums: number): void;
  partBetween(
    values: number,
    count: number,
    low: number,
    high: number,
    target: number,
    below: number,
  ): number;
  medianOfNumbers(values: number, count: number): number;
  sortNumbers(values: number, count: number, spare: number, counts: number): void;
  addGram(block: number, m: number, q: number, used: number, sums: number): void;
  centreRows(x: number, m: number, p: number, mean: number, block: number, q: number, offset: number): void;
  affineScores(
    x: number,
    m: number,
    p: number,
    c: number,
    b: number,
    k: number,
    z: number,
    stride: number,
  ): void;
  binaryLogLoss(
    x: number,
    m: number,
    p: number,
    y: number,
    w: number,
    b: number,
    weight0: number,
    weight1: number,
    r: number,
    gradient: number,
    sums: number,
  ): void;
  multinomialLogLoss(
    x: number,
    m: number,
    p: number,
    y: number,
    c: number,
    b: number,
    K: number,
    weights: number,
    z: number,
    zStride: number,
    gradient: number,
    gStride: number,
    interceptGradient: number,
    missed: number,
    joint: number,
  ): void;
}

/** Kernels and the memory that they work on. */
export interface Workspace {
  readonly kernels: LinearKernels;
  /** The whole memory; the number at index i is at address 8 i. */
  readonly values: Float64Array;
}

/**
 * Bytes of the workspace that a thread keeps. A caller that needs more gets a separate workspace, which is freed
 * after use.
 */
const KEPT_BYTES = 2 ** 20;

let kept: Workspace | undefined;

/**
 * Returns a workspace of at least `doubles` numbers with arbitrary contents: the thread's own, if that is large
 * enough. The caller may use it until it returns or calls another function that may ask for one. Returns
 * undefined if there are no kernels or not enough memory.
 */
export function workspace(doubles: number): Workspace | undefined {
  const bytes = 8 * doubles;
  if (bytes > KEPT_BYTES) return workspaceOfItsOwn(doubles);
  kept ??= workspaceOfItsOwn(KEPT_BYTES / 8);
  return kept;
}

/**
 * Returns a new workspace of at least `doubles` numbers, all 0, that belongs to the caller. Returns undefined
 * as `workspace` does.
 */
export function workspaceOfItsOwn(doubles: number): Workspace | undefined {
  const bytes = 8 * doubles;
  const memory = bytes < 2 ** 31 ? allocate(bytes) : undefined;
  const kernels = memory && kernelsOver<LinearKernels>(LINEAR, memory);
  return kernels && { kernels, values: new Float64Array(memory!.buffer) };
}

/** Assigns positions in a workspace, one after another. */
export class Layout {
  /** Number of doubles assigned so far. */
  doubles = 0;

  /** Reserves `count` numbers and returns the index of the first, which is even. */
  take(count: number): number {
    const at = this.doubles;
    this.doubles += count + (count & 1);
    return at;
  }
}

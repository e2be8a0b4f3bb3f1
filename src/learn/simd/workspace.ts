import { LINEAR } from "./kernel-bytes.ts";
import { allocate, kernelsOver } from "./kernel-module.ts";

/** The kernels of `assembly/linear.ts`, which describe their arguments; addresses are in bytes. */
export interface LinearKernels {
  addColumnSums(x: number, m: number, p: number, sums: number): void;
  partBetween(
    values: number,
    count: number,
    low: number,
    high: number,
    target: number,
    below: number,
  ): number;
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

/** Kernels and the memory that they work in. */
export interface Workspace {
  readonly kernels: LinearKernels;
  /** All of the memory. The number at index i is at the address 8 i. */
  readonly values: Float64Array;
}

/** What a thread keeps of memory; who needs more gets a workspace of its own, which goes when it is done with. */
const KEPT_BYTES = 2 ** 20;

let kept: Workspace | undefined;

/**
 * A workspace of at least `doubles` numbers, whatever they hold: the thread's own, where that is large enough. It is the
 * caller's until it returns or calls another function that may ask for one. Undefined where there are no kernels, or
 * no memory for them.
 */
export function workspace(doubles: number): Workspace | undefined {
  const bytes = 8 * doubles;
  if (bytes > KEPT_BYTES) return workspaceOfItsOwn(doubles);
  kept ??= workspaceOfItsOwn(KEPT_BYTES / 8);
  return kept;
}

/** A new workspace of at least `doubles` numbers, all 0, which stays the caller's. Undefined as `workspace`. */
export function workspaceOfItsOwn(doubles: number): Workspace | undefined {
  const bytes = 8 * doubles;
  const memory = bytes < 2 ** 31 ? allocate(bytes) : undefined;
  const kernels = memory && kernelsOver<LinearKernels>(LINEAR, memory);
  return kernels && { kernels, values: new Float64Array(memory!.buffer) };
}

/** Places in a workspace, handed out one after another. */
export class Layout {
  /** How many numbers have been handed out. */
  doubles = 0;

  /** Room for `count` numbers; returns the index of the first, an even one. */
  take(count: number): number {
    const at = this.doubles;
    this.doubles += count + (count & 1);
    return at;
  }
}

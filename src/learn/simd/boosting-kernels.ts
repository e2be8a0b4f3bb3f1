import { BOOSTING } from "./kernel-bytes.ts";
import { kernelsOver } from "./kernel-module.ts";
import { PlainBoosting } from "./plain-boosting.ts";

/**
 * The loops of histogram gradient boosting over memory that threads share, with the signatures of their plain twin.
 * Addresses are in bytes. The files that `assembly/boosting.ts` exports them from describe the arguments,
 * `assembly/histogram-bins.ts` the layout of a histogram.
 */
export type BoostingKernels = Pick<PlainBoosting, keyof PlainBoosting>;

/** Returns the kernels over `memory`, or their plain twin if the processor lacks WebAssembly SIMD. */
export function boostingKernels(memory: WebAssembly.Memory): BoostingKernels {
  return kernelsOver<BoostingKernels>(BOOSTING, memory) ?? new PlainBoosting(memory);
}

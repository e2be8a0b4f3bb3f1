import { COLUMN_BINS } from "./boosting/binned-data.ts";
import { BOOSTING_STEPS } from "./boosting/boosting-lead.ts";
import { RESTARTS } from "./cluster/restarts.ts";
import type { HelperProgram } from "./helpers.ts";
import { FOREST_TREES } from "./trees/forest-trees.ts";

/** Every program of the library that runs in helper threads. */
// biome-ignore lint/suspicious/noExplicitAny: each program has an input and an output of its own.
export const LIBRARY_PROGRAMS: readonly HelperProgram<any, any>[] = [
  COLUMN_BINS,
  BOOSTING_STEPS,
  FOREST_TREES,
  RESTARTS,
];

import { RESTARTS } from "./cluster/restarts.ts";
import { FOREST_TREES } from "./ensemble/forest/forest-trees.ts";
import { COLUMN_BINS } from "./ensemble/hist-gradient-boosting/binned-data.ts";
import { BOOSTING_STEPS } from "./ensemble/hist-gradient-boosting/boosting-lead.ts";
import type { HelperProgram } from "./threads/helpers.ts";

/** All programs of the library that run in helper threads. */
// biome-ignore lint/suspicious/noExplicitAny: each program has an input and an output of its own.
export const LIBRARY_PROGRAMS: readonly HelperProgram<any, any>[] = [
  COLUMN_BINS,
  BOOSTING_STEPS,
  FOREST_TREES,
  RESTARTS,
];

import { parseArgs } from "node:util";
import { wholeNumber } from "../options.ts";

/** The options of the command line. */
export interface FitOptions {
  /** Names of classes, or prefixes of them; empty for all. */
  readonly only: readonly string[];
  /** Only cases with this number of rows; undefined for all. */
  readonly rows: number | undefined;
  /** A few hundred rows and one process each: a test of the benchmark, with meaningless figures. */
  readonly quick: boolean;
  /** Number of processes per library and case. */
  readonly repeat: number;
  /** The file for the figures as JSON. */
  readonly json: string | undefined;
  /** Whether to write the table in `docs`. */
  readonly write: boolean;
  /** Whether to create the Python environment of the other libraries if it is missing; otherwise they are left out. */
  readonly install: boolean;
}

export const USAGE = `Usage: bun run bench:fits [--only CLASS]… [--rows N] [--quick] [--repeat N] [--json FILE] [--write] [--no-install]

Times fits alone, without HTTP and database, beside scikit-learn's and LightGBM's, in turn, each in a new process.

  --only CLASS  classes whose name begins with CLASS, such as Ridge; may be repeated
  --rows N      cases of N rows only
  --quick       a few hundred rows and one process: tries the machinery, the figures mean nothing
  --repeat N    processes for each library and case (3)
  --json FILE   writes every figure to FILE
  --write       writes the fits in docs/performance.md anew
  --no-install  leaves the other libraries out where their Python environment has not been made yet`;

/** Reads the command line. Throws an error that describes the mistake. */
export function readOptions(words: readonly string[]): FitOptions | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: "string", multiple: true, default: [] },
      rows: { type: "string" },
      quick: { type: "boolean", default: false },
      repeat: { type: "string", default: "3" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
      "no-install": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { only, quick, json, write } = values;
  const rows = values.rows === undefined ? undefined : wholeNumber("rows", values.rows);
  if (write && (quick || rows !== undefined || only.length > 0)) {
    throw new Error("--write needs every case at its whole size: leave --only, --rows and --quick out");
  }
  const repeat = quick ? 1 : wholeNumber("repeat", values.repeat);
  return { only, rows, quick, repeat, json, write, install: !values["no-install"] };
}

import { parseArgs } from "node:util";

/** The options of the command line. */
export interface Options {
  /** Prefixes of the ids of rows to measure; empty for all rows. */
  readonly only: readonly string[];
  /** Small tables, short loads and one round: a test of the benchmark, with meaningless figures. */
  readonly quick: boolean;
  /** Number of rounds; undefined for the default of each load. */
  readonly repeat: number | undefined;
  /** The file for the figures as JSON. */
  readonly json: string | undefined;
  /** Whether to write the table and the chart in `docs`. */
  readonly write: boolean;
  /** Whether to create the peer's Python environment if it is missing; otherwise the peer is left out. */
  readonly install: boolean;
}

export const USAGE = `Usage: bun run bench [--only ROW]… [--quick] [--repeat N] [--json FILE] [--write] [--no-install] [--list]

Measures ./mlsvc (build it before), Flask with scikit-learn, and a bare Bun.serve, in turn, and prints medians.
PostgreSQL is the benchmark's own, or the server of TEST_DATABASE_URL.

  --only ROW    rows whose id begins with ROW, such as predict or train-ridge-1k; may be repeated
  --list        prints the ids of the rows
  --quick       small tables and one round: tries the machinery, the figures mean nothing
  --repeat N    rounds of every load (each has a number of its own by default, from 3 to 15)
  --json FILE   writes every figure to FILE
  --write       writes docs/performance.md and docs/performance.svg anew
  --no-install  leaves Flask out where its Python environment has not been made yet`;

/**
 * Reads the command line. Returns "list" for --list and "help" for --help. Throws an error with the usage for
 * invalid options.
 */
export function readOptions(words: readonly string[]): Options | "list" | "help" {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: "string", multiple: true, default: [] },
      quick: { type: "boolean", default: false },
      repeat: { type: "string" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
      "no-install": { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  if (values.list) return "list";
  const repeat = values.repeat === undefined ? undefined : wholeNumber("repeat", values.repeat);
  if (values.write && (values.quick || values.only.length > 0)) {
    throw new Error("--write needs every row at its whole size: leave --quick and --only out");
  }
  return { ...values, repeat, json: values.json, install: !values["no-install"] };
}

/** Reads the value of an option: a whole number of at least 1. Throws an error that names the option. */
export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`--${option} must be a whole number from 1, got ${text}`);
}

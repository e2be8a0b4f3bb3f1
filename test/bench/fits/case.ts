import { join } from "node:path";

/** One comparison: an estimator, its parameters and the sizes of the data. */
export interface BenchCase {
  readonly class: string;
  /** The module of scikit-learn that contains the estimator. */
  readonly module: string;
  readonly task: "transform" | "binary" | "multiclass" | "regression" | "clustering";
  readonly params?: Readonly<Record<string, unknown>>;
  /** Number of rows to predict as part of the timed work, for estimators whose fit only stores rows. */
  readonly predict?: number;
  readonly rows: readonly number[];
  /** Numbers of threads to measure. Default: 1. */
  readonly threads?: readonly number[];
  /** LightGBM's class for the same work, with its parameters. */
  readonly lightgbm?: { readonly class: string; readonly params: Readonly<Record<string, unknown>> };
  /** The target speed relative to the fastest other library on one thread, by number of rows. */
  readonly targets?: Readonly<Record<string, number>>;
  /** The target speed relative to one thread, by number of threads. */
  readonly speedups?: Readonly<Record<string, number>>;
}

/** Number of columns of the data. */
export const COLUMNS = 20;

/** Every comparison. */
export const CASES = (await Bun.file(join(import.meta.dir, "cases.json")).json()) as readonly BenchCase[];

/** The libraries that fit. */
export const LIBRARIES = ["mlsvc", "scikit-learn", "LightGBM"] as const;
export type Library = (typeof LIBRARIES)[number];

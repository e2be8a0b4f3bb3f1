import { join } from "node:path";

/** One comparison: an estimator, its parameters and the sizes of the data. */
export interface BenchCase {
  readonly class: string;
  /** The module of scikit-learn that has it. */
  readonly module: string;
  readonly task: "transform" | "binary" | "multiclass" | "regression" | "clustering";
  readonly params?: Readonly<Record<string, unknown>>;
  /** Rows to predict within the time that is taken; for estimators that only store at fit. */
  readonly predict?: number;
  readonly rows: readonly number[];
  /** How many threads each library may use; one where it is left out. */
  readonly threads?: readonly number[];
  /** LightGBM's class for the same work and its names of the parameters. */
  readonly lightgbm?: { readonly class: string; readonly params: Readonly<Record<string, unknown>> };
  /** How many times as fast as the best other library, by rows, on one thread. */
  readonly targets?: Readonly<Record<string, number>>;
  /** How many times as fast as on one thread, by threads. */
  readonly speedups?: Readonly<Record<string, number>>;
}

/** The columns of the data. */
export const COLUMNS = 20;

/** Every comparison. */
export const CASES = (await Bun.file(join(import.meta.dir, "cases.json")).json()) as readonly BenchCase[];

/** The libraries that fit. */
export const LIBRARIES = ["mlsvc", "scikit-learn", "LightGBM"] as const;
export type Library = (typeof LIBRARIES)[number];

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
}

/** The columns of the data. */
export const COLUMNS = 20;

/** Every comparison. */
export const CASES = (await Bun.file(join(import.meta.dir, "cases.json")).json()) as readonly BenchCase[];

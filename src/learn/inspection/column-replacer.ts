import { eachFromItself, followColumns } from "../core/column-sources.ts";
import { StateError, ValueError } from "../core/errors.ts";
import type { Explanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Table } from "../core/table.ts";
import type { Transformer } from "../core/transformer.ts";
import { emptyTable, type Pipeline, type PipelineSchema } from "../pipeline.ts";
import { leavesOutputs, MOST_BLOCKS } from "./replaced-leaves.ts";
import { type FastOutputs, sumsOutputs } from "./replaced-sums.ts";
import { predictTables } from "./replaced-tables.ts";
import { type Apart, predictInput, type Receive, type Replacement, type Wanted } from "./replacement.ts";
import { responseOf } from "./response-of-outputs.ts";

/**
 * How rows with replaced columns are predicted: `sums` and `trees` compute only what a column changes in the sums of a linear
 * estimator or in trees; `tables` predicts every row anew.
 */
export type ReplacementWay = "sums" | "trees" | "tables";

const known = new WeakMap<PipelineSchema, ColumnReplacer>();

/** Predicts rows of a fitted pipeline with other values in one column at a time. */
export class ColumnReplacer {
  readonly way: ReplacementWay;
  readonly #pipeline: Pipeline;
  readonly #explanation: Explanation | undefined;
  /** The steps that compute each column from a single one, and those after them. */
  readonly #apart: readonly Transformer[];
  readonly #rest: readonly Transformer[];
  readonly #from: Int32Array;

  private constructor(pipeline: Pipeline) {
    const { transformers, schema } = pipeline;
    const empty = emptyTable(schema);
    let count = transformers.length;
    let from: Int32Array | undefined;
    // Steps of model files need not tell where their columns come from.
    while (from === undefined && count > 0) {
      ({ from } = followColumns(transformers.slice(0, count), empty, false));
      if (from === undefined) count--;
    }
    this.#pipeline = pipeline;
    this.#apart = transformers.slice(0, count);
    this.#rest = transformers.slice(count);
    this.#from = from ?? eachFromItself(empty.columns).from!;
    this.#explanation = explanationOf(pipeline);
    this.way = this.#wayOf(this.#explanation);
  }

  /** Returns the replacer of a pipeline as it was fitted last. */
  static of(pipeline: Pipeline): ColumnReplacer {
    const { schema } = pipeline;
    let replacer = known.get(schema);
    if (replacer === undefined) {
      replacer = new ColumnReplacer(pipeline);
      known.set(schema, replacer);
    }
    return replacer;
  }

  #wayOf(explanation: Explanation | undefined): ReplacementWay {
    if (explanation?.kind === "linear" && this.#rest.every(({ unmix }) => unmix !== undefined)) return "sums";
    return explanation?.kind === "trees" && this.#rest.length === 0 ? "trees" : "tables";
  }

  /**
   * Returns `features`, or their rows `chosen`, after the first steps of the pipeline, as long as these compute each column from a
   * single one. Throws what the steps throw. Rows that the pipeline keeps (see `Pipeline.keepRows`) may be transformed already.
   */
  apply(features: Table, chosen?: Int32Array): Table {
    const X = this.#applied(features, chosen);
    if (X.columns === this.#from.length) return X;
    throw new TypeError(
      `the steps ${this.#apart.map(({ type }) => type).join(", ")} return ${X.columns} columns, their sources are of ${this.#from.length}`,
    );
  }

  #applied(features: Table, chosen?: Int32Array): Table {
    if (this.#rest.length === 0) {
      const X = this.#pipeline.transform(features);
      return chosen === undefined ? X : X.takeRows(chosen);
    }
    let X = features.select(this.#pipeline.schema.featureNames);
    if (chosen !== undefined) X = X.takeRows(chosen);
    for (const step of this.#apart) X = step.transform(X);
    return X;
  }

  /**
   * Predicts rows with other values in one column at a time, and calls `receive` for each column. Returns the predictions of the
   * rows as they are. Throws what the steps throw. Cost: see `ReplacementWay`.
   */
  predict(replacement: Replacement, wanted: Wanted, receive: Receive): Matrix {
    const apart: Apart = { from: this.#from, rest: this.#rest };
    let unchanged = replacement.X.sliceRows(0, replacement.rows);
    for (const step of this.#rest) unchanged = step.transform(unchanged);
    const base = predictInput(this.#pipeline, unchanged, wanted);
    if (!this.#replaceFast(replacement, apart, wanted, base, receive)) {
      predictTables(this.#pipeline, replacement, apart, wanted, receive);
    }
    return base;
  }

  /** Returns false, without calling `receive`, if there is no faster way than to predict tables. */
  #replaceFast(
    replacement: Replacement,
    apart: Apart,
    wanted: Wanted,
    base: Matrix,
    receive: Receive,
  ): boolean {
    if (this.way === "tables") return false;
    const response = responseOf(this.#pipeline, this.#explanation!, wanted);
    const fast = this.#fastOutputs(replacement, apart);
    if (response === undefined || fast === undefined) return false;
    // Whether the outputs really determine the predictions in this way is seen in the rows as they are.
    const own = response({ ...fast.base, data: fast.base.data.slice() });
    if (!areEqual(own, base)) return false;
    fast.replace((index, outputs) => receive(index, response(outputs)));
    return true;
  }

  #fastOutputs(replacement: Replacement, apart: Apart): FastOutputs | undefined {
    const explanation = this.#explanation!;
    if (explanation.kind === "linear") return sumsOutputs(replacement, apart, explanation);
    const blocks = Math.max(0, ...replacement.lenders.map(({ length }) => length / replacement.rows));
    if (explanation.kind !== "trees" || blocks > MOST_BLOCKS) return undefined;
    return leavesOutputs(replacement, apart, explanation);
  }
}

function explanationOf({ estimator }: Pipeline): Explanation | undefined {
  // What it explains is not yet what is predicted.
  if (estimator.kind === "classifier" && estimator.inner.length > 0) return undefined;
  try {
    return estimator.explanation?.();
  } catch (error) {
    // The parameters rule it out, or the state is of an older format.
    if (error instanceof ValueError || error instanceof StateError) return undefined;
    throw error;
  }
}

/** Returns whether `own` has the predictions `base`; of those of two classes, it may have only the last column. */
function areEqual(own: Matrix, base: Matrix): boolean {
  const first = base.columns === 2 && own.columns === 1 ? 1 : 0;
  if (own.rows !== base.rows || own.columns + first !== base.columns) return false;
  for (let i = 0; i < own.rows; i++) {
    for (let c = 0; c < own.columns; c++) {
      const a = own.data[i * own.columns + c]!;
      const b = base.data[i * base.columns + first + c]!;
      if (!(Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b)))) return false;
    }
  }
  return true;
}

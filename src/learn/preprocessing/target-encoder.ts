import { type Column, stringsOf } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import type { Targets } from "../core/labels.ts";
import { either, flag, number, oneOf, seed, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound } from "../core/restored.ts";
import type { Categories, RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import type { Fold } from "../model-selection/fold.ts";
import { KFold } from "../model-selection/k-fold.ts";
import { StratifiedKFold } from "../model-selection/stratified-k-fold.ts";
import { checkEntries, checkWidth } from "../validation/input.ts";
import { areCategoryLists, categoriesOf, categoryParameters, checkLists, positions } from "./categories.ts";
import { type CodedColumn, crossFittedRows } from "./cross-fitted-encoding.ts";
import { encodingOf, targetOf } from "./target-encoding.ts";
import { countOutputs, outputNames, outputValues } from "./target-outputs.ts";

const parameters = defineParameters({
  categories: categoryParameters.categories,
  smooth: withDefault(
    either(oneOf("auto"), number({ least: 0 })),
    "auto",
    "How many rows with the mean of all labels are added to each category; auto: by the spread of its labels",
  ),
  cv: withDefault(
    wholeNumber(2, 1000),
    5,
    "Number of folds of the rows to learn from, each of which is encoded by the labels of the others",
  ),
  shuffle: flag(true, "Assign rows to folds at random instead of keeping neighbouring rows together"),
  random_state: seed("Seed of the folds"),
});

/** The fitted state of `TargetEncoder`, for k targets; see `countOutputs`. */
interface TargetEncoderState {
  readonly categories: readonly Categories[];
  /** For each column, the encodings of its categories, categories × k. */
  readonly encodings: readonly Float64Array[];
  /** k numbers: the encoding of a category that was not learnt. */
  readonly target_mean: Float64Array;
  /** The names of the targets; null for a single one. */
  readonly outputs: readonly string[] | null;
}

const ENCODING = "target encoding";
const HINT = "are there too many classes?";

/**
 * Encodes each category as the mean of its labels, drawn towards the mean of all labels; see `encodingOf`. Labels of two classes
 * count as 0 and 1. For K ≥ 3 classes, or several numbers, each column becomes one per class, `COLUMN_CLASS`, or per number,
 * `COLUMN_0`, `COLUMN_1`, …. A missing value is a category; a category that was not learnt is encoded as the mean of all labels.
 * Numbers and booleans count as their JSON text.
 *
 * `fitTransform` is cross-fitted: each of `cv` folds is encoded by the labels of the others, because an estimator that learnt from
 * encodings that contain the labels would rely on them too much. `transform` encodes by the labels of all rows. Folds are
 * stratified for classes, unless every class has fewer rows than there are folds.
 */
export class TargetEncoder extends Transformer<typeof parameters, TargetEncoderState> {
  static readonly type = "TargetEncoder";
  static readonly parameters = parameters;
  /** For each column, the number of each category. */
  #numbers: readonly Map<string | null, number>[] | undefined;

  override get isCrossFitted(): boolean {
    return true;
  }

  /** Also throws `ValueError` without labels, for fewer rows than `cv`, and for a result that is too large. */
  override checkBeforeFit({ rows, columns }: Shape, y?: Targets): void {
    this.checkParameters();
    const { cv } = this.parameters;
    if (y === undefined) {
      throw new ValueError(`${this.type} needs labels, which clusterers and outlier detectors do not have`);
    }
    if (rows < cv) throw new ValueError(`${this.type} needs at least cv=${cv} rows, got ${rows}`);
    if (Number.isFinite(columns)) checkEntries(ENCODING, rows, columns * countOutputs(y), HINT);
  }

  override mostColumns(columns: number, y?: Targets): number {
    return y === undefined ? Number.POSITIVE_INFINITY : columns * countOutputs(y);
  }

  /** Linear cost. Throws as `checkBeforeFit` does, and for a table without columns. */
  override fit(X: Table, y?: Targets): this {
    this.#learn(X, y);
    return this;
  }

  /** Cost: `cv` + 1 fits. Throws as `fit` does. */
  override fitTransform(X: Table, y?: Targets): Table {
    const columns = this.#learn(X, y);
    const rows = crossFittedRows(columns, y!, this.#folds(X.rows, y!), this.parameters.smooth);
    return Table.fromMatrix(rows, this.#namesOf(X));
  }

  /** Returns the columns of `X` as categories. */
  #learn(X: Table, y: Targets | undefined): readonly CodedColumn[] {
    this.checkBeforeFit(X, y);
    checkLists(this.parameters, X);
    if (X.names.length === 0) throw new ValueError(`${this.type} got no columns to learn from`);
    const categories = X.names.map((_, index) => categoriesOf(X, index, this.parameters).categories);
    const numbers = categories.map(positions);
    const columns = categories.map(({ length: count }, index) => ({
      codes: codesOf(X.column(index), numbers[index]!),
      count,
    }));
    const outputs = countOutputs(y!);
    const target_mean = new Float64Array(outputs);
    const encodings = columns.map(({ count }) => new Float64Array(count * outputs));
    const all = Int32Array.from({ length: X.rows }, (_, i) => i);
    for (let output = 0; output < outputs; output++) {
      const target = targetOf(outputValues(y!, output), all);
      target_mean[output] = target.mean;
      columns.forEach(({ codes, count }, index) => {
        encodingOf(codes, count, target, this.parameters.smooth).forEach((value, k) => {
          encodings[index]![k * outputs + output] = value;
        });
      });
    }
    this.fitted = { categories, encodings, target_mean, outputs: outputNames(y!) };
    this.#numbers = numbers;
    return columns;
  }

  #folds(rows: number, y: Targets): Fold[] {
    const { cv: n_splits, shuffle, random_state } = this.parameters;
    const options = shuffle ? { n_splits, shuffle, random_state } : { n_splits };
    if (!("codes" in y)) return new KFold(options).split(rows);
    const sizes = new Int32Array(y.classes.length);
    for (const code of y.codes) sizes[code]!++;
    const isSplittable = sizes.some((size) => size >= n_splits);
    return isSplittable ? new StratifiedKFold(options).split(y.codes) : new KFold(options).split(rows);
  }

  #namesOf(X: Table): readonly string[] {
    const { outputs } = this.state;
    return outputs === null
      ? X.names
      : X.names.flatMap((name) => outputs.map((output) => `${name}_${output}`));
  }

  override transform(X: Table): Table {
    const { categories, encodings, target_mean } = this.state;
    checkWidth(X, categories.length, this.type);
    this.#numbers ??= categories.map(positions);
    const outputs = target_mean.length;
    const width = X.columns * outputs;
    checkEntries(ENCODING, X.rows, width, HINT);
    const data = new Float64Array(X.rows * width);
    this.#numbers.forEach((numbers, index) => {
      const codes = codesOf(X.column(index), numbers);
      const encoding = encodings[index]!;
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i]!;
        const at = i * width + index * outputs;
        for (let o = 0; o < outputs; o++) {
          data[at + o] = code < 0 ? target_mean[o]! : encoding[code * outputs + o]!;
        }
      }
    });
    return Table.fromMatrix({ rows: X.rows, columns: width, data }, this.#namesOf(X));
  }

  override sources({ columns }: Table): ColumnSources {
    const outputs = this.state.target_mean.length;
    return { from: Int32Array.from({ length: columns * outputs }, (_, at) => Math.floor(at / outputs)) };
  }

  override knownCategories(): readonly Categories[] {
    return this.state.categories;
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { categories, encodings, target_mean, outputs } = this.state ?? {};
    checkSound(
      this.type,
      areCategoryLists(categories) &&
        Array.isArray(encodings) &&
        encodings.length === categories.length &&
        target_mean instanceof Float64Array &&
        (outputs === null ? target_mean.length === 1 : areNames(outputs, target_mean.length)),
    );
    categories.forEach(({ length }, index) => {
      checkLengths(this.type, [encodings[index]], length * target_mean.length);
    });
    checkFinite(this.type, [...encodings, target_mean]);
    this.#numbers = undefined;
  }
}

function areNames(value: unknown, count: number): boolean {
  return (
    Array.isArray(value) &&
    count > 1 &&
    value.length === count &&
    value.every((name) => typeof name === "string")
  );
}

/** Returns the number of each value in `numbers`, -1 for one that is not there. */
function codesOf(column: Column, numbers: ReadonlyMap<string | null, number>): Int32Array {
  const { codes, categories } = stringsOf(column);
  const missing = numbers.get(null) ?? -1;
  const result = new Int32Array(codes.length);
  // Looked up only when it occurs: the table of a single row may still list the categories of many rows.
  const known = new Int32Array(categories.length).fill(-2);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code >= 0 && known[code] === -2) known[code] = numbers.get(categories[code]!) ?? -1;
    result[i] = code < 0 ? missing : known[code]!;
  }
  return result;
}

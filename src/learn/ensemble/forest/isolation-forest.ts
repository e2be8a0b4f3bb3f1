import * as v from "valibot";
import { ValueError } from "../../core/errors.ts";
import { OutlierDetectorEstimator } from "../../core/estimator.ts";
import type { TreeExplanation } from "../../core/explanation.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import {
  ALL,
  type All,
  all,
  countOrFraction,
  either,
  flag,
  MOST,
  number,
  partialFraction,
  wholeNumber,
  withDefault,
} from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import { Random } from "../../core/random.ts";
import { checkSound, isWhole } from "../../core/restored.ts";
import type { RestoreStep, StepState } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { weightedSample } from "../../core/weighted-sample.ts";
import { cumulativeSums, searchSortedRight } from "../../linalg/cumulative-sums.ts";
import { quantileFromBelow } from "../../linalg/quantiles.ts";
import { forestExplanation } from "../../tree/forest-explanation.ts";
import { featureCount, someFeatures, treeSeed } from "../../tree/growth-parameters.ts";
import { type SingleMatrix, singlePrecision } from "../../tree/single-precision.ts";
import {
  addForestPredictions,
  checkForest,
  ForestWriter,
  type StoredForest,
} from "../../tree/stored-forest.ts";
import { checkWidth } from "../../validation/input.ts";
import { treeCount } from "./bootstrap.ts";
import { IsolationGrower, meanPathLength } from "./isolation-tree.ts";

const parameters = defineParameters({
  n_estimators: treeCount,
  max_samples: withDefault(
    countOrFraction(either(v.literal("auto"), wholeNumber(1, MOST), partialFraction, all)),
    "auto",
    "Rows of each tree: a number (all rows if there are fewer), a fraction of all rows, or auto for at most 256",
  ),
  contamination: withDefault(
    either(v.literal("auto"), number({ above: 0, most: 0.5 })),
    "auto",
    "Fraction of outliers in the training rows; auto: the threshold of the paper",
  ),
  max_features: withDefault(someFeatures, ALL, "Columns of each tree: a number, or a fraction of them"),
  bootstrap: flag(
    false,
    "Draw the rows of a tree with replacement; as in scikit-learn, a row drawn several times counts once in the sizes of nodes",
  ),
  random_state: treeSeed,
});

/** The fitted state of `IsolationForest`. */
interface IsolationForestState {
  readonly forest: StoredForest;
  /** Number of rows per tree. */
  readonly max_samples: number;
  /** Rows with a score below it are outliers. */
  readonly offset: number;
}

/**
 * Isolation forest: a row that few random splits separate from all others is unusual. The score of a row is
 * −2^(−mean path length / c(m)), where c(m) is the mean path length of m rows, the number of rows per tree: near −1 for
 * outliers, above −0.5 for usual rows.
 * Reference: Liu, Ting and Zhou, Isolation Forest, 2008, doi:10.1109/ICDM.2008.17.
 * Cost: O(n_estimators · m log m) to fit, O(n_estimators · log m) per row to score.
 */
export class IsolationForest extends OutlierDetectorEstimator<typeof parameters, IsolationForestState> {
  static readonly type = "IsolationForest";
  static readonly parameters = parameters;

  override checkTakesSampleWeight(): void {}

  /**
   * As in scikit-learn, the weights of rows are those of being drawn for a tree; without `bootstrap`, no more rows are drawn than
   * have a positive weight. Throws `ValueError` for parameters out of range and for missing or infinite values.
   */
  override fit(
    X: Table,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkParameters();
    const input = singlePrecision(X, this.type);
    const { contamination, max_samples } = this.parameters;
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const wanted = sampleCount(max_samples, input.rows);
    const m =
      sampleWeight === undefined || this.parameters.bootstrap
        ? wanted
        : Math.min(wanted, sampleWeight.filter((weight) => weight > 0).length);
    if (typeof max_samples === "number" && max_samples > input.rows) {
      monitor.warn(`max_samples=${max_samples} is more than there are rows; all ${input.rows} are taken`);
    }
    const forest = this.#grow(input, m, sampleWeight, monitor);
    this.fitted = { forest, max_samples: m, offset: -0.5 };
    if (contamination !== "auto") {
      const offset = quantileFromBelow(this.#scores(input), contamination);
      this.fitted = { forest, max_samples: m, offset };
    }
    return this;
  }

  #grow(
    { rows, columns, data }: SingleMatrix,
    m: number,
    weights: Float64Array | undefined,
    monitor: FitMonitor,
  ): StoredForest {
    const { n_estimators, max_features, bootstrap, random_state } = this.parameters;
    const width = featureCount(max_features, columns);
    const random = new Random(random_state);
    const taken = Array.from({ length: width }, () => new Float32Array(m));
    const grower = new IsolationGrower(taken, Math.ceil(Math.log2(Math.max(m, 2))), random);
    const writer = new ForestWriter(columns, 1);
    const draw = bootstrap
      ? withReplacement(rows, m, random, weights)
      : withoutReplacement(rows, m, random, weights);
    const features = Int32Array.from({ length: columns }, (_, j) => j);
    for (let t = 0; t < n_estimators; t++) {
      if (width < columns) sampleFirst(features, width, random);
      const { drawn, counts } = draw();
      drawn.forEach((row, i) => {
        for (let j = 0; j < width; j++) taken[j]![i] = data[row * columns + features[j]!]!;
      });
      writer.add(grower.grow(drawn.length, counts), { features });
      monitor.iteration(t + 1, n_estimators);
    }
    return writer.finish();
  }

  override scoreSamples(X: Table): Float64Array {
    checkWidth(X, this.state.forest.features, this.type);
    return this.#scores(singlePrecision(X, this.type));
  }

  #scores(input: SingleMatrix): Float64Array {
    const { forest, max_samples } = this.state;
    const scores = new Float64Array(input.rows);
    addForestPredictions(forest, input, scores);
    const denominator = forest.roots.length * meanPathLength(max_samples);
    for (let i = 0; i < scores.length; i++) {
      scores[i] = -(2 ** -(denominator === 0 ? 1 : scores[i]! / denominator));
    }
    return scores;
  }

  /** Returns the scores minus the threshold: negative for outliers. */
  decisionFunction(X: Table): Float64Array {
    const { offset } = this.state;
    return this.scoreSamples(X).map((score) => score - offset);
  }

  override predict(X: Table): Int32Array {
    return Int32Array.from(this.decisionFunction(X), (value) => (value < 0 ? -1 : 1));
  }

  /** By the mean length of the paths, of which the score is −2^(−length / c(m)). */
  override explanation(): TreeExplanation {
    const { forest } = this.state;
    const outputs = {
      unit: "path_length",
      init: new Float64Array(1),
      scale: 1 / forest.roots.length,
    } as const;
    return forestExplanation(forest, outputs, this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { forest, max_samples, offset } = this.state ?? {};
    checkForest(this.type, forest);
    // The value of a leaf is the length of the path to it.
    const arePaths = forest.width === 1 && forest.values.every((length) => length >= 0);
    checkSound(this.type, arePaths && isWhole(max_samples, 1) && Number.isFinite(offset));
  }
}

/** Returns the number of rows of a tree. */
function sampleCount(maxSamples: number | All | "auto", rows: number): number {
  if (maxSamples === "auto") return Math.min(256, rows);
  if (maxSamples === ALL) return rows;
  return maxSamples >= 1 ? Math.min(maxSamples, rows) : Math.max(1, Math.floor(maxSamples * rows));
}

/** Rows drawn for a tree. */
interface Draw {
  /** Each row once. */
  readonly drawn: Int32Array;
  /** How often each of them was drawn; null for once. */
  readonly counts: Int32Array | null;
}

/** Returns a function that draws `size` of `rows` rows without replacement, by weight if there are `weights`. */
function withoutReplacement(
  rows: number,
  size: number,
  random: Random,
  weights: Float64Array | undefined,
): () => Draw {
  if (weights !== undefined) return () => ({ drawn: weightedSample(weights, size, random), counts: null });
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return () => {
    sampleFirst(order, size, random);
    return { drawn: order.subarray(0, size), counts: null };
  };
}

/** Returns a function that draws `size` of `rows` rows with replacement, by weight if there are `weights`. */
function withReplacement(
  rows: number,
  size: number,
  random: Random,
  weights: Float64Array | undefined,
): () => Draw {
  const cumulative = weights && cumulativeSums(weights);
  const total = cumulative?.at(-1) ?? 0;
  const drawRow = () =>
    cumulative === undefined
      ? random.below(rows)
      : Math.min(searchSortedRight(cumulative, random.next() * total), rows - 1);
  const lastDraw = new Int32Array(rows);
  /** The place of a row among those drawn. */
  const places = new Int32Array(rows);
  const drawn = new Int32Array(size);
  const counts = new Int32Array(size);
  let draws = 0;
  return () => {
    draws++;
    let count = 0;
    for (let i = 0; i < size; i++) {
      const row = drawRow();
      if (lastDraw[row] === draws) {
        counts[places[row]!]!++;
        continue;
      }
      lastDraw[row] = draws;
      places[row] = count;
      counts[count] = 1;
      drawn[count++] = row;
    }
    return { drawn: drawn.subarray(0, count), counts };
  };
}

/** Moves `size` random entries of `values` to the front: the first steps of a shuffle. */
function sampleFirst(values: Int32Array, size: number, random: Random): void {
  for (let i = 0; i < size; i++) {
    const j = i + random.below(values.length - i);
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
}

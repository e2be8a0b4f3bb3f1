import { followColumns } from "../core/column-sources.ts";
import { ValueError } from "../core/errors.ts";
import {
  type Explanation,
  type ExplanationUnit,
  type MeanExplanation,
  noExplanation,
} from "../core/explanation.ts";
import type { Table } from "../core/table.ts";
import { meanOf } from "../linalg/mean-of.ts";
import { emptyTable, type Pipeline } from "../pipeline.ts";
import { isMissing } from "../preprocessing/imputer-statistics.ts";
import { TreeShap } from "./tree-shap.ts";
import { addUp, mixingMessage, termsOf, unmixedTerms } from "./weighted-sums.ts";

/** Computes the contributions of the columns that an estimator takes. */
interface Contributor {
  /** k base values. */
  readonly base: Float64Array;
  /** Bytes of memory that it keeps. */
  readonly bytes: number;
  /** Returns n × k × q contributions of the columns that the estimator takes. */
  contributions(X: Table): Float64Array;
}

/**
 * Explains the predictions of a fitted pipeline: for each row and output a contribution of each column of the features, which
 * together with the base value of the output add up to it. Contributions of columns that a transformer has made of one column,
 * as one-hot encoding does, are added up. Pipelines keep no rows, so the base values are those of the training rows: the output
 * at the mean of each column for a linear estimator, the mean output by the weights of the leaves for trees.
 */
export class Explainer {
  readonly unit: ExplanationUnit;
  /** k numbers: one per label of a regressor, one per class of a classifier of three or more, else one. */
  readonly base: Float64Array;
  /** Memory that the explainer keeps, with the state of its pipeline. */
  readonly bytes: number;
  readonly #pipeline: Pipeline;
  readonly #explanation: Explanation;
  readonly #contributor: Contributor;
  /** The feature from which each column that the estimator takes is computed; undefined if a step mixes columns. */
  readonly #from: Int32Array | undefined;
  /** The features whose missing values are filled. */
  readonly #filled: readonly number[];

  /**
   * Prepares explanations. Throws `ValueError` if the estimator has none, or a step before it mixes columns in a way that
   * cannot be undone; and `StateError` if the pipeline was stored in an older format that lacks what explanations need.
   */
  constructor(pipeline: Pipeline) {
    const { estimator, transformers, schema } = pipeline;
    const empty = emptyTable(schema);
    const explanation = estimator.explanation?.();
    if (explanation === undefined) {
      throw new ValueError(noExplanation(estimator.type));
    }
    this.#pipeline = pipeline;
    this.#explanation = explanation;
    const { from, filled } = followColumns(transformers, empty);
    this.#from = from;
    this.#filled = [...filled].sort((a, b) => a - b);
    if (from === undefined) {
      if (explanation.kind !== "linear") {
        const mixing = transformers.find(
          (_, at) => followColumns(transformers.slice(0, at + 1), empty).from === undefined,
        )!;
        throw new ValueError(mixingMessage(mixing));
      }
      unmixedTerms(transformers, empty, explanation.sums);
    }
    this.#contributor = contributorOf(explanation, estimator.type);
    const { base, bytes } = this.#contributor;
    if (!base.every(Number.isFinite))
      throw new ValueError(`the base value of ${estimator.type} is not finite`);
    this.unit = explanation.unit;
    this.base = base;
    this.bytes = bytes + bytesOf(pipeline.toStates());
  }

  /**
   * Returns n × k × p contributions of the features, row-major, in the order of `pipeline.schema.featureNames`. `X` is
   * `pipeline.transform(features)`. Throws `ValueError` as the prediction does.
   */
  contributions(features: Table, X = this.#pipeline.transform(features)): Float64Array {
    const { featureNames } = this.#pipeline.schema;
    if (this.#from !== undefined) {
      return addUp(this.#contributor.contributions(X), this.#from, featureNames.length);
    }
    const { transformers } = this.#pipeline;
    const { sums } = this.#explanation as Extract<Explanation, { kind: "linear" }>;
    return unmixedTerms(transformers, features.select(featureNames), sums);
  }

  /** Returns for each row the names of the features that were missing and were filled by a transformer. */
  filled(features: Table): string[][] {
    const { featureNames } = this.#pipeline.schema;
    const table = features.select(featureNames);
    const lists = Array.from({ length: table.rows }, (): string[] => []);
    for (const index of this.#filled) {
      const column = table.column(index);
      lists.forEach((list, row) => {
        if (isMissing(column, row)) list.push(featureNames[index]!);
      });
    }
    return lists;
  }
}

/** Returns the bytes of the arrays and texts in plain data. */
function bytesOf(data: unknown): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  if (typeof data === "string") return 2 * data.length;
  if (typeof data !== "object" || data === null) return 0;
  return Object.values(data).reduce((sum: number, part) => sum + bytesOf(part), 0);
}

function contributorOf(explanation: Explanation, owner: string): Contributor {
  if (explanation.kind === "mean") return meanContributor(explanation, owner);
  if (explanation.kind === "trees") return new TreeShap(explanation, owner);
  if (explanation.kind === "own") {
    const { base } = explanation;
    const contributions = (X: Table) => {
      const own = explanation.contributions(X);
      if (own.length === X.rows * base.length * X.columns) return own;
      throw new TypeError(
        `the step ${owner}: contributions must return ${X.rows} × ${base.length} × ${X.columns} numbers, not ${own.length}`,
      );
    };
    return { base, bytes: base.byteLength, contributions };
  }
  const { sums, intercept } = explanation;
  const { coef, mean } = sums;
  const p = mean.length;
  const base = intercept.map((value, o) => mean.reduce((sum, own, j) => sum + coef[o * p + j]! * own, value));
  return { base, bytes: coef.byteLength + mean.byteLength, contributions: (X) => termsOf(sums, X) };
}

function meanContributor({ members }: MeanExplanation, owner: string): Contributor {
  const contributors = members.map((member) => contributorOf(member, owner));
  return {
    base: meanOf(contributors.map(({ base }) => base)),
    bytes: contributors.reduce((sum, { bytes }) => sum + bytes, 0),
    contributions: (X) => meanOf(contributors.map((contributor) => contributor.contributions(X))),
  };
}

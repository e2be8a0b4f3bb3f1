import { encodeTargets } from "../learn/core/labels.ts";
import { type Matrix, stackMatrices } from "../learn/core/matrix.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { codesAmong } from "./encoded-labels.ts";

/** What a pipeline predicts for some rows and what is true, as plain data. */
export type Outcome = ClassOutcome | NumberOutcome;

/** Classes as their numbers among those of the training. */
export interface ClassOutcome {
  readonly truth: Int32Array;
  readonly predicted: Int32Array;
  /** Null where there are neither probabilities nor decision values of single classes. */
  readonly scores: ClassScores | null;
}

/** Scores of some classes. */
export interface ClassScores {
  readonly of: "probability" | "decision_value";
  /** The number of the class of each column of `values`. */
  readonly classes: Int32Array;
  /** n × number of classes. */
  readonly values: Matrix;
}

/** Numbers, n × labels. */
export interface NumberOutcome {
  readonly truth: Matrix;
  readonly predicted: Matrix;
}

/** The classes of a training, and those of which scores are kept. */
export interface ClassChoice {
  readonly classes: readonly Scalar[];
  readonly scored: Int32Array;
}

/**
 * Returns what a pipeline predicts for rows that it keeps (see `Pipeline.keepRows`); undefined for one without labels. `choice` is
 * that of the training, of whose rows the pipeline may have learnt only some; null for a regressor. The result shares no memory
 * with that of the pipeline. Throws what the steps throw.
 */
export function outcomeOf(
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  choice: ClassChoice | null,
): Outcome | undefined {
  const { kind } = pipeline.estimator;
  if (kind === "regressor") {
    const { rows, columns, data } = pipeline.predictValues(features);
    return { truth: encodeTargets(labels), predicted: { rows, columns, data: data.slice() } };
  }
  if (kind !== "classifier" || choice === null) return undefined;
  const own = pipeline.schema.classes!;
  const position = new Map(choice.classes.map((label, index) => [label, index]));
  const numbers = Int32Array.from(own, (label) => position.get(label)!);
  const { codes, probabilities } = pipeline.classify(features);
  return {
    truth: codesAmong(choice.classes, labels),
    predicted: own.length === choice.classes.length ? codes.slice() : codes.map((code) => numbers[code]!),
    scores: scoresOf(pipeline, features, probabilities, numbers, choice),
  };
}

function scoresOf(
  pipeline: Pipeline,
  features: Table,
  probabilities: Matrix | undefined,
  numbers: Int32Array,
  { classes, scored }: ClassChoice,
): ClassScores | null {
  if (scored.length === 0) return null;
  if (probabilities !== undefined) {
    return { of: "probability", classes: scored, values: pick(probabilities, numbers, scored) };
  }
  // Decision values of a fit that lacks a class are not comparable with those of the others.
  if (!pipeline.hasScores || numbers.length !== classes.length) return null;
  const scores = pipeline.scores(features);
  const values =
    scores.columns === 1 && classes.length === 2
      ? { ...scores, data: scores.data.slice() }
      : scores.columns === classes.length
        ? pick(scores, numbers, scored)
        : undefined;
  return values === undefined ? null : { of: "decision_value", classes: scored, values };
}

/** Returns the columns of the wanted classes, where `numbers` has the class of each column; 0 for an absent one. */
function pick({ rows, columns, data }: Matrix, numbers: Int32Array, wanted: Int32Array): Matrix {
  const width = wanted.length;
  const picked = new Float64Array(rows * width);
  wanted.forEach((number, to) => {
    const from = numbers.indexOf(number);
    if (from < 0) return;
    for (let i = 0; i < rows; i++) picked[i * width + to] = data[i * columns + from]!;
  });
  return { rows, columns: width, data: picked };
}

/** Joins what several pipelines predict for different rows. Scores are null if one of them has none, or of another kind. */
export function joinOutcomes(outcomes: readonly Outcome[]): Outcome | undefined {
  const first = outcomes[0];
  if (first === undefined || outcomes.length === 1) return first;
  const classes = outcomes.filter((outcome) => "scores" in outcome);
  if (classes.length === 0) {
    return {
      truth: stackMatrices(outcomes.map(({ truth }) => truth as Matrix)),
      predicted: stackMatrices(outcomes.map(({ predicted }) => predicted as Matrix)),
    };
  }
  const scores = classes.map((outcome) => outcome.scores);
  const [some] = scores;
  const areAlike = some != null && scores.every((other) => other?.of === some.of);
  return {
    truth: concatenate(classes.map(({ truth }) => truth)),
    predicted: concatenate(classes.map(({ predicted }) => predicted)),
    scores: areAlike ? { ...some, values: stackMatrices(scores.map((each) => each!.values)) } : null,
  };
}

function concatenate(lists: readonly Int32Array[]): Int32Array {
  const joined = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined;
}

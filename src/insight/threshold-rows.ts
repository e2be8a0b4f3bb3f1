import { shortName } from "../learn/core/errors.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import { TunedThresholdClassifierCV } from "../learn/model-selection/tuned-threshold-classifier-cv.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { encodedClasses } from "./encoded-labels.ts";

/** With fewer rows of a class in each fold, the score of a threshold depends on single rows. */
const LEAST_IN_FOLD = 5;

/** The rows by which the threshold between two classes is chosen. */
export interface ThresholdRows {
  /** The class with fewer rows, and how many it has. */
  readonly class: Scalar;
  readonly rows: number;
  /** The folds that these rows are divided into. */
  readonly folds: number;
}

/** Returns by which rows a pipeline chooses a threshold; undefined if it does not choose one between two classes. */
export function thresholdRowsOf({ estimator }: Pipeline, labels: Table): ThresholdRows | undefined {
  if (!(estimator instanceof TunedThresholdClassifierCV)) return undefined;
  const { classes, codes } = encodedClasses(labels);
  if (classes.length !== 2) return undefined;
  let ofLast = 0;
  for (let i = 0; i < codes.length; i++) ofLast += codes[i]!;
  const isLast = 2 * ofLast <= codes.length;
  return {
    class: classes[isLast ? 1 : 0]!,
    rows: isLast ? ofLast : codes.length - ofLast,
    folds: estimator.parameters.cv,
  };
}

/** Returns what to say about a threshold that is chosen by too few rows of a class; undefined if there are enough. */
export function aboutThreshold({ class: label, rows, folds }: ThresholdRows): string | undefined {
  const needed = LEAST_IN_FOLD * folds;
  if (rows >= needed) return undefined;
  const name = JSON.stringify(typeof label === "string" ? shortName(label) : label);
  return `the threshold is chosen on ${folds} folds, but only ${rows} rows are of the class ${name}: it depends on chance; send a number as threshold, leave it out, or train on at least ${needed} rows of each class`;
}

import type { Table } from "../learn/core/table.ts";
import type { Metrics } from "../models/model.ts";
import { codesAmong, encodedClasses } from "./encoded-labels.ts";

/**
 * Returns the metrics of `Classifier.extractMetrics` for a classifier that always predicts the most frequent class of the labels
 * `train`, with the fractions of their classes as probabilities: scikit-learn's `DummyClassifier`. They are those of the rows with
 * the labels `test`. Cost: a pass over the labels, without the sorting that a measurement of predictions takes.
 */
export function priorMetrics(train: Table, test: Table): Metrics {
  const { classes, codes } = encodedClasses(train);
  const learnt = countsOf(codes, classes.length);
  const truth = countsOf(codesAmong(classes, test), classes.length);
  const n = test.rows;
  const best = learnt.indexOf(Math.max(...learnt));
  const right = truth[best]!;
  // The last entry counts labels that were not learnt; they are a class of their own.
  const present = truth.filter((count) => count > 0).length;
  const labels = present + (right === 0 ? 1 : 0);
  const recall = right > 0 ? 1 : 0;
  const metrics: Metrics = {
    accuracy: right / n,
    balanced_accuracy: recall / present,
    precision_macro: right / n / labels,
    recall_macro: recall / labels,
    f1_macro: (2 * right) / (n + right) / labels,
  };
  if (classes.length === 1) return metrics;
  let loss = 0;
  for (let k = 0; k < truth.length; k++) loss -= truth[k]! * Math.log(likely(k, learnt, codes.length));
  metrics.log_loss = loss / n;
  if (classes.length > 2) {
    if (classes.every((_, k) => truth[k]! > 0)) metrics.roc_auc_ovr_macro = 0.5;
  } else if (truth[1]! > 0 && truth[1]! < n) metrics.roc_auc = 0.5;
  return metrics;
}

/** Returns the number of rows of each class, and of those with code -1. */
function countsOf(codes: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes + 1).fill(0);
  for (let i = 0; i < codes.length; i++) counts[codes[i]! < 0 ? classes : codes[i]!]!++;
  return counts;
}

/** Returns the probability of class `k`, limited as for the log loss. */
function likely(k: number, learnt: readonly number[], rows: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, learnt[k]! / rows));
}

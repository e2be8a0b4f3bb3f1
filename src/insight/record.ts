import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Metrics, Model } from "../models/model.ts";
import { describeThrown } from "../models/origin.ts";
import { baselineMetrics } from "./baseline.ts";
import { type ImportanceOnRows, type ImportancePlan, measureImportance } from "./importance.ts";
import { type ClassChoice, type Outcome, outcomeOf } from "./outcome.ts";

/** What is recorded of a fitted pipeline on some rows for the report of a run: plain data, which may come from another thread. */
export interface FitRecord {
  /** Absent for a model without labels. */
  readonly outcome?: Outcome | undefined;
  readonly importance?: ImportanceOnRows | undefined;
  readonly baseline: Metrics;
  /** What could not be recorded, and why. */
  readonly problems: readonly string[];
}

/** How to record. */
export interface RecordPlan {
  readonly model: Model;
  /** The classes of the training; null for a model without classes. */
  readonly choice: ClassChoice | null;
  readonly importance: ImportancePlan | null;
}

/**
 * Records what a pipeline predicts for rows that it keeps, which of their columns it relies on, and how a model fares that ignores
 * the columns and has learnt from `trainLabels`. An exception of a step is not thrown, but becomes a problem.
 */
export function recordFit(
  { model, choice, importance }: RecordPlan,
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  train: { readonly features: Table; readonly labels: Table },
): FitRecord {
  const problems: string[] = [];
  const outcome = attempt("the predictions", problems, () => outcomeOf(pipeline, features, labels, choice));
  return {
    outcome,
    importance:
      importance === null || outcome === undefined
        ? undefined
        : attempt("the importance of columns", problems, () =>
            measureImportance(pipeline, features, labels, importance),
          ),
    baseline: baselineMetrics(model, train, { features, labels }, pipeline.predictedQuantile),
    problems,
  };
}

/** Returns the result of `work`. If it throws, adds to `problems` that `what` could not be measured, and returns undefined. */
export function attempt<T>(what: string, problems: string[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { name, message } = describeThrown(error);
    problems.push(`${what} could not be measured: ${name}: ${message}`);
    return undefined;
  }
}

import { type FitRecord, type RecordPlan, recordFit } from "../insight/record.ts";
import type { KeepOfFold } from "../learn/model-selection/cross-validate.ts";

/** Returns what records each fold; undefined if nothing is to be recorded. */
export function keeper(recordPlan: RecordPlan | null): KeepOfFold<FitRecord> | undefined {
  if (recordPlan === null) return undefined;
  return (pipeline, test, train) => recordFit(recordPlan, pipeline, test.features, test.labels, train);
}

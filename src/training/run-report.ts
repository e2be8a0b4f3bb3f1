import { describeRun, type RowSplit, recordPlanOf } from "../insight/describe-run.ts";
import { encodeReport } from "../insight/encode-report.ts";
import type { RunClasses } from "../insight/listed-classes.ts";
import { attempt, type FitRecord, type RecordPlan, recordFit } from "../insight/record.ts";
import { shortName } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Metrics } from "../models/model.ts";
import type { Evaluated } from "./evaluate.ts";
import type { EvaluationPlan } from "./evaluation-plan.ts";
import type { PreparedTraining } from "./prepare.ts";

/** The report of a run while it is fitted. An exception in it does not fail the run: the report lacks the part, or is absent. */
export class RunReport {
  readonly #training: PreparedTraining;
  readonly #classes: RunClasses | null;
  /** How the fits on parts of the rows are recorded. */
  readonly plan: RecordPlan;
  #trained: FitRecord | undefined;

  constructor(training: PreparedTraining) {
    const { model, features, parameters } = training;
    this.#training = training;
    this.#classes = training.classes();
    this.plan = recordPlanOf(model, this.#classes, {
      randomState: Number(parameters.random_state ?? 0),
      trainingRows: features.rows,
    });
  }

  /** Records the fit on all rows, which the pipeline keeps. Other rows, if there are any, tell how important columns are. */
  recordTraining(pipeline: Pipeline): void {
    const { features, labels, plan } = this.#training;
    const isMeasuredElsewhere = plan.holdOut !== null || plan.folds.length > 0;
    const record = isMeasuredElsewhere ? { ...this.plan, importance: null } : this.plan;
    this.#trained = recordFit(record, pipeline, features, labels, { features, labels });
  }

  /** Returns the encoded report. Warns `monitor` of what could not be measured. */
  encode(
    pipeline: Pipeline,
    measured: Metrics,
    evaluated: Evaluated,
    monitor: FitMonitor,
  ): Uint8Array | undefined {
    const problems: string[] = [];
    const bytes = attempt("the report of the run", problems, () => {
      const { model, features, labels } = this.#training;
      const { measurements, records } = evaluated;
      const recordedOn =
        (["cv", "validation"] as const).find((way) => records[way]?.some(hasOutcome)) ?? "training";
      const report = describeRun({
        model,
        pipeline,
        features,
        labels,
        classes: this.#classes,
        textsAsMissing: this.#training.textsAsMissing,
        leftOut: this.#training.leftOut,
        summary: this.#training.summary(),
        measurements: { ...measurements, training: { metrics: measured, baseline: this.#trained!.baseline } },
        records: recordedOn === "training" ? [this.#trained!] : records[recordedOn]!,
        recordedOn,
        foldsLeftOut: evaluated.foldsLeftOut,
        split: recordedOn === "training" ? {} : splitOf(this.#training.plan),
      });
      problems.push(...report.evaluation.problems);
      return encodeReport(report);
    });
    for (const problem of problems) monitor.warn(`report: ${problem}`);
    return bytes;
  }
}

/** Most columns of a kind that are named. */
const MOST_NAMED = 10;

function splitOf({ groups, time, doubtful }: EvaluationPlan): RowSplit {
  const { dated, repeated } = doubtful;
  return {
    ...(groups === null ? {} : { groups: shortName(groups) }),
    ...(time === null ? {} : { time: shortName(time) }),
    ...(dated.length === 0 ? {} : { dated_columns: dated.slice(0, MOST_NAMED).map(shortName) }),
    ...(repeated.length === 0 ? {} : { repeated_columns: repeated.slice(0, MOST_NAMED).map(shortName) }),
  };
}

function hasOutcome({ outcome }: FitRecord): boolean {
  return outcome !== undefined;
}

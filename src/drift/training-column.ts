import { shortText } from "../insight/category-summary.ts";
import { decodeColumns, type OtherColumn } from "../insight/decode-report.ts";
import type { ColumnSummary } from "../insight/report.ts";
import { StateError } from "../learn/core/errors.ts";
import { knownCategories } from "../models/known-categories.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { BooleanCoder } from "./boolean-coder.ts";
import type { Coder } from "./coder.ts";
import { MOST_BINS } from "./codes.ts";
import { NumberCoder } from "./number-coder.ts";
import { PRESENCE_CODER } from "./presence-coder.ts";
import { TextCoder } from "./text-coder.ts";

/** What is known of a column in the training. */
export interface TrainingColumn {
  /** As the report has it: cut if it is long. */
  readonly name: string;
  /** Its number among the features of the pipeline. */
  readonly index: number;
  readonly kind: (ColumnSummary | OtherColumn)["kind"];
  /** The share of the rows without a value. */
  readonly missingShare: number;
  readonly coder: Coder;
  /** Number of values that the counts of the bins are of. */
  readonly values: number;
}

/**
 * Returns the columns that the report of a run has, the most important first. Two columns whose names are cut to the same text are
 * left out. Throws `StateError` if the report is malformed, or has more bins of a column than a window can tell apart.
 */
export function trainingColumns({ pipeline, report }: StoredPipeline): TrainingColumn[] {
  if (report === undefined) return [];
  const names = pipeline.schema.featureNames.map(shortText);
  const known = knownCategories(pipeline);
  return decodeColumns(report).flatMap((summary) => {
    const index = names.indexOf(summary.name);
    if (index < 0 || names.indexOf(summary.name, index + 1) >= 0) return [];
    const { name, kind, count, missing } = summary;
    const coder = coderOf(summary, known.get(pipeline.schema.featureNames[index]!));
    if (coder.bins.length > MOST_BINS)
      throw new StateError(`its report has ${coder.bins.length} bins of a column`);
    return [
      {
        name,
        index,
        kind,
        missingShare: missing === 0 ? 0 : missing / (count + missing),
        coder,
        values: coder.bins.reduce((sum, bin) => sum + bin.count, 0),
      },
    ];
  });
}

function coderOf(summary: ColumnSummary | OtherColumn, known: ReadonlySet<string> | undefined): Coder {
  switch (summary.kind) {
    case "numeric":
      return new NumberCoder(summary);
    case "boolean":
      return new BooleanCoder(summary);
    case "string":
      return new TextCoder(summary, known);
    // Dates go on by themselves: what lies after those of the training is no surprise.
    default:
      return PRESENCE_CODER;
  }
}

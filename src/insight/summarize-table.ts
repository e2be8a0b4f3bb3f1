import type { Column } from "../learn/core/column.ts";
import { encodeTargets } from "../learn/core/labels.ts";
import type { Table } from "../learn/core/table.ts";
import type { Model } from "../models/model.ts";
import { shortText, summarizeBooleans, summarizeTexts } from "./category-summary.ts";
import { secondsOfRows, summarizeDatetimes } from "./datetime-summary.ts";
import { encodeColumn } from "./encode-report.ts";
import { encodedClasses } from "./encoded-labels.ts";
import { mostSorted, summarizeNumbers } from "./numeric-summary.ts";
import type { ColumnSummary, Packed } from "./report.ts";
import { type SingleLabel, scoreAlone } from "./score-alone.ts";
import { spreadRows } from "./spread-rows.ts";

/** The summaries of the rows of a training. */
export interface TrainingSummary {
  /** In the order of the columns. */
  readonly features: readonly Packed<ColumnSummary>[];
  readonly labels: readonly Packed<ColumnSummary>[];
}

/** Columns beyond this number are not summarized. */
const MOST_COLUMNS = 1000;
const MOST_LABELS = 20;

/**
 * Summarizes the columns and the labels of a training; at most `MOST_COLUMNS` and `MOST_LABELS` of them. The labels must be such
 * that the model can learn them. `datetimes` are the features that the model reads as dates and times. The features are encoded
 * too. Cost: a pass over the table, and a sort of `mostSorted` numbers per column.
 */
export function summarizeTraining(
  type: Model["type"],
  features: Table,
  labels: Table,
  datetimes: readonly string[] = [],
): TrainingSummary {
  const areTimes = new Set(datetimes);
  const label = singleLabel(type, labels);
  const rows = spreadRows(features.rows, mostSorted(features.columns));
  const scratch = new Float64Array(rows.length);
  const alone: ScoreAlone | undefined =
    label && ((column, count) => scoreAlone(column, label, rows, scratch, count));
  const columns = features.names
    .slice(0, MOST_COLUMNS)
    .map((name, index) =>
      areTimes.has(name)
        ? summarizeTimes(features, index, rows, scratch, alone)
        : summarizeColumn(features, index, rows, scratch, alone),
    );
  for (const column of columns) encodeColumn(column);
  return {
    features: columns,
    labels: labels.names
      .slice(0, MOST_LABELS)
      .map((_, index) => summarizeColumn(labels, index, rows, scratch)),
  };
}

function singleLabel(type: Model["type"], labels: Table): SingleLabel | undefined {
  if (labels.names.length !== 1) return undefined;
  if (type === "classification") {
    const { codes, classes } = encodedClasses(labels);
    return classes.length < 2 ? undefined : { kind: "classes", codes, classes: classes.length };
  }
  return type === "regression" ? { kind: "numbers", values: encodeTargets(labels).data } : undefined;
}

/** Returns how well a column alone predicts the label; `sampled` of its numbers are sorted. */
type ScoreAlone = (column: Column, sampled: number) => number | undefined;

function summarizeColumn(
  table: Table,
  index: number,
  rows: Int32Array,
  scratch: Float64Array,
  alone?: ScoreAlone,
): Packed<ColumnSummary> {
  const column = table.column(index);
  const name = shortText(table.names[index]!);
  const summary =
    column.kind === "numeric"
      ? summarizeNumbers(column.values, rows, scratch)
      : column.kind === "boolean"
        ? summarizeBooleans(column)
        : summarizeTexts(column);
  const score = alone?.(column, "sampled" in summary ? summary.sampled : 0);
  return { name, ...summary, ...(score === undefined ? {} : { score_alone: score }) };
}

function summarizeTimes(
  table: Table,
  index: number,
  rows: Int32Array,
  scratch: Float64Array,
  alone?: ScoreAlone,
): Packed<ColumnSummary> {
  const values = secondsOfRows(table.column(index), table.names[index]!);
  const summary = summarizeDatetimes(values, rows, scratch);
  const score = alone?.({ kind: "numeric", values }, summary.sampled);
  return {
    name: shortText(table.names[index]!),
    ...summary,
    ...(score === undefined ? {} : { score_alone: score }),
  };
}

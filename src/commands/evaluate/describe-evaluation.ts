import { areDates } from "../../insight/datetime-summary.ts";
import {
  formatCount,
  formatNumber,
  formatScore,
  formatShare,
  formatSpread,
} from "../../insight/page/format.ts";
import { measuredOn } from "../../insight/page/measured-on.ts";
import type { ColumnSummary, MeasuredOn, Report } from "../../insight/report.ts";
import { alignColumns } from "../terminal/columns.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Trained } from "./evaluation-result.ts";

/** Most columns that are listed: the most important ones. */
const MOST_COLUMNS = 10;

/** The ways of measuring, first the one that says most about new rows, each with its heading. */
const WAYS: readonly (readonly [MeasuredOn, string])[] = [
  ["cv", "cross-validation"],
  ["validation", "rows held back"],
  ["training", "training rows"],
];

/** Returns how well a model predicts and what it relies on, for people. */
export function describeEvaluation({ report, metrics, warnings }: Trained, terminal: Terminal): string {
  const heading = (text: string) => terminal.style("bold", text);
  const sections = [
    report === undefined
      ? alignColumns(
          [
            [heading("metric"), heading("value")],
            ...Object.entries(metrics).map(([name, value]) => [name, formatNumber(value)]),
          ],
          terminal.width,
        )
      : [
          `${heading("Metrics")}, measured ${measuredOn(report)}`,
          alignColumns(metricRows(report, heading), terminal.width, 2),
        ].join("\n"),
    ...(report === undefined ? [] : [thresholdOf(report, heading), columnsOf(report, terminal)]),
    describeWarnings([...(report?.warnings.map(({ message }) => message) ?? []), ...warnings], terminal),
  ];
  return sections
    .filter((section) => section !== "")
    .map((section) => `\n${section}`)
    .join("\n");
}

function metricRows({ metrics }: Report, heading: (text: string) => string): string[][] {
  const ways = WAYS.filter(([way]) => metrics.some(({ measured_on }) => measured_on === way));
  const names = [...new Set(metrics.map(({ name }) => name))];
  const [first] = ways;
  const lineOf = (name: string, way: MeasuredOn) =>
    metrics.find((line) => line.name === name && line.measured_on === way);
  const baselines = new Map(names.map((name) => [name, lineOf(name, first![0])?.baseline ?? null]));
  const hasBaseline = [...baselines.values()].some((baseline) => baseline !== null);
  const titles = ways.map(([, title]) => heading(title));
  return [
    [
      heading("metric"),
      titles[0] ?? "",
      ...(hasBaseline ? [heading("baseline")] : []),
      ...titles.slice(1),
      "",
    ],
    ...names.map((name) => {
      const [main, ...others] = ways.map(([way]) => {
        const line = lineOf(name, way);
        if (line === undefined) return "–";
        const spread = line.std === null ? "" : ` ± ${formatSpread(line.value, line.std)}`;
        return `${formatScore(line.value, line.std ?? 0)}${spread}`;
      });
      const baseline = baselines.get(name) ?? null;
      return [
        name,
        main ?? "–",
        ...(hasBaseline ? [baseline === null ? "–" : formatScore(baseline)] : []),
        ...others,
        "",
      ];
    }),
  ];
}

function thresholdOf({ evaluation }: Report, heading: (text: string) => string): string {
  const { classes = [], decision_threshold } = evaluation.classification ?? {};
  if (decision_threshold === undefined) return "";
  const what = evaluation.classification?.thresholds?.of === "probability" ? "probability" : "decision value";
  const positive = JSON.stringify(classes.at(-1));
  return `${heading("Decision threshold")}: ${positive} is predicted from a ${what} of ${formatScore(decision_threshold)} on`;
}

function columnsOf({ columns, columns_not_listed, rows, evaluation }: Report, terminal: Terminal): string {
  const heading = (text: string) => terminal.style("bold", text);
  const { importance } = evaluation;
  const left = columns.length + columns_not_listed - MOST_COLUMNS;
  const title =
    importance === null
      ? heading("Columns")
      : `${heading("Columns")}, the most important first: how much ${importance.score} falls if their values are shuffled`;
  const table = alignColumns(
    [
      ["column", "kind", "missing", ...(importance === null ? [] : ["importance"]), ""].map((text) =>
        text === "" ? "" : heading(text),
      ),
      ...columns
        .slice(0, MOST_COLUMNS)
        .map((column) => [
          column.name,
          kindOf(column),
          column.missing === 0 ? "–" : formatShare(column.missing / rows),
          ...(importance === null ? [] : [importanceOf(column)]),
          "",
        ]),
    ],
    terminal.width,
    2,
  );
  return [title, table, ...(left > 0 ? [`  and ${formatCount(left)} more`] : [])].join("\n");
}

function kindOf(column: ColumnSummary): string {
  if (column.kind === "numeric") return "number";
  if (column.kind === "datetime") return areDates(column) ? "date" : "date and time";
  return column.kind === "boolean" ? "boolean" : `text, ${formatCount(column.distinct)} different`;
}

function importanceOf({ importance }: ColumnSummary): string {
  if (importance === undefined) return "–";
  const { mean, std } = importance;
  return `${formatScore(mean, std)} ± ${formatSpread(mean, std)}`;
}

/** Returns what to know about a measurement, for people; empty without messages. */
export function describeWarnings(messages: readonly string[], terminal: Terminal): string {
  if (messages.length === 0) return "";
  const rows = [...new Set(messages)].map((message) => ["-", message]);
  return `${terminal.style("bold", "What to know")}\n${alignColumns(rows, terminal.width, 2)}`;
}

import { formatCount, plural } from "../../insight/page/format.ts";
import { listNames } from "../../learn/core/errors.ts";
import { alignColumns } from "../terminal/columns.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { EvaluationResult } from "./evaluation-result.ts";

/** What stands before the columns that the parameters name. */
const ROLES = { cv_groups: "groups", cv_time: "time", sample_weight: "weights" };

/** Returns which model learnt from which rows, for people, and what was odd about the file. */
export function describeFile({ options, table, columns }: EvaluationResult, terminal: Terminal): string {
  const { model, path } = options;
  const { learnt, labels, unused, roles } = columns;
  const name = path === "-" ? "standard input" : path;
  const rows: [string, string][] = [
    ["model", `${model.name}: ${model.description}`],
    ["file", [`${name}: ${plural(table.rows, "row")}`, ...table.notes].join(", ")],
    ["columns", `${formatCount(learnt.length)} to learn from`],
    ...(labels.length === 0
      ? []
      : [["label", listNames(labels.map((label) => label.name))] as [string, string]]),
    ...Object.entries(ROLES).flatMap(([role, title]): [string, string][] => {
      const name = roles[role as keyof typeof ROLES];
      return name === null ? [] : [[title, listNames([name])]];
    }),
    ...(unused.length === 0 ? [] : [["not used", listNames(unused)] as [string, string]]),
    ...table.warnings.map((warning): [string, string] => [terminal.style("red", "warning"), warning]),
  ];
  return alignColumns(
    rows.map(([title, text]) => [terminal.style("bold", title), text]),
    terminal.width,
  );
}

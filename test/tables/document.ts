import { join } from "node:path";
import { withSection } from "../bench/document.ts";
import {
  deviation,
  mean,
  REFERENCES,
  type Recognized,
  type Results,
  TABLES,
  type TableEntry,
} from "./tables.ts";

/** The page that shows the scores. */
export const PAGE = join(import.meta.dir, "..", "..", "docs", "real-tables.md");

/** Returns the page `document` with the scores of `results`. */
export function withScores(document: string, results: Results): string {
  return withSection(document, "tables", [scores(results), columns(results)].join("\n\n"));
}

/** Returns the table of the scores. */
function scores(results: Results): string {
  const rows = TABLES.map((table) => {
    const { model, boosting } = results[table.name]!.scores;
    const { tabular_pipeline, tabular_pipeline_linear } = REFERENCES.tables[table.name]!.scores;
    return [
      table.name,
      table.metric,
      `\`${table.model}\``,
      withSpread(model),
      withSpread(tabular_pipeline),
      difference(model, tabular_pipeline),
      mean(boosting).toFixed(3),
      mean(tabular_pipeline_linear).toFixed(3),
    ];
  });
  const head = [
    "table",
    "score",
    "model",
    "mlsvc",
    "skrub",
    "difference",
    "mlsvc, boosting",
    "skrub, linear model",
  ];
  return markdownTable(head, rows);
}

/** Returns the table of the columns of each table. */
function columns(results: Results): string {
  const rows = TABLES.map((table) => {
    const { dates, many_values, left_out } = results[table.name]!.columns;
    return [table.name, size(table), ...[dates, many_values, left_out].map(listed)];
  });
  return markdownTable(["table", "rows × columns", "dates", "text with many values", "left out"], rows);
}

function size({ name }: TableEntry): string {
  const { rows, columns } = REFERENCES.tables[name]!;
  return `${rows.toLocaleString("en")} × ${columns}`;
}

function listed(names: Recognized[keyof Recognized]): string {
  const shown = names.slice(0, 6).join(", ");
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}

/** Returns mean ± standard deviation over the folds. */
function withSpread(values: readonly number[]): string {
  return `${mean(values).toFixed(3)} ± ${deviation(values).toFixed(3)}`;
}

/** Returns the mean difference of the folds ± its standard error. */
function difference(own: readonly number[], reference: readonly number[]): string {
  const differences = own.map((score, fold) => score - reference[fold]!);
  const error = deviation(differences) / Math.sqrt(differences.length);
  const value = mean(differences);
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(3)} ± ${error.toFixed(3)}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

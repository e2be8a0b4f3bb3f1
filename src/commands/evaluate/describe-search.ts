import { formatNumber, formatScore, formatSpread, plural } from "../../insight/page/format.ts";
import type { Combination } from "../../learn/model-selection/parameter-grid.ts";
import type { Model } from "../../models/model.ts";
import type { CombinationResult, SearchResults } from "../../offline/search-parameters.ts";
import { parseAsWritten } from "../../offline/written-json.ts";
import { alignColumns } from "../terminal/columns.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { curlCall, javaCall } from "./call-examples.ts";
import { bestParameters } from "./evaluation-result.ts";

/** Most combinations that are listed, the best first. */
const MOST_COMBINATIONS = 20;

/**
 * Returns the results of a search, for people: a table with the best first, what failed, and how to use the best. `given` is the JSON
 * of the parameters that all combinations have.
 */
export function describeSearch(
  model: Model,
  search: SearchResults,
  given: string,
  terminal: Terminal,
): string {
  const { score, cv_results, is_cv, greater_is_better } = search;
  const measured = cv_results
    .filter(({ rank_test_score }) => rank_test_score !== null)
    .toSorted((a, b) => a.rank_test_score! - b.rank_test_score!);
  const failed = cv_results.filter(({ rank_test_score }) => rank_test_score === null);
  const best = bestParameters(search);
  const bold = (text: string) => terminal.style("bold", text);
  const how = is_cv ? "the mean over the folds" : "of the rows held back";
  const sections: string[] = [];
  if (measured.length > 0) {
    const order = greater_is_better ? "largest" : "smallest";
    sections.push(
      `${bold("Search")}: ${plural(cv_results.length, "combination")}, the ${order} ${score} first (${how})`,
      resultTable(search, measured.slice(0, MOST_COMBINATIONS), terminal),
    );
    const left = measured.length - MOST_COMBINATIONS;
    if (left > 0) sections.push(`  and ${left} more; --json has all`);
  }
  if (failed.length > 0) sections.push("", bold("Failed"), failureTable(failed, terminal));
  if (best !== undefined) {
    const parameters = { ...(parseAsWritten(given) as Combination), ...best };
    sections.push(
      "",
      `${bold("Best parameters")}: ${JSON.stringify(best)}`,
      "",
      curlCall(model, parameters),
      "",
      javaCall(model, parameters),
      "",
      ...alignNote(cv_results.length, terminal),
    );
  }
  return `\n${sections.join("\n").trimEnd()}`;
}

function resultTable(
  { score }: SearchResults,
  results: readonly CombinationResult[],
  terminal: Terminal,
): string {
  const names = [...new Set(results.flatMap(({ params }) => Object.keys(params)))];
  const bold = (text: string) => terminal.style("bold", text);
  return alignColumns(
    [
      ["rank", score, "seconds per fit", ...names].map(bold),
      ...results.map(({ rank_test_score, mean_test_score, std_test_score, mean_fit_time, params }) => [
        String(rank_test_score),
        std_test_score === null
          ? formatScore(mean_test_score!)
          : `${formatScore(mean_test_score!, std_test_score)} ± ${formatSpread(mean_test_score!, std_test_score)}`,
        mean_fit_time === null ? "–" : formatNumber(mean_fit_time),
        ...names.map((name) => (name in params ? valueText(params[name]) : "–")),
      ]),
    ],
    terminal.width,
    2,
  );
}

function failureTable(failed: readonly CombinationResult[], terminal: Terminal): string {
  const rows = failed
    .slice(0, MOST_COMBINATIONS)
    .map(({ params, error }) => [paramsText(params), error ?? ""]);
  const left = failed.length - MOST_COMBINATIONS;
  const table = alignColumns(rows, terminal.width, 2);
  return left > 0 ? `${table}\n  and ${left} more` : table;
}

function alignNote(combinations: number, terminal: Terminal): string[] {
  if (combinations < 2) return [];
  return [
    alignColumns(
      [
        [
          "The best of several is a little worse on new rows than it was here: keep rows apart that the search never sees, to measure it.",
        ],
      ],
      terminal.width,
    ),
  ];
}

function paramsText(params: Combination): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(", ");
}

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

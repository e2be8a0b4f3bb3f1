import type { SearchResults } from "../../offline/search-parameters.ts";
import { bestParameters, type EvaluationResult } from "./evaluation-result.ts";

/** Returns what `--evaluate --json` prints. */
export function evaluationJson({ options, table, columns, trained, search }: EvaluationResult): object {
  const { model, path } = options;
  return {
    model_name: model.name,
    file: { path, format: table.format, rows: table.rows, columns: table.names, unused: columns.unused },
    label_names: columns.labels.map(({ name }) => name),
    warnings: [...table.warnings, ...(trained?.warnings ?? search?.warnings ?? [])],
    metrics: trained?.metrics ?? null,
    report: trained?.report ?? null,
    search: search === undefined ? null : searchJson(search),
  };
}

function searchJson(search: SearchResults): object {
  const { score, greater_is_better, cv_results, best_index } = search;
  return {
    score,
    greater_is_better,
    best_index,
    best_params: bestParameters(search) ?? null,
    best_score: best_index === null ? null : cv_results[best_index]!.mean_test_score,
    cv_results,
  };
}

import type { FileTable } from "../../ingest/files/file-table.ts";
import type { Report } from "../../insight/report.ts";
import type { Combination } from "../../learn/model-selection/parameter-grid.ts";
import type { ChosenColumns } from "../../offline/choose-columns.ts";
import type { SearchResults } from "../../offline/search-parameters.ts";
import type { EvaluateOptions } from "./evaluate-options.ts";

/** A model that was trained on the rows of a file. */
export interface Trained {
  /** The metrics that a run with the same rows would record. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Undefined if it could not be made; a warning says why. */
  readonly report: Report | undefined;
}

/** What was read, and what came out. */
export interface EvaluationResult {
  readonly options: EvaluateOptions;
  readonly table: FileTable;
  readonly columns: ChosenColumns;
  /** Undefined for a search without a report. */
  readonly trained: Trained | undefined;
  readonly search: SearchResults | undefined;
}

/** Returns the best parameters of a search; undefined if all combinations failed. */
export function bestParameters({ cv_results, best_index }: SearchResults): Combination | undefined {
  return best_index === null ? undefined : cv_results[best_index]!.params;
}

import { Failure, UsageError } from "../errors.ts";
import { greaterIsBetter } from "../insight/metric-lines.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import type { Combination } from "../learn/model-selection/parameter-grid.ts";
import { rankScores } from "../learn/model-selection/rank-scores.ts";
import type { Model } from "../models/model.ts";
import type { Measured } from "../training/fit-worker.ts";
import { TrainingFailure } from "../training/training-failure.ts";
import { mergeParameters } from "./merge-parameters.ts";
import type { OfflineTrainer } from "./offline-trainer.ts";
import type { SearchSpace } from "./read-search.ts";

/** The result of one combination; the names are those of scikit-learn's `cv_results_`. */
export interface CombinationResult {
  readonly params: Combination;
  /** 1 for the best; equal scores have the same rank. Null if it failed. */
  readonly rank_test_score: number | null;
  /** The mean over the folds, or the score of the rows held back; null if it failed. */
  readonly mean_test_score: number | null;
  /** Null for rows held back, too. */
  readonly std_test_score: number | null;
  /** In seconds; null if no fit ended. */
  readonly mean_fit_time: number | null;
  /** Every metric, as a run would record it. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Why it failed; null if it did not. */
  readonly error: string | null;
}

/** The results of a search. */
export interface SearchResults {
  /** The metric that ranks the combinations. */
  readonly score: string;
  readonly greater_is_better: boolean;
  /** Whether the score was measured on folds, else on rows held back. */
  readonly is_cv: boolean;
  /** In the order of the search. */
  readonly cv_results: readonly CombinationResult[];
  /** The index of the first combination with rank 1; null if all failed. */
  readonly best_index: number | null;
  /** What was warned of with every combination that was measured. */
  readonly warnings: readonly string[];
}

/** The metric by which the parameters of each type of model are chosen. */
const DEFAULT_SCORES: Readonly<Partial<Record<Model["type"], string>>> = {
  classification: "accuracy",
  regression: "r2",
  clustering: "silhouette",
};

/** Returns the metric to rank combinations by: `given`, or that of the type of model. Throws `UsageError` if there is none. */
export function scoreOf(model: Model, given: string | undefined): string {
  const score = given ?? DEFAULT_SCORES[model.type];
  if (score !== undefined) return score;
  throw new UsageError(
    "--search needs --score NAME: a model of this type has no metric to choose parameters by",
  );
}

/**
 * Measures every combination, in place of the same parameters in `parametersText`. A combination that fails is part of the results,
 * with its reason. `onCombination` is called before each with the number of those before it. Throws `UsageError` if the metrics do
 * not include `score`.
 */
export async function searchParameters(
  trainer: OfflineTrainer,
  space: SearchSpace,
  parametersText: string,
  score: string,
  onCombination: (done: number) => void,
): Promise<SearchResults> {
  const results: Unranked[] = [];
  let warnings: ReadonlySet<string> | undefined;
  let secondsOfFit = 0;
  for (const params of space) {
    onCombination(results.length);
    const text = mergeParameters(parametersText, JSON.stringify(params));
    const result = await trainer.measure(text, secondsOfFit).then(
      (measured) => {
        const own = new Set(measured.warnings);
        warnings = warnings === undefined ? own : warnings.intersection(own);
        return resultOf(params, measured, score, JSON.parse(text).cv ?? 0);
      },
      (error: unknown) => failed(params, reasonOf(error)),
    );
    // A score that any combination has is only undefined for the others.
    if (results.every(({ mean_test_score }) => mean_test_score === null)) checkScore(score, result);
    results.push(result);
    secondsOfFit = result.mean_fit_time ?? secondsOfFit;
  }
  const greater = greaterIsBetter(score) ?? true;
  const means = results.map(({ mean_test_score }) => mean_test_score ?? Number.NaN);
  const ranks = rankScores(means, greater);
  const best = means.findIndex((mean, i) => ranks[i] === 1 && !Number.isNaN(mean));
  return {
    score,
    greater_is_better: greater,
    is_cv: results.some(({ metrics }) => "cv_folds" in metrics),
    cv_results: results.map((result, i) => ({
      ...result,
      rank_test_score: result.mean_test_score === null ? null : ranks[i]!,
    })),
    best_index: best < 0 ? null : best,
    warnings: [...(warnings ?? [])],
  };
}

type Unranked = Omit<CombinationResult, "rank_test_score">;

function resultOf(params: Combination, measured: Measured, score: string, folds: number): Unranked {
  const { metrics, fitSeconds } = measured;
  const isCv = metrics.has("cv_folds");
  const mean = metrics.get(isCv ? `cv_${score}_mean` : `validation_${score}`);
  const seconds = fitSeconds.reduce((sum, each) => sum + each, 0) / fitSeconds.length;
  const error = errorOf(measured, mean, score, folds);
  return {
    params,
    mean_test_score: error === null ? mean! : null,
    std_test_score: (error === null && isCv ? metrics.get(`cv_${score}_std`) : undefined) ?? null,
    mean_fit_time: Number.isNaN(seconds) ? null : seconds,
    metrics: Object.fromEntries(metrics),
    error,
  };
}

/** Returns why a combination that was measured has no score; null if it has one. */
function errorOf(
  { metrics, warnings }: Measured,
  mean: number | undefined,
  score: string,
  folds: number,
): string | null {
  const unmeasured = warnings.find((warning) => warning.includes("cannot be measured"));
  // Without some of the folds, the mean does not compare with those of the others.
  const isPartial = (metrics.get("cv_folds") ?? folds) < folds;
  if (isPartial || measuredNames(metrics).length === 0) return unmeasured ?? "it could not be measured";
  return mean === undefined ? `${score} is undefined` : null;
}

/** Returns the names of the metrics without what says how they were measured. */
function measuredNames(metrics: ReadonlyMap<string, number>): string[] {
  return [...metrics.keys()]
    .flatMap((name) => /^(?:cv_(.*)_mean|validation_(.*))$/.exec(name)?.slice(1) ?? [])
    .filter(Boolean);
}

/** Throws `UsageError` if a combination was measured, but not by `score`. */
function checkScore(score: string, { metrics }: Unranked): void {
  const names = measuredNames(new Map(Object.entries(metrics)));
  if (names.length === 0 || names.includes(score)) return;
  const near = nearestName(score, names);
  const hint = near === undefined ? "" : `did you mean ${JSON.stringify(near)}? `;
  throw new UsageError(
    `--score: there is no ${JSON.stringify(score)} of this model on these rows; ${hint}There are ${names.join(", ")}`,
  );
}

function failed(params: Combination, error: string): Unranked {
  return {
    params,
    mean_test_score: null,
    std_test_score: null,
    mean_fit_time: null,
    metrics: {},
    error,
  };
}

/** Returns why a combination failed. Throws anything that is not about the combination. */
function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof TrainingFailure) {
    const { errorType, message, origin } = error;
    return `${errorType}: ${message}${origin === undefined ? "" : ` (${origin})`}`;
  }
  throw error;
}

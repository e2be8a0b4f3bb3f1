import { expect } from "bun:test";
import type { Contributions, Predictions } from "../../src/prediction/predictions.ts";

/** The models that have no explanations with their defaults, and the reason that is given. */
export const UNEXPLAINED: Record<string, RegExp> = {
  kmeans: /^explain cannot be given: KMeans has none; linear models, .* have$/,
  knn_classifier: /KNeighborsClassifier has none/,
  knn_regressor: /KNeighborsRegressor has none/,
  mlp_classifier: /MLPClassifier has none/,
  mlp_regressor: /MLPRegressor has none/,
  svc: /an SVC with kernel=rbf has no explanations/,
  match_margin: /the step PairedEncoder does not tell from which column/,
  match_result: /the step PairedEncoder does not tell from which column/,
};
/** Returns the explained outputs of each row, by name. */
export function outputsOf({ explanations }: Predictions): Record<string, Contributions>[] {
  return explanations!.map(({ by_class, by_label, base_value, contributions }) => {
    if (by_class !== undefined) return by_class;
    return by_label ?? { "": { base_value: base_value!, contributions: contributions! } };
  });
}

function sumOf({ base_value, contributions }: Contributions): number {
  return Object.values(contributions).reduce((a, b) => a + b, base_value);
}

/** Expects that the explanations of an answer add up to its predictions, probabilities or scores. */
export function expectSums(found: Predictions): void {
  const { predictions, probabilities = [], scores = [], classes = [], explanation_unit: unit } = found;
  outputsOf(found).forEach((outputs, row) => {
    const sums = Object.values(outputs).map(sumOf);
    const last = String(classes.at(-1));
    const expected = {
      label: () => [predictions[row]].flat() as number[],
      log_label: () => [Math.log(predictions[row] as number)],
      probability: () =>
        sums.length === 1 ? [probabilities[row]![last]!] : Object.values(probabilities[row]!),
      log_odds: () => {
        if (scores.length > 0) return [scores[row] as number];
        sums[0] = 1 / (1 + Math.exp(-sums[0]!));
        return [probabilities[row]![last]!];
      },
      score: () => [scores[row]!].flat(),
      log_likelihood: () => {
        const top = Math.max(...sums);
        const total = sums.reduce((sum, own) => sum + Math.exp(own - top), 0);
        sums.forEach((own, k) => {
          sums[k] = Math.exp(own - top) / total;
        });
        return Object.values(probabilities[row]!);
      },
      // The score is −2^(−length / c), where c is the same for all rows.
      path_length: () => {
        const [length] = Object.values(outputsOf(found)[0]!).map(sumOf);
        return [(length! * Math.log2(-scores[row]!)) / Math.log2(-scores[0]!)];
      },
      // Not known from an answer alone: the tests of each transformation check it.
      transformed_label: () => sums,
    }[unit!]();
    expect(sums).toHaveLength(expected.length);
    sums.forEach((sum, o) => {
      const scale = Math.max(1, Math.abs(expected[o]!));
      expect(Math.abs(sum - expected[o]!) / scale).toBeLessThan(1e-9);
    });
  });
}

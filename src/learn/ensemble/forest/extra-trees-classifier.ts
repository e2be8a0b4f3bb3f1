import { ForestClassifier, forestClassifierParameters } from "./forest-classifier.ts";

/**
 * Extremely randomised trees: each tree sees all rows (`bootstrap`, default false) and cuts each of `max_features`
 * columns at one random threshold.
 * Reference: Geurts, Ernst and Wehenkel, Extremely randomized trees, 2006, doi:10.1007/s10994-006-6226-1.
 * Cost: O(n_estimators · max_features · n log n).
 */
export class ExtraTreesClassifier extends ForestClassifier {
  static readonly type = "ExtraTreesClassifier";
  static readonly parameters = forestClassifierParameters(false);
  protected override readonly splitter = "random";
}

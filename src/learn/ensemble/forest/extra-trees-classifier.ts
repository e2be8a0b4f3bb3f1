import { ForestClassifier, forestClassifierParameters } from "./forest-classifier.ts";

/**
 * Extremely randomised trees for classes: each tree is grown on all rows (`bootstrap` is false by default) and
 * splits each of the `max_features` columns tried at one random threshold.
 * Reference: Geurts, Ernst and Wehenkel, Extremely randomized trees, 2006, doi:10.1007/s10994-006-6226-1.
 * Cost O(n_estimators · max_features · n log n).
 */
export class ExtraTreesClassifier extends ForestClassifier {
  static readonly type = "ExtraTreesClassifier";
  static readonly parameters = forestClassifierParameters(false);
  protected override readonly splitter = "random";
}

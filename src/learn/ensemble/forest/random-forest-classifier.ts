import { ForestClassifier, forestClassifierParameters } from "./forest-classifier.ts";

/**
 * A random forest for classes: each tree is grown on rows drawn with replacement (`bootstrap` is true by
 * default) and tries `max_features` columns at each node, each at its best threshold.
 * Reference: Breiman, Random Forests, 2001, doi:10.1023/A:1010933404324.
 * Cost O(n_estimators · max_features · n log n).
 */
export class RandomForestClassifier extends ForestClassifier {
  static readonly type = "RandomForestClassifier";
  static readonly parameters = forestClassifierParameters(true);
  protected override readonly splitter = "best";
}

import { ForestClassifier, type ForestClassifierParameters } from "./forest-classifier.ts";

export type RandomForestClassifierParameters = ForestClassifierParameters;

/**
 * A random forest for classes: each tree is grown on rows drawn with replacement (`bootstrap` is true by
 * default) and tries `max_features` columns at each node, each at its best threshold.
 * Reference: Breiman, Random Forests, 2001, doi:10.1023/A:1010933404324.
 * Cost O(n_estimators · max_features · n log n).
 */
export class RandomForestClassifier extends ForestClassifier {
  static readonly type = "RandomForestClassifier";
  protected override readonly splitter = "best";
  protected override readonly bootstrapDefault = true;

  constructor(parameters: RandomForestClassifierParameters = {}) {
    super(parameters);
  }
}

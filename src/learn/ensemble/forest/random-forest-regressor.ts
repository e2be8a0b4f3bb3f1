import { ForestRegressor, forestRegressorParameters } from "./forest-regressor.ts";

/**
 * A random forest for numbers: each tree is grown on rows drawn with replacement (`bootstrap` is true by
 * default) and tries `max_features` columns at each node, each at its best threshold.
 * Reference: Breiman, Random Forests, 2001, doi:10.1023/A:1010933404324.
 * Cost O(n_estimators · max_features · n log n).
 */
export class RandomForestRegressor extends ForestRegressor {
  static readonly type = "RandomForestRegressor";
  static readonly parameters = forestRegressorParameters(true);
  protected override readonly splitter = "best";
}

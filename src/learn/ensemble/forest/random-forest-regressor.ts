import { ForestRegressor, type ForestRegressorParameters } from "./forest-regressor.ts";

export type RandomForestRegressorParameters = ForestRegressorParameters;

/**
 * A random forest for numbers: each tree is grown on rows drawn with replacement (`bootstrap` is true by
 * default) and tries `max_features` columns at each node, each at its best threshold.
 * Reference: Breiman, Random Forests, 2001, doi:10.1023/A:1010933404324.
 * Cost O(n_estimators · max_features · n log n).
 */
export class RandomForestRegressor extends ForestRegressor {
  static readonly type = "RandomForestRegressor";
  protected override readonly splitter = "best";
  protected override readonly bootstrapDefault = true;

  constructor(parameters: RandomForestRegressorParameters = {}) {
    super(parameters);
  }
}

import { ForestRegressor, forestRegressorParameters } from "./forest-regressor.ts";

/**
 * Extremely randomised trees for numbers: each tree is grown on all rows (`bootstrap` is false by default) and
 * splits each of the `max_features` columns tried at one random threshold.
 * Reference: Geurts, Ernst and Wehenkel, Extremely randomized trees, 2006, doi:10.1007/s10994-006-6226-1.
 * Cost O(n_estimators · max_features · n log n).
 */
export class ExtraTreesRegressor extends ForestRegressor {
  static readonly type = "ExtraTreesRegressor";
  static readonly parameters = forestRegressorParameters(false);
  protected override readonly splitter = "random";
}

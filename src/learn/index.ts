/**
 * The public face of the library: tables, transformers, estimators, pipelines, metrics, model selection, and the
 * base classes and helpers for new steps. Names, parameters and defaults are scikit-learn's. The library does not
 * depend on the service.
 */
export { CalibratedClassifierCV } from "./calibration/calibrated-classifier-cv.ts";
export { KMeans } from "./cluster/k-means.ts";
export { TransformedTargetRegressor } from "./compose/transformed-target-regressor.ts";
export { type ClassWeight, weightsOfClasses, weightsOfRows } from "./core/class-weight.ts";
export {
  type BooleanColumn,
  type Column,
  type ColumnKind,
  type NumericColumn,
  numbersOf,
  type StringColumn,
  stringsOf,
} from "./core/column.ts";
export { listNames, NotFittedError, RowError, StateError, ValueError } from "./core/errors.ts";
export {
  type Classified,
  ClassifierEstimator,
  ClustererEstimator,
  type Convergence,
  type Estimator,
  OutlierDetectorEstimator,
  RegressorEstimator,
} from "./core/estimator.ts";
export type {
  ColumnSources,
  Explanation,
  ExplanationUnit,
  LinearExplanation,
  MeanExplanation,
  OwnExplanation,
  TreeExplanation,
  TreeRouter,
  WeightedForest,
  WeightedSums,
} from "./core/explanation.ts";
export { type FitMonitor, SILENT } from "./core/fit-monitor.ts";
export {
  type EncodedClasses,
  encodeClasses,
  encodeKnownClasses,
  encodeTargets,
  type NumericTargets,
  type Targets,
} from "./core/labels.ts";
export type { Matrix } from "./core/matrix.ts";
export { compareCodePoints, type Scalar } from "./core/order.ts";
export {
  ALL,
  type All,
  all,
  ascendingPair,
  choice,
  classWeight,
  count,
  countOrFraction,
  either,
  flag,
  fraction,
  fractionBelowOne,
  limit,
  listOf,
  notNegative,
  number,
  oneOf,
  orNull,
  partialFraction,
  positive,
  real,
  seed,
  wholeNumber,
  withDefault,
} from "./core/parameter-kinds.ts";
export {
  type CompleteParameters,
  defineParameters,
  type GivenParameters,
  type NoParameters,
  type ParameterTable,
} from "./core/parameters.ts";
export { Random } from "./core/random.ts";
export { checkSound } from "./core/restored.ts";
export { checkSampleWeight } from "./core/sample-weight.ts";
export type { PlainData, RestoreStep, Shape, Step, StepState } from "./core/step.ts";
export { Table } from "./core/table.ts";
export { Transformer } from "./core/transformer.ts";
export { PCA } from "./decomposition/pca.ts";
export { DummyClassifier } from "./dummy/dummy-classifier.ts";
export { DummyRegressor } from "./dummy/dummy-regressor.ts";
export { ExtraTreesClassifier } from "./ensemble/forest/extra-trees-classifier.ts";
export { ExtraTreesRegressor } from "./ensemble/forest/extra-trees-regressor.ts";
export { IsolationForest } from "./ensemble/forest/isolation-forest.ts";
export { RandomForestClassifier } from "./ensemble/forest/random-forest-classifier.ts";
export { RandomForestRegressor } from "./ensemble/forest/random-forest-regressor.ts";
export { GradientBoostingClassifier } from "./ensemble/gradient-boosting/gradient-boosting-classifier.ts";
export { GradientBoostingRegressor } from "./ensemble/gradient-boosting/gradient-boosting-regressor.ts";
export { HistGradientBoostingClassifier } from "./ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
export { HistGradientBoostingRegressor } from "./ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
export { HashingVectorizer } from "./feature-extraction/hashing-vectorizer.ts";
export { SelectKBest } from "./feature-selection/select-k-best.ts";
export { VarianceThreshold } from "./feature-selection/variance-threshold.ts";
export { partialDependence } from "./inspection/partial-dependence.ts";
export { permutationImportance } from "./inspection/permutation-importance.ts";
export { ElasticNet } from "./linear-model/elastic-net.ts";
export { Lasso } from "./linear-model/lasso.ts";
export { LinearRegression } from "./linear-model/linear-regression.ts";
export { LogisticRegression } from "./linear-model/logistic-regression.ts";
export { Ridge } from "./linear-model/ridge.ts";
export {
  accuracyScore,
  balancedAccuracyScore,
  cohenKappaScore,
  hammingLoss,
  matthewsCorrcoef,
} from "./metrics/accuracy.ts";
export { calibrationCurve } from "./metrics/calibration-curve.ts";
export { calinskiHarabaszScore, daviesBouldinScore, silhouetteScore } from "./metrics/clustering.ts";
export {
  adjustedMutualInfoScore,
  adjustedRandScore,
  completenessScore,
  fowlkesMallowsScore,
  homogeneityScore,
  normalizedMutualInfoScore,
  vMeasureScore,
} from "./metrics/clustering-agreement.ts";
export { confusionMatrix } from "./metrics/confusion-matrix.ts";
export {
  f1Score,
  fbetaScore,
  jaccardScore,
  precisionScore,
  recallScore,
} from "./metrics/precision-recall.ts";
export { averagePrecisionScore, precisionRecallCurve } from "./metrics/precision-recall-curve.ts";
export { brierScoreLoss, logLoss } from "./metrics/probability-losses.ts";
export {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPinballLoss,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredError,
} from "./metrics/regression-errors.ts";
export {
  d2AbsoluteErrorScore,
  d2PinballScore,
  explainedVarianceScore,
  r2Score,
} from "./metrics/regression-scores.ts";
export { rocAucScore } from "./metrics/roc-auc.ts";
export { auc, rocCurve } from "./metrics/roc-curve.ts";
export { topKAccuracyScore } from "./metrics/top-k-accuracy.ts";
export { crossValidate } from "./model-selection/cross-validate.ts";
export { FixedThresholdClassifier } from "./model-selection/fixed-threshold-classifier.ts";
export type { Fold } from "./model-selection/fold.ts";
export { GroupKFold } from "./model-selection/group-k-fold.ts";
export { groupTrainTestSplit } from "./model-selection/group-train-test-split.ts";
export { KFold } from "./model-selection/k-fold.ts";
export { type Combination, type Grid, ParameterGrid } from "./model-selection/parameter-grid.ts";
export {
  type Distributions,
  type ParameterRange,
  ParameterSampler,
} from "./model-selection/parameter-sampler.ts";
export { rankScores } from "./model-selection/rank-scores.ts";
export { StratifiedKFold } from "./model-selection/stratified-k-fold.ts";
export { TimeSeriesSplit } from "./model-selection/time-series-split.ts";
export { trainTestSplit } from "./model-selection/train-test-split.ts";
export { TunedThresholdClassifierCV } from "./model-selection/tuned-threshold-classifier-cv.ts";
export { GaussianNB } from "./naive-bayes/gaussian-nb.ts";
export { KNeighborsClassifier } from "./neighbors/k-neighbors-classifier.ts";
export { KNeighborsRegressor } from "./neighbors/k-neighbors-regressor.ts";
export { MLPClassifier } from "./neural-network/mlp-classifier.ts";
export { MLPRegressor } from "./neural-network/mlp-regressor.ts";
export { Pipeline, type PipelineSchema, type Prediction } from "./pipeline.ts";
export { ColumnCaster } from "./preprocessing/column-caster.ts";
export { ColumnTransformer } from "./preprocessing/column-transformer.ts";
export { DatetimeEncoder } from "./preprocessing/datetime-encoder.ts";
export { FunctionTransformer } from "./preprocessing/function-transformer.ts";
export { KBinsDiscretizer } from "./preprocessing/k-bins-discretizer.ts";
export { MinMaxScaler } from "./preprocessing/min-max-scaler.ts";
export { OneHotEncoder } from "./preprocessing/one-hot-encoder.ts";
export { OrdinalEncoder } from "./preprocessing/ordinal-encoder.ts";
export { PolynomialFeatures } from "./preprocessing/polynomial-features.ts";
export { PowerTransformer } from "./preprocessing/power-transformer.ts";
export { QuantileTransformer } from "./preprocessing/quantile-transformer.ts";
export { RobustScaler } from "./preprocessing/robust-scaler.ts";
export { SimpleImputer } from "./preprocessing/simple-imputer.ts";
export { StandardScaler } from "./preprocessing/standard-scaler.ts";
export { TargetEncoder } from "./preprocessing/target-encoder.ts";
export { LinearSVC } from "./svm/linear-svc.ts";
export { SVC } from "./svm/svc.ts";
export { DecisionTreeClassifier } from "./tree/decision-tree-classifier.ts";
export { DecisionTreeRegressor } from "./tree/decision-tree-regressor.ts";
export { checkWidth, numericInput } from "./validation/input.ts";

import { CalibratedClassifierCV } from "./calibration/calibrated-classifier-cv.ts";
import { KMeans } from "./cluster/k-means.ts";
import { TransformedTargetRegressor } from "./compose/transformed-target-regressor.ts";
import { StateError, UnknownStepError } from "./core/errors.ts";
import type { RestoreStep, Step, StepClass, StepState } from "./core/step.ts";
import { PCA } from "./decomposition/pca.ts";
import { DummyClassifier } from "./dummy/dummy-classifier.ts";
import { DummyRegressor } from "./dummy/dummy-regressor.ts";
import { ExtraTreesClassifier } from "./ensemble/forest/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "./ensemble/forest/extra-trees-regressor.ts";
import { IsolationForest } from "./ensemble/forest/isolation-forest.ts";
import { RandomForestClassifier } from "./ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "./ensemble/forest/random-forest-regressor.ts";
import { GradientBoostingClassifier } from "./ensemble/gradient-boosting/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "./ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingClassifier } from "./ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "./ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { HashingVectorizer } from "./feature-extraction/hashing-vectorizer.ts";
import { SelectKBest } from "./feature-selection/select-k-best.ts";
import { VarianceThreshold } from "./feature-selection/variance-threshold.ts";
import { ElasticNet } from "./linear-model/elastic-net.ts";
import { Lasso } from "./linear-model/lasso.ts";
import { LinearRegression } from "./linear-model/linear-regression.ts";
import { LogisticRegression } from "./linear-model/logistic-regression.ts";
import { Ridge } from "./linear-model/ridge.ts";
import { FixedThresholdClassifier } from "./model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "./model-selection/tuned-threshold-classifier-cv.ts";
import { GaussianNB } from "./naive-bayes/gaussian-nb.ts";
import { KNeighborsClassifier } from "./neighbors/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "./neighbors/k-neighbors-regressor.ts";
import { MLPClassifier } from "./neural-network/mlp-classifier.ts";
import { MLPRegressor } from "./neural-network/mlp-regressor.ts";
import { ColumnCaster } from "./preprocessing/column-caster.ts";
import { ColumnTransformer } from "./preprocessing/column-transformer.ts";
import { DatetimeEncoder } from "./preprocessing/datetime-encoder.ts";
import { FunctionTransformer } from "./preprocessing/function-transformer.ts";
import { KBinsDiscretizer } from "./preprocessing/k-bins-discretizer.ts";
import { MinMaxScaler } from "./preprocessing/min-max-scaler.ts";
import { OneHotEncoder } from "./preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "./preprocessing/ordinal-encoder.ts";
import { PolynomialFeatures } from "./preprocessing/polynomial-features.ts";
import { PowerTransformer } from "./preprocessing/power-transformer.ts";
import { QuantileTransformer } from "./preprocessing/quantile-transformer.ts";
import { RobustScaler } from "./preprocessing/robust-scaler.ts";
import { SimpleImputer } from "./preprocessing/simple-imputer.ts";
import { StandardScaler } from "./preprocessing/standard-scaler.ts";
import { TargetEncoder } from "./preprocessing/target-encoder.ts";
import { LinearSVC } from "./svm/linear-svc.ts";
import { SVC } from "./svm/svc.ts";
import { DecisionTreeClassifier } from "./tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "./tree/decision-tree-regressor.ts";

/** The transformers and estimators of the library. */
export const LIBRARY_STEPS: readonly StepClass[] = [
  CalibratedClassifierCV,
  ColumnCaster,
  ColumnTransformer,
  DatetimeEncoder,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  DummyClassifier,
  DummyRegressor,
  ElasticNet,
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  FixedThresholdClassifier,
  FunctionTransformer,
  GaussianNB,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  HashingVectorizer,
  HistGradientBoostingClassifier,
  HistGradientBoostingRegressor,
  IsolationForest,
  KBinsDiscretizer,
  KMeans,
  KNeighborsClassifier,
  KNeighborsRegressor,
  Lasso,
  LinearRegression,
  LinearSVC,
  LogisticRegression,
  MLPClassifier,
  MLPRegressor,
  MinMaxScaler,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  PolynomialFeatures,
  PowerTransformer,
  QuantileTransformer,
  RandomForestClassifier,
  RandomForestRegressor,
  Ridge,
  RobustScaler,
  SVC,
  SelectKBest,
  SimpleImputer,
  StandardScaler,
  TransformedTargetRegressor,
  TunedThresholdClassifierCV,
  VarianceThreshold,
  TargetEncoder,
];

/**
 * Returns a function that turns stored steps into live ones of the given classes.
 * It throws `UnknownStepError` for a type that none of them has, and `StateError` for a malformed state.
 */
export function createRestoreStep(classes: readonly StepClass[]): RestoreStep {
  const byType = new Map(classes.map((stepClass) => [stepClass.type, stepClass]));
  const restoreStep: RestoreStep = (state) => {
    const Class = byType.get(state.type);
    if (Class === undefined) throw new UnknownStepError(state.type);
    const step = construct(Class, state);
    step.restore(state, restoreStep);
    return step;
  };
  return restoreStep;
}

function construct(Class: StepClass, { type, parameters }: StepState): Step {
  try {
    return new Class(parameters);
  } catch (error) {
    // A step without a table has a constructor of its own, and its own errors.
    if (Class.parameters === undefined) throw error;
    throw new StateError(`the parameters of its ${type} are malformed: ${(error as Error).message}`);
  }
}

import { GaussianNB } from "./bayes/gaussian-nb.ts";
import { HistGradientBoostingClassifier } from "./boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "./boosting/hist-gradient-boosting-regressor.ts";
import { KMeans } from "./cluster/k-means.ts";
import { PCA } from "./decomposition/pca.ts";
import { StateError } from "./errors.ts";
import type { RestoreStep, StepClass } from "./estimator.ts";
import { ElasticNet } from "./linear/elastic-net.ts";
import { Lasso } from "./linear/lasso.ts";
import { LinearRegression } from "./linear/linear-regression.ts";
import { LogisticRegression } from "./linear/logistic-regression.ts";
import { Ridge } from "./linear/ridge.ts";
import { KNeighborsClassifier } from "./neighbors/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "./neighbors/k-neighbors-regressor.ts";
import { MLPClassifier } from "./neural/mlp-classifier.ts";
import { MLPRegressor } from "./neural/mlp-regressor.ts";
import { ColumnCaster } from "./preprocessing/column-caster.ts";
import { ColumnTransformer } from "./preprocessing/column-transformer.ts";
import { MinMaxScaler } from "./preprocessing/min-max-scaler.ts";
import { OneHotEncoder } from "./preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "./preprocessing/ordinal-encoder.ts";
import { PolynomialFeatures } from "./preprocessing/polynomial-features.ts";
import { RobustScaler } from "./preprocessing/robust-scaler.ts";
import { SimpleImputer } from "./preprocessing/simple-imputer.ts";
import { StandardScaler } from "./preprocessing/standard-scaler.ts";
import { LinearSVC } from "./svm/linear-svc.ts";
import { SVC } from "./svm/svc.ts";
import { DecisionTreeClassifier } from "./trees/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "./trees/decision-tree-regressor.ts";
import { ExtraTreesClassifier } from "./trees/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "./trees/extra-trees-regressor.ts";
import { GradientBoostingClassifier } from "./trees/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "./trees/gradient-boosting-regressor.ts";
import { IsolationForest } from "./trees/isolation-forest.ts";
import { RandomForestClassifier } from "./trees/random-forest-classifier.ts";
import { RandomForestRegressor } from "./trees/random-forest-regressor.ts";

/** The steps of the library. Those of model files are found in their exports; see `src/registry.ts`. */
export const LIBRARY_STEPS: readonly StepClass[] = [
  ColumnCaster,
  ColumnTransformer,
  DecisionTreeClassifier,
  DecisionTreeRegressor,
  ElasticNet,
  ExtraTreesClassifier,
  ExtraTreesRegressor,
  GaussianNB,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  HistGradientBoostingClassifier,
  HistGradientBoostingRegressor,
  IsolationForest,
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
  RandomForestClassifier,
  RandomForestRegressor,
  Ridge,
  RobustScaler,
  SVC,
  SimpleImputer,
  StandardScaler,
];

/**
 * A function that turns stored steps into live ones of the given classes.
 * It throws `StateError` for a type that none of them has.
 */
export function createRestoreStep(classes: readonly StepClass[]): RestoreStep {
  const byType = new Map(classes.map((stepClass) => [stepClass.type, stepClass]));
  const restoreStep: RestoreStep = (state) => {
    const Class = byType.get(state.type);
    if (Class === undefined) {
      throw new StateError(
        `it needs a step of type ${JSON.stringify(state.type)}, which this program does not have; train the run again`,
      );
    }
    const step = new Class(state.parameters);
    step.restore(state, restoreStep);
    return step;
  };
  return restoreStep;
}

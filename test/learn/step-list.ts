import type { Row } from "../../src/ingest/row-column.ts";
import { CalibratedClassifierCV } from "../../src/learn/calibration/calibrated-classifier-cv.ts";
import { KMeans } from "../../src/learn/cluster/k-means.ts";
import { TransformedTargetRegressor } from "../../src/learn/compose/transformed-target-regressor.ts";
import type { Step } from "../../src/learn/core/step.ts";
import { PCA } from "../../src/learn/decomposition/pca.ts";
import { DummyClassifier } from "../../src/learn/dummy/dummy-classifier.ts";
import { DummyRegressor } from "../../src/learn/dummy/dummy-regressor.ts";
import { ExtraTreesClassifier } from "../../src/learn/ensemble/forest/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "../../src/learn/ensemble/forest/extra-trees-regressor.ts";
import { IsolationForest } from "../../src/learn/ensemble/forest/isolation-forest.ts";
import { RandomForestClassifier } from "../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { GradientBoostingClassifier } from "../../src/learn/ensemble/gradient-boosting/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingClassifier } from "../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { HashingVectorizer } from "../../src/learn/feature-extraction/hashing-vectorizer.ts";
import { SelectKBest } from "../../src/learn/feature-selection/select-k-best.ts";
import { VarianceThreshold } from "../../src/learn/feature-selection/variance-threshold.ts";
import { ElasticNet } from "../../src/learn/linear-model/elastic-net.ts";
import { Lasso } from "../../src/learn/linear-model/lasso.ts";
import { LinearRegression } from "../../src/learn/linear-model/linear-regression.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { FixedThresholdClassifier } from "../../src/learn/model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { GaussianNB } from "../../src/learn/naive-bayes/gaussian-nb.ts";
import { KNeighborsClassifier } from "../../src/learn/neighbors/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "../../src/learn/neighbors/k-neighbors-regressor.ts";
import { MLPClassifier } from "../../src/learn/neural-network/mlp-classifier.ts";
import { MLPRegressor } from "../../src/learn/neural-network/mlp-regressor.ts";
import { ColumnCaster } from "../../src/learn/preprocessing/column-caster.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { DatetimeEncoder } from "../../src/learn/preprocessing/datetime-encoder.ts";
import { FunctionTransformer } from "../../src/learn/preprocessing/function-transformer.ts";
import { KBinsDiscretizer } from "../../src/learn/preprocessing/k-bins-discretizer.ts";
import { MinMaxScaler } from "../../src/learn/preprocessing/min-max-scaler.ts";
import { OneHotEncoder } from "../../src/learn/preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "../../src/learn/preprocessing/ordinal-encoder.ts";
import { PolynomialFeatures } from "../../src/learn/preprocessing/polynomial-features.ts";
import { PowerTransformer } from "../../src/learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../../src/learn/preprocessing/quantile-transformer.ts";
import { RobustScaler } from "../../src/learn/preprocessing/robust-scaler.ts";
import { SimpleImputer } from "../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { TargetEncoder } from "../../src/learn/preprocessing/target-encoder.ts";
import { LinearSVC } from "../../src/learn/svm/linear-svc.ts";
import { SVC } from "../../src/learn/svm/svc.ts";
import { DecisionTreeClassifier } from "../../src/learn/tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../../src/learn/tree/decision-tree-regressor.ts";
import { PairedEncoder } from "../../statistical/examples/match_margin.ts";
import type { OddTable } from "./odd-tables.ts";

/** Forty rows of two columns that vary and one that does not. */
export const NUMBERS: readonly Row[] = Array.from({ length: 40 }, (_, i) => ({
  a: Math.sin(i) * 10,
  b: (i % 7) + Math.cos(3 * i),
  constant: 4.2,
}));
/** Forty rows of two text columns. */
export const WORDS: readonly Row[] = Array.from({ length: 40 }, (_, i) => ({
  home: `t${i % 5}`,
  away: `t${(i * 3 + 1) % 6}`,
}));

/** Forty rows of a column of times and one of dates. */
export const TIMES: readonly Row[] = Array.from({ length: 40 }, (_, i) => ({
  paid: `2024-0${1 + (i % 9)}-1${i % 7}T${10 + (i % 13)}:30:0${i % 5}.${i}Z`,
  born: `19${50 + i}-12-0${1 + (i % 9)}`,
}));

/** How a step treats odd values: it throws, leaves none in its output, or passes them on unchanged. */
export type Treatment = "refused" | "handled" | "passed on";

const TOO_LARGE = { "numbers about 1e300": /numbers too large.*scale/ } as const;
/** Trees store thresholds in single precision. */
const SINGLE_PRECISION = {
  "numbers about 1e300": /too large for single precision \(column "a", row 1\)/,
  "numbers about 1e150": /too large for single precision \(column "a", row 1\)/,
} as const;
const FEWER_ROWS_THAN_CLUSTERS = {
  ...TOO_LARGE,
  "1 row": /n_clusters=3 must not be more than the number of rows, n_samples=1/,
  "2 rows": /n_clusters=3 must not be more than the number of rows, n_samples=2/,
} as const;
const FEWER_ROWS_THAN_NEIGHBORS = {
  "1 row": /n_neighbors=5 must not be more than the number of training rows, n_samples=1/,
  "2 rows": /n_neighbors=5 must not be more than the number of training rows, n_samples=2/,
} as const;
/** With fewer rows than classes, some class has no row. */
const CLASS_WITHOUT_ROWS = {
  ...TOO_LARGE,
  "1 row": /not finite.*a class has weight 0/,
  "2 rows": /not finite.*a class has weight 0/,
} as const;
const DIVERGED = /gradient_descent diverged/;
const KERNEL_TOO_LARGE = /the values of the kernel \w+ are too large/;

const SAME_SCORES = /the scores of all rows of a fold are the same/;

/** The table has one row or two, so that some class has fewer rows than folds. */
const fewerRowsThan = (least: number, purpose: string) => {
  const refusal = new RegExp(`${purpose} by [35] folds needs at least ${least} rows of each class`);
  return { "1 row": refusal, "2 rows": refusal };
};

/** A step to which the common checks apply. */
export interface ListedStep {
  readonly name: string;
  readonly create: () => Step;
  /** 40 rows that it accepts. */
  readonly rows: readonly Row[];
  /** The treatment of missing values. Default: refused, with the column's name. */
  readonly missing?: Treatment;
  /** Whether a column without any value at fit is not in the output. */
  readonly leavesEmptyOut?: boolean;
  /** The number of results for each value of a column, all of them missing where the value is. Default: 1. */
  readonly resultsOfValue?: number;
  /** The treatment of infinite values. Default: refused, with the column's name. */
  readonly infinity?: Treatment;
  /** The odd tables that it refuses, with the message; it must accept all others. */
  readonly refuses?: Readonly<Partial<Record<OddTable, RegExp>>>;
  /** Whether it learns two classes only, and does not predict the most probable one. */
  readonly hasThreshold?: boolean;
  /** Whether it does not look at the columns at all, however many they are. */
  readonly ignoresColumns?: boolean;
  /** Steps with a parameter out of range, and the message that names it with its range. */
  readonly invalid?: readonly (readonly [create: () => Step, message: RegExp])[];
}

/** Returns classes that a listed classifier learns. */
export function classesOf({ hasThreshold = false }: Pick<ListedStep, "hasThreshold">): readonly string[] {
  return hasThreshold ? ["a", "b"] : ["a", "b", "c"];
}

/** Every step of the library, and one of a model file. */
export const STEPS: readonly ListedStep[] = [
  {
    name: "StandardScaler",
    create: () => new StandardScaler(),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    missing: "passed on",
    invalid: [[() => new StandardScaler({ with_std: 1 as never }), /with_std=1 must be true or false/]],
  },
  {
    name: "MinMaxScaler",
    create: () => new MinMaxScaler({ clip: true }),
    rows: NUMBERS,
    missing: "passed on",
    invalid: [
      [
        () => new MinMaxScaler({ feature_range: [2, 1] }),
        /feature_range=\[2,1\] must be a pair, each entry a finite number, the first smaller/,
      ],
    ],
  },
  {
    name: "RobustScaler",
    create: () => new RobustScaler({ unit_variance: true }),
    rows: NUMBERS,
    missing: "passed on",
    invalid: [
      [
        () => new RobustScaler({ quantile_range: [5, 101] }),
        /quantile_range=\[5,101\] must be a pair, each entry a number from 0 to 100/,
      ],
    ],
  },
  {
    name: "SimpleImputer",
    create: () => new SimpleImputer({ strategy: "median" }),
    rows: NUMBERS,
    missing: "handled",
    infinity: "passed on",
    invalid: [
      [
        () => new SimpleImputer({ strategy: "mode" as never }),
        /strategy="mode" must be "mean", "median", "most_frequent" or "constant"/,
      ],
    ],
  },
  {
    name: "SimpleImputer of strings",
    create: () => new SimpleImputer({ strategy: "most_frequent" }),
    rows: WORDS,
    missing: "handled",
  },
  {
    name: "OneHotEncoder",
    create: () => new OneHotEncoder({ handle_unknown: "ignore" }),
    rows: WORDS,
    missing: "handled",
  },
  {
    name: "OneHotEncoder that groups infrequent categories",
    create: () => new OneHotEncoder({ max_categories: 3, handle_unknown: "infrequent_if_exist" }),
    rows: WORDS,
    missing: "handled",
    invalid: [
      [() => new OneHotEncoder({ max_categories: 0 }), /max_categories=0 must be a whole number from 1/],
    ],
  },
  {
    name: "OrdinalEncoder",
    create: () => new OrdinalEncoder({ handle_unknown: "use_encoded_value", unknown_value: -1 }),
    rows: WORDS,
    missing: "passed on",
    invalid: [[() => new OrdinalEncoder({ unknown_value: 2 }), /unknown_value=2 must be/]],
  },
  {
    name: "FunctionTransformer",
    create: () => new FunctionTransformer({ func: "arcsinh" }),
    rows: NUMBERS,
    missing: "passed on",
    invalid: [
      [
        () => new FunctionTransformer({ func: "logarithm" as never }),
        /func="logarithm" must be null, "abs", "arcsinh", /,
      ],
      [
        () => new FunctionTransformer({ func: "log" }),
        /^log needs numbers greater than 0 \(column "a", row 0\)/,
      ],
      [
        () => new FunctionTransformer({ func: "sqrt" }),
        /^sqrt needs numbers of at least 0 \(column "a", row 4\)/,
      ],
    ],
  },
  {
    name: "FunctionTransformer of squares",
    create: () => new FunctionTransformer({ func: "square" }),
    rows: NUMBERS,
    missing: "passed on",
    refuses: { "numbers about 1e300": /^square got a number that is too large for it \(column "a", row 1\)/ },
  },
  {
    name: "QuantileTransformer",
    create: () => new QuantileTransformer({ n_quantiles: 20 }),
    rows: NUMBERS,
    missing: "passed on",
    invalid: [
      [() => new QuantileTransformer({ n_quantiles: 0 }), /n_quantiles=0 must be a whole number from 1/],
      [
        () => new QuantileTransformer({ subsample: 999 }),
        /n_quantiles=1000 must not be more than subsample=999/,
      ],
    ],
  },
  {
    name: "QuantileTransformer to a normal distribution, of drawn rows",
    create: () =>
      new QuantileTransformer({
        n_quantiles: 9,
        subsample: 30,
        output_distribution: "normal",
        random_state: 3,
      }),
    rows: NUMBERS,
    missing: "passed on",
  },
  {
    name: "PowerTransformer",
    create: () => new PowerTransformer(),
    rows: NUMBERS,
    missing: "passed on",
    refuses: {
      "numbers about 1e300": /column "a" holds numbers too large for yeo-johnson/,
      "numbers about 1e150": /column "a" holds numbers too large for yeo-johnson/,
    },
    invalid: [
      [
        () => new PowerTransformer({ method: "log" as never }),
        /method="log" must be "yeo-johnson" or "box-cox"/,
      ],
      [
        () => new PowerTransformer({ method: "box-cox" }),
        /^box-cox needs numbers greater than 0 \(column "a", row 0\)/,
      ],
    ],
  },
  {
    name: "PowerTransformer without scaling",
    create: () => new PowerTransformer({ standardize: false }),
    rows: NUMBERS,
    missing: "passed on",
    refuses: {
      "numbers about 1e300": /column "a" holds numbers too large for yeo-johnson/,
      "numbers about 1e150": /column "a" holds numbers too large for yeo-johnson/,
    },
  },
  {
    name: "KBinsDiscretizer",
    create: () => new KBinsDiscretizer({ n_bins: 4 }),
    rows: NUMBERS,
    invalid: [
      [
        () => new KBinsDiscretizer({ n_bins: 1 }),
        /n_bins=1 must be a whole number from 2 to 10000 or a list/,
      ],
      [() => new KBinsDiscretizer({ n_bins: [3, 3] }), /n_bins has 2 numbers, but there are 3 columns/],
      [() => new KBinsDiscretizer({ n_bins: [3, 3, 3, 3] }), /n_bins has 4 numbers, but there are 3 columns/],
    ],
  },
  {
    name: "KBinsDiscretizer around clusters, by number",
    create: () =>
      new KBinsDiscretizer({ n_bins: [3, 4, 5], strategy: "kmeans", encode: "ordinal", subsample: 30 }),
    rows: NUMBERS,
    refuses: {
      "1 column": /n_bins has 3 numbers, but there are 1 columns/,
      "numbers about 1e300": /too large/,
    },
  },
  {
    name: "KBinsDiscretizer of equal width",
    create: () => new KBinsDiscretizer({ strategy: "uniform" }),
    rows: NUMBERS,
  },
  {
    name: "VarianceThreshold",
    create: () => new VarianceThreshold(),
    rows: NUMBERS,
    missing: "passed on",
    leavesEmptyOut: true,
    refuses: {
      "1 row": /^no column has a variance greater than threshold=0 \(there is only one row\)/,
      "constant columns": /^no column has a variance greater than threshold=0$/,
      "numbers about 1e-300": /^no column has a variance/,
      "numbers about 5e-324": /^no column has a variance/,
    },
    invalid: [
      [() => new VarianceThreshold({ threshold: -1 }), /threshold=-1 must be a finite number of at least 0/],
      [
        () => new VarianceThreshold({ threshold: 1e9 }),
        /^no column has a variance greater than threshold=1000000000$/,
      ],
    ],
  },
  {
    name: "SelectKBest",
    create: () => new SelectKBest({ score_func: "f_regression", k: 2 }),
    rows: NUMBERS,
    invalid: [
      [() => new SelectKBest({ k: 0 }), /k=0 must be "all" or a whole number from 1/],
      [() => new SelectKBest(), /score_func="f_classif" needs the labels of a classifier/],
    ],
  },
  {
    name: "TransformedTargetRegressor",
    create: () => new TransformedTargetRegressor({ regressor: new Ridge(), func: "arcsinh" }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [
      [
        () => new TransformedTargetRegressor({ regressor: 1 as never }),
        /regressor=1 must be a regressor or null/,
      ],
      [
        () => new TransformedTargetRegressor({ transformer: new OneHotEncoder() as never }),
        /transformer=.* must be a transformer that has an inverse or null/,
      ],
      [
        () => new TransformedTargetRegressor({ transformer: new StandardScaler(), func: "log" }),
        /transformer and func or inverse_func cannot both be given/,
      ],
      [() => new TransformedTargetRegressor({ inverse_func: "log" }), /inverse_func="log" needs a func/],
      [() => new TransformedTargetRegressor({ func: "sin" }), /func="sin" has no inverse; name a function/],
      [
        () => new TransformedTargetRegressor({ regressor: new Ridge({ alpha: -1 }) }),
        /alpha=-1 must be a finite number of at least 0/,
      ],
      [
        () => new TransformedTargetRegressor({ func: "log1p" }),
        /^label "0" is out of range in labels\[2\], labels\[3\], .* and 12 more rows; log1p needs numbers greater than -1$/,
      ],
    ],
  },
  {
    name: "TransformedTargetRegressor, by quantiles",
    create: () =>
      new TransformedTargetRegressor({
        regressor: new DecisionTreeRegressor({ max_depth: 3 }),
        transformer: new QuantileTransformer({ n_quantiles: 10, output_distribution: "normal" }),
      }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "TargetEncoder",
    create: () => new TargetEncoder(),
    rows: WORDS,
    missing: "handled",
    invalid: [
      [() => new TargetEncoder({ cv: 1 }), /cv=1 must be a whole number from 2 to 1000/],
      [() => new TargetEncoder({ smooth: -1 }), /smooth=-1 must be "auto" or a finite number of at least 0/],
      [() => new TargetEncoder({ cv: 41 }), /needs at least cv=41 rows, got 40/],
    ],
  },
  {
    name: "TargetEncoder of numbers",
    create: () => new TargetEncoder({ smooth: 3, shuffle: false }),
    rows: NUMBERS,
    missing: "handled",
    infinity: "handled",
    refuses: {
      "1 row": /TargetEncoder needs at least cv=5 rows, got 1/,
      "2 rows": /TargetEncoder needs at least cv=5 rows, got 2/,
    },
  },
  {
    name: "HashingVectorizer",
    create: () => new HashingVectorizer({ n_features: 16, ngram_range: [1, 2] }),
    rows: WORDS,
    missing: "handled",
    invalid: [
      [() => new HashingVectorizer({ n_features: 0 }), /n_features=0 must be a whole number from 1 to 65536/],
      [
        () => new HashingVectorizer({ ngram_range: [2, 1] }),
        /ngram_range=\[2,1\] must be a pair, each entry a whole number from 1 to 100, the first not larger/,
      ],
      [() => new HashingVectorizer({ n_features: 9, norm: "max" as never }), /norm="max" must be/],
      [
        () => new HashingVectorizer({ strip_accents: "unicode" as never }),
        /strip_accents="unicode" must be "ascii" or null/,
      ],
    ],
  },
  {
    name: "HashingVectorizer of characters in numbers",
    create: () => new HashingVectorizer({ n_features: 8, analyzer: "char_wb", ngram_range: [2, 3] }),
    rows: NUMBERS,
    missing: "handled",
    infinity: "handled",
  },
  {
    name: "DatetimeEncoder",
    create: () => new DatetimeEncoder({ resolution: "nanosecond", add_weekday: true, add_day_of_year: true }),
    rows: TIMES,
    missing: "passed on",
    resultsOfValue: 11,
    invalid: [
      [
        () => new DatetimeEncoder({ resolution: "week" as never }),
        /resolution="week" must be "year", "month"/,
      ],
      [
        () => new DatetimeEncoder({ periodic_encoding: "sine" as never }),
        /periodic_encoding="sine" must be null, "circular" or "spline"/,
      ],
      [
        () => new DatetimeEncoder({ resolution: null, add_total_seconds: false }),
        /DatetimeEncoder would compute nothing: set a resolution/,
      ],
    ],
  },
  {
    name: "DatetimeEncoder with splines, of what varies",
    create: () => new DatetimeEncoder({ periodic_encoding: "spline", drop_if_constant: true }),
    rows: TIMES,
    missing: "passed on",
    // The year, the total, and splines of month, day and hour: the year of the column `paid` does not vary.
    resultsOfValue: 29,
  },
  {
    name: "PolynomialFeatures",
    create: () => new PolynomialFeatures({ degree: 3 }),
    rows: NUMBERS,
    refuses: {
      "numbers about 1e300": /column "a\^2" would overflow/,
      "numbers about 1e150": /column "a\^3" would overflow/,
    },
    invalid: [[() => new PolynomialFeatures({ degree: -1 }), /degree=-1 must be a whole number/]],
  },
  {
    name: "PCA",
    create: () => new PCA({ n_components: 2 }),
    rows: NUMBERS,
    refuses: {
      ...TOO_LARGE,
      "1 row": /PCA needs at least 2 rows, got 1/,
      "1 column": /n_components=2 .*n_features\)=1/,
    },
    invalid: [[() => new PCA({ n_components: 4 }), /n_components=4 .*n_features\)=3/]],
  },
  {
    name: "PCA, whitening",
    create: () => new PCA({ n_components: 0.9, whiten: true }),
    rows: NUMBERS,
    refuses: { ...TOO_LARGE, "1 row": /PCA needs at least 2 rows, got 1/ },
  },
  {
    name: "ColumnTransformer",
    create: () =>
      new ColumnTransformer({
        branches: [{ name: "x", columns: ["b", "a"], steps: [new StandardScaler()] }],
      }),
    rows: NUMBERS,
    refuses: { ...TOO_LARGE, "1 column": /missing columns: "b"/ },
    missing: "passed on",
  },
  {
    name: "ColumnCaster to text",
    create: () => new ColumnCaster({ text: ["a"] }),
    rows: NUMBERS,
    missing: "passed on",
    infinity: "handled",
  },
  {
    name: "ColumnCaster of text",
    create: () => new ColumnCaster({ text: ["home", "away"] }),
    rows: WORDS,
    missing: "passed on",
  },
  { name: "PairedEncoder", create: () => new PairedEncoder(), rows: WORDS },
  {
    name: "LogisticRegression",
    create: () => new LogisticRegression({ max_iter: 1000 }),
    rows: NUMBERS,
    invalid: [[() => new LogisticRegression({ C: 0 }), /C=0 must be a finite number greater than 0/]],
  },
  {
    name: "LogisticRegression by gradient descent",
    create: () => new LogisticRegression({ solver: "gradient_descent" }),
    rows: NUMBERS,
    refuses: { ...TOO_LARGE, "1 row": DIVERGED, "2 rows": DIVERGED },
  },
  {
    name: "Ridge",
    create: () => new Ridge(),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [[() => new Ridge({ alpha: -1 }), /alpha=-1 must be a finite number of at least 0/]],
  },
  {
    name: "Ridge without penalty",
    create: () => new Ridge({ alpha: 0 }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
  },
  {
    name: "LinearRegression",
    create: () => new LinearRegression(),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [[() => new LinearRegression({ tol: 1 }), /tol=1 must be a number in \[0, 1\)/]],
  },
  {
    name: "LinearRegression, positive",
    create: () => new LinearRegression({ positive: true }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
  },
  {
    name: "Lasso",
    create: () => new Lasso({ alpha: 0.1 }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [
      [() => new Lasso({ alpha: -1 }), /alpha=-1 must be a finite number of at least 0/],
      [() => new Lasso({ max_iter: 0 }), /max_iter=0 must be a whole number from 1/],
      [() => new Lasso({ selection: "best" as never }), /selection="best" must be "cyclic" or "random"/],
    ],
  },
  {
    name: "ElasticNet",
    create: () => new ElasticNet({ alpha: 0.1, selection: "random" }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [[() => new ElasticNet({ l1_ratio: 1.5 }), /l1_ratio=1.5 must be a number from 0 to 1/]],
  },
  {
    name: "MLPClassifier",
    create: () => new MLPClassifier({ hidden_layer_sizes: [5, 3], max_iter: 20 }),
    rows: NUMBERS,
    invalid: [
      [
        () => new MLPClassifier({ hidden_layer_sizes: [0] }),
        /hidden_layer_sizes=\[0\] .* a whole number from 1/,
      ],
      [
        () => new MLPClassifier({ solver: "rprop" as never }),
        /solver="rprop" must be "lbfgs", "sgd" or "adam"/,
      ],
    ],
  },
  {
    name: "MLPRegressor",
    create: () => new MLPRegressor({ hidden_layer_sizes: 6, max_iter: 20, activation: "tanh" }),
    rows: NUMBERS,
    invalid: [[() => new MLPRegressor({ momentum: 2 }), /momentum=2 must be a number from 0 to 1/]],
  },
  {
    name: "DummyClassifier",
    create: () => new DummyClassifier(),
    rows: NUMBERS,
    ignoresColumns: true,
    missing: "handled",
    infinity: "handled",
    invalid: [
      [
        () => new DummyClassifier({ strategy: "uniform" as never }),
        /strategy="uniform" must be "prior" or "most_frequent"/,
      ],
    ],
  },
  {
    name: "DummyRegressor",
    create: () => new DummyRegressor(),
    rows: NUMBERS,
    ignoresColumns: true,
    missing: "handled",
    infinity: "handled",
    invalid: [
      [
        () => new DummyRegressor({ strategy: "quantile" }),
        /strategy="quantile" needs a quantile, a number from 0 to 1/,
      ],
      [() => new DummyRegressor({ quantile: 2 }), /quantile=2 must be a number from 0 to 1 or null/],
    ],
  },
  {
    name: "GaussianNB",
    create: () => new GaussianNB(),
    rows: NUMBERS,
    refuses: TOO_LARGE,
    invalid: [
      [() => new GaussianNB({ var_smoothing: -1 }), /var_smoothing=-1 must be a finite number of at least 0/],
      [() => new GaussianNB({ priors: [0.5, 0.5] }), /priors has 2 numbers, but there are 3 classes/],
    ],
  },
  {
    name: "KMeans",
    create: () => new KMeans({ n_clusters: 3 }),
    rows: NUMBERS,
    refuses: FEWER_ROWS_THAN_CLUSTERS,
    invalid: [
      [() => new KMeans({ n_clusters: 41 }), /n_clusters=41 .* n_samples=40/],
      [() => new KMeans({ tol: -1 }), /tol=-1 must be a finite number of at least 0/],
    ],
  },
  {
    name: "KNeighborsClassifier",
    create: () => new KNeighborsClassifier(),
    rows: NUMBERS,
    refuses: FEWER_ROWS_THAN_NEIGHBORS,
    invalid: [
      [() => new KNeighborsClassifier({ n_neighbors: 41 }), /n_neighbors=41 .* n_samples=40/],
      [() => new KNeighborsClassifier({ p: 0.5 }), /p=0.5 must be a finite number of at least 1/],
    ],
  },
  {
    name: "KNeighborsRegressor",
    create: () => new KNeighborsRegressor({ weights: "distance" }),
    rows: NUMBERS,
    refuses: FEWER_ROWS_THAN_NEIGHBORS,
    invalid: [
      [() => new KNeighborsRegressor({ n_neighbors: 0 }), /n_neighbors=0 must be a whole number from 1/],
      [() => new KNeighborsRegressor({ leaf_size: 0 }), /leaf_size=0 must be a whole number from 1/],
    ],
  },
  {
    name: "LinearSVC",
    create: () => new LinearSVC(),
    rows: NUMBERS,
    refuses: { ...TOO_LARGE, "numbers about 1e150": /numbers too large/ },
    invalid: [
      [() => new LinearSVC({ C: 0 }), /C=0 must be a finite number greater than 0/],
      [() => new LinearSVC({ tol: Number.NaN }), /tol=NaN must be a finite number greater than 0/],
      [() => new LinearSVC({ max_iter: 1.5 }), /max_iter=1.5 must be a whole number from 0/],
      [() => new LinearSVC({ loss: "log" as "hinge" }), /loss="log" must be "squared_hinge" or "hinge"/],
      [() => new LinearSVC({ loss: "hinge", dual: false }), /loss='hinge' is not supported when dual=false/],
      [
        () => new LinearSVC({ loss: "hinge", penalty: "l1" }),
        /penalty='l1' and loss='hinge' is not supported/,
      ],
    ],
  },
  {
    name: "LinearSVC, hinge",
    create: () => new LinearSVC({ loss: "hinge", C: 0.01 }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
  },
  {
    name: "LinearSVC, l1",
    create: () => new LinearSVC({ penalty: "l1", dual: false }),
    rows: NUMBERS,
    refuses: TOO_LARGE,
  },
  {
    name: "SVC",
    create: () => new SVC(),
    rows: NUMBERS,
    refuses: CLASS_WITHOUT_ROWS,
    invalid: [
      [() => new SVC({ C: -1 }), /C=-1 must be a finite number greater than 0/],
      [
        () => new SVC({ kernel: "cosine" as "rbf" }),
        /kernel="cosine" must be "rbf", "linear", "poly" or "sigmoid"/,
      ],
      [() => new SVC({ degree: -1 }), /degree=-1 must be a whole number from 0/],
      [() => new SVC({ gamma: -0.5 }), /gamma=-0.5 must be "scale", "auto" or a finite number of at least 0/],
      [() => new SVC({ coef0: Number.NaN }), /coef0=NaN must be a finite number/],
      [() => new SVC({ tol: 0 }), /tol=0 must be a finite number greater than 0/],
      [() => new SVC({ cache_size: 0 }), /cache_size=0 must be a number in \(0, 4096\]/],
      [() => new SVC({ max_iter: -2 }), /max_iter=-2 must be -1 or a whole number from 0/],
      [() => new SVC({ break_ties: true, decision_function_shape: "ovo" }), /break_ties must be false/],
    ],
  },
  {
    name: "SVC, linear",
    create: () => new SVC({ kernel: "linear", C: 0.01 }),
    rows: NUMBERS,
    refuses: { ...CLASS_WITHOUT_ROWS, "numbers about 1e150": KERNEL_TOO_LARGE },
  },
  {
    name: "SVC, poly",
    create: () => new SVC({ kernel: "poly", coef0: 1, decision_function_shape: "ovo" }),
    rows: NUMBERS,
    refuses: {
      ...CLASS_WITHOUT_ROWS,
      "constant columns": KERNEL_TOO_LARGE,
      "small differences of large numbers": KERNEL_TOO_LARGE,
    },
  },
  {
    name: "SVC, sigmoid",
    create: () => new SVC({ kernel: "sigmoid", break_ties: true }),
    rows: NUMBERS,
    refuses: CLASS_WITHOUT_ROWS,
  },
  {
    name: "HistGradientBoostingClassifier",
    create: () =>
      new HistGradientBoostingClassifier({ max_iter: 15, min_samples_leaf: 4, learning_rate: 0.3 }),
    rows: NUMBERS,
    missing: "handled",
    invalid: [
      [
        () => new HistGradientBoostingClassifier({ learning_rate: 0 }),
        /learning_rate=0 must be a finite number greater than 0/,
      ],
      [() => new HistGradientBoostingClassifier({ max_bins: 256 }), /max_bins=256 must be .* from 2 to 255/],
    ],
  },
  {
    name: "HistGradientBoostingClassifier of strings",
    create: () =>
      new HistGradientBoostingClassifier({ max_iter: 15, min_samples_leaf: 2, max_features: 0.5 }),
    rows: WORDS,
    missing: "handled",
  },
  {
    name: "HistGradientBoostingRegressor",
    create: () =>
      new HistGradientBoostingRegressor({ max_iter: 15, min_samples_leaf: 4, early_stopping: true }),
    rows: NUMBERS,
    refuses: { "1 row": /early stopping cannot set validation_fraction=0.1 of 1 rows aside/ },
    missing: "handled",
    invalid: [
      [
        () => new HistGradientBoostingRegressor({ loss: "huber" as never }),
        /loss="huber" must be "squared_error", /,
      ],
      [
        () => new HistGradientBoostingRegressor({ quantile: 1 }),
        /quantile=1 must be a number in \(0, 1\) or null/,
      ],
    ],
  },
  {
    name: "DecisionTreeClassifier",
    create: () => new DecisionTreeClassifier(),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [
        () => new DecisionTreeClassifier({ max_depth: 0 }),
        /max_depth=0 must be a whole number from 1 to 2147483647 or null/,
      ],
    ],
  },
  {
    name: "DecisionTreeClassifier, best first and pruned",
    create: () =>
      new DecisionTreeClassifier({
        criterion: "entropy",
        max_leaf_nodes: 9,
        ccp_alpha: 0.01,
        class_weight: "balanced",
      }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "DecisionTreeRegressor",
    create: () => new DecisionTreeRegressor(),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [
        () => new DecisionTreeRegressor({ min_samples_leaf: 0 }),
        /min_samples_leaf=0 must be a whole number from 1/,
      ],
    ],
  },
  {
    name: "DecisionTreeRegressor by absolute error, random thresholds",
    create: () => new DecisionTreeRegressor({ criterion: "absolute_error", splitter: "random" }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "DecisionTreeRegressor under monotonic constraints",
    create: () => new DecisionTreeRegressor({ monotonic_cst: { a: -1 }, max_leaf_nodes: 12 }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [
        () => new DecisionTreeRegressor({ monotonic_cst: { a: 0.5 as 1 } }),
        /monotonic_cst=\{"a":0.5\} must be a list, each entry -1, 0 or 1, an object of name: value/,
      ],
      [
        () => new DecisionTreeRegressor({ monotonic_cst: { z: 1 } }),
        /monotonic_cst names columns that are not there: "z"/,
      ],
    ],
  },
  {
    name: "HistGradientBoostingRegressor under monotonic constraints",
    create: () =>
      new HistGradientBoostingRegressor({
        max_iter: 15,
        min_samples_leaf: 4,
        loss: "absolute_error",
        monotonic_cst: { a: -1 },
      }),
    rows: NUMBERS,
    missing: "handled",
  },
  {
    name: "GradientBoostingRegressor under monotonic constraints",
    create: () =>
      new GradientBoostingRegressor({ n_estimators: 10, loss: "huber", monotonic_cst: { a: -1 } }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "RandomForestClassifier",
    create: () => new RandomForestClassifier({ n_estimators: 10, class_weight: "balanced_subsample" }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [() => new RandomForestClassifier({ n_estimators: 0 }), /n_estimators=0 must be a whole number from 1/],
    ],
  },
  {
    name: "RandomForestRegressor",
    create: () => new RandomForestRegressor({ n_estimators: 10 }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [() => new RandomForestRegressor({ max_samples: -1 }), /max_samples=-1 must be a whole number from 1/],
    ],
  },
  {
    name: "ExtraTreesClassifier",
    create: () => new ExtraTreesClassifier({ n_estimators: 10 }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "ExtraTreesRegressor",
    create: () => new ExtraTreesRegressor({ n_estimators: 10, bootstrap: true }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
  },
  {
    name: "GradientBoostingClassifier",
    create: () => new GradientBoostingClassifier({ n_estimators: 10, subsample: 0.7 }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [
      [() => new GradientBoostingClassifier({ subsample: 2 }), /subsample=2 must be a number in \(0, 1\]/],
    ],
  },
  {
    name: "GradientBoostingRegressor",
    create: () => new GradientBoostingRegressor({ n_estimators: 10, n_iter_no_change: 2 }),
    rows: NUMBERS,
    refuses: { ...SINGLE_PRECISION, "1 row": /validation_fraction=0.1 holds 1 of 1 rows back/ },
    invalid: [[() => new GradientBoostingRegressor({ alpha: 0 }), /alpha=0 must be a number in \(0, 1\)/]],
  },
  {
    name: "IsolationForest",
    create: () => new IsolationForest({ n_estimators: 20, contamination: 0.1 }),
    rows: NUMBERS,
    refuses: SINGLE_PRECISION,
    invalid: [[() => new IsolationForest({ contamination: 1 }), /contamination=1 .* \(0, 0.5\]/]],
  },
  {
    name: "CalibratedClassifierCV",
    create: () => new CalibratedClassifierCV({ estimator: new LinearSVC(), cv: 3 }),
    rows: NUMBERS,
    refuses: {
      ...TOO_LARGE,
      "numbers about 1e150": /numbers too large/,
      ...fewerRowsThan(3, "calibration"),
    },
    invalid: [
      [
        () => new CalibratedClassifierCV({ estimator: new LinearSVC(), method: "platt" as "sigmoid" }),
        /method="platt" must be "sigmoid", "isotonic" or "temperature"/,
      ],
      [
        () => new CalibratedClassifierCV({ estimator: new LinearSVC({ C: 0 }) }),
        /C=0 must be a finite number/,
      ],
      [
        () => new CalibratedClassifierCV({ estimator: new LinearSVC(), cv: 1 }),
        /cv=1 must be a whole number/,
      ],
      [
        () => new CalibratedClassifierCV({ estimator: new PCA() as never }),
        /estimator=.* must be a classifier/,
      ],
      [
        () => new CalibratedClassifierCV({ estimator: new SVC({ decision_function_shape: "ovo" }) }),
        /decision_function_shape must be ovr, not ovo/,
      ],
      [
        () => new CalibratedClassifierCV({ estimator: new KNeighborsClassifier({ n_neighbors: 33 }) }),
        /n_neighbors=33 must not be more than the number of training rows, n_samples=32/,
      ],
      [() => new CalibratedClassifierCV({ estimator: new GaussianNB(), cv: 15 }), /needs at least 15 rows/],
    ],
  },
  {
    name: "CalibratedClassifierCV, isotonic, without ensemble",
    create: () =>
      new CalibratedClassifierCV({ estimator: new GaussianNB(), method: "isotonic", ensemble: false }),
    rows: NUMBERS,
    refuses: { ...TOO_LARGE, ...fewerRowsThan(5, "calibration") },
  },
  {
    name: "CalibratedClassifierCV by temperature of strings",
    create: () =>
      new CalibratedClassifierCV({
        estimator: new HistGradientBoostingClassifier({ max_iter: 5, min_samples_leaf: 2 }),
        method: "temperature",
        cv: 3,
      }),
    rows: WORDS,
    missing: "handled",
  },
  {
    name: "FixedThresholdClassifier",
    create: () => new FixedThresholdClassifier({ estimator: new LogisticRegression(), threshold: 0.3 }),
    rows: NUMBERS,
    hasThreshold: true,
    invalid: [
      [
        () =>
          new FixedThresholdClassifier({ estimator: new LogisticRegression(), threshold: "f1" as "auto" }),
        /threshold="f1" must be "auto" or a finite number/,
      ],
      [
        () => new FixedThresholdClassifier({ estimator: new LinearSVC(), response_method: "predict_proba" }),
        /LinearSVC has no probabilities to compare a threshold with/,
      ],
    ],
  },
  {
    name: "TunedThresholdClassifierCV",
    create: () => new TunedThresholdClassifierCV({ estimator: new GaussianNB(), cv: 3, thresholds: 20 }),
    rows: NUMBERS,
    hasThreshold: true,
    refuses: {
      ...TOO_LARGE,
      ...fewerRowsThan(2, "choosing a threshold"),
      "constant columns": SAME_SCORES,
      "numbers about 1e-300": SAME_SCORES,
      "numbers about 5e-324": SAME_SCORES,
    },
    invalid: [
      [
        () =>
          new TunedThresholdClassifierCV({ estimator: new GaussianNB(), scoring: "recall" as "accuracy" }),
        /scoring="recall" must be "balanced_accuracy", "accuracy", "f1", "f1_macro" or "matthews_corrcoef"/,
      ],
      [
        () => new TunedThresholdClassifierCV({ estimator: new GaussianNB(), thresholds: [0.5] }),
        /thresholds=\[0.5\] must be/,
      ],
    ],
  },
  {
    name: "TunedThresholdClassifierCV of a calibrated classifier",
    create: () =>
      new TunedThresholdClassifierCV({
        estimator: new CalibratedClassifierCV({ estimator: new LinearSVC(), cv: 3 }),
        scoring: "f1",
      }),
    rows: NUMBERS,
    hasThreshold: true,
    refuses: {
      ...TOO_LARGE,
      "numbers about 1e150": /numbers too large/,
      ...fewerRowsThan(3, "calibration"),
      "constant columns": SAME_SCORES,
      "numbers about 1e-150": SAME_SCORES,
      "numbers about 1e-300": SAME_SCORES,
      "numbers about 5e-324": SAME_SCORES,
    },
  },
];

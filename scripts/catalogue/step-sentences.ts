/** What each step of the library does, in a sentence, by its type. Formulas and references are in the documentation of its class. */
export const STEP_SENTENCES: Readonly<Record<string, string>> = {
  ColumnCaster:
    "Converts the columns in `text` to text and all others to numbers, for an estimator that takes text columns as categories.",
  ColumnTransformer:
    "Applies transformers to groups of columns, and puts the results side by side. Each branch has a `name`, the names of its `columns`, and the transformers (`steps`) to apply to them in order.",
  FunctionTransformer:
    "Applies a function, known by its name, to each value: a logarithm, a root, a square, …. A value outside its domain is refused, with its column and row. Missing values stay missing.",
  KBinsDiscretizer:
    "Divides the range of each column into bins, so that a linear estimator can learn a step for each of them. Missing values are refused.",
  DatetimeEncoder:
    "Computes numbers of dates and times, which are ISO text, as skrub does: `COLUMN_year`, `COLUMN_month`, …. Times with an offset are converted to UTC; missing ones stay missing.",
  HashingVectorizer:
    "Hashes the n-grams of each text into `n_features` columns, for free text. Nothing is learnt, so that no text is unknown; which n-gram a column stands for cannot be told.",
  MinMaxScaler: "Scales each column to a range. Missing values stay missing.",
  OneHotEncoder:
    "Encodes each category as a column of 0 and 1. Numbers and booleans count as their JSON text; a missing value is a category if there was one at fit.",
  OrdinalEncoder:
    "Encodes the categories of each column as the numbers 0, 1, 2, … in their order. Numbers and booleans count as their JSON text.",
  PCA: "Projects the columns onto their principal components, which are named `pca0`, `pca1`, ….",
  PolynomialFeatures: "Computes all products of the columns up to a degree.",
  PowerTransformer:
    "Raises each column to the power that makes it most like a normal distribution, by Yeo and Johnson or by Box and Cox. Missing values stay missing.",
  QuantileTransformer:
    "Maps each value to its quantile among the training rows, so that the column has a uniform or a normal distribution. Missing values stay missing.",
  RobustScaler:
    "Subtracts the median of each column and divides by its quantile range, so that outliers have little influence. Missing values stay missing.",
  SelectKBest:
    "Keeps the columns that are related most to the label, each by itself. Missing values are refused.",
  SimpleImputer: "Replaces the missing values of each column.",
  StandardScaler:
    "Subtracts the mean of each column and divides by its standard deviation. Missing values stay missing.",
  VarianceThreshold: "Leaves out columns that are constant, or vary little. Missing values stay missing.",
  CalibratedClassifierCV:
    "Calibrates the probabilities of another classifier on rows that its fits have not seen, or makes some of its decision values. Steps that prepare the columns come before it, not into it, and learn from all rows: TargetEncoder encodes none with its own label, but SelectKBest chooses by the labels of the rows that calibrate, too.",
  TargetEncoder:
    "Encodes each category as the mean of its labels, drawn towards the mean of all, for text with many values. Rows to learn from are cross-fitted: each is encoded by the labels of other rows. Needs an estimator that learns labels.",
  DecisionTreeClassifier: "A single decision tree for classes.",
  DecisionTreeRegressor: "A single decision tree for one or several numbers.",
  DummyClassifier: "The most frequent class, whatever the columns: a baseline.",
  DummyRegressor: "The mean, the median or a quantile of the labels, whatever the columns: a baseline.",
  ElasticNet: "Linear regression with an l1 and an l2 penalty.",
  ExtraTreesClassifier: "A vote of many trees, each grown on all rows, that split at random thresholds.",
  ExtraTreesRegressor: "The mean of many trees, each grown on all rows, that split at random thresholds.",
  FixedThresholdClassifier:
    "Predicts the last of two classes if its probability (or decision value) by another classifier is at least `threshold`.",
  GaussianNB: "Naive Bayes with a normal distribution for each class and column.",
  GradientBoostingClassifier: "Gradient boosting of trees on exact values, for classes.",
  GradientBoostingRegressor: "Gradient boosting of trees on exact values, for one number.",
  HistGradientBoostingClassifier:
    "Gradient boosting of trees on binned values, for classes. Takes missing values, and text columns as categories.",
  HistGradientBoostingRegressor:
    "Gradient boosting of trees on binned values, for one number. Takes missing values, and text columns as categories.",
  IsolationForest: "Finds rows that a few random splits separate from all others.",
  KMeans: "Finds groups of rows around centres, by Lloyd's iteration.",
  KNeighborsClassifier: "Predicts the class that most of the nearest training rows have.",
  KNeighborsRegressor: "Predicts the mean label of the nearest training rows.",
  Lasso: "Linear regression with an l1 penalty, which makes some coefficients exactly 0.",
  LinearRegression: "Ordinary least squares; of several solutions, the one of least norm.",
  LinearSVC: "A linear support vector machine; for more than two classes, one against the rest.",
  LogisticRegression: "Logistic regression; for more than two classes, multinomial.",
  MLPClassifier: "A multilayer perceptron for classes. Scale the columns first.",
  MLPRegressor:
    "A multilayer perceptron for one or several numbers. Scale the columns first, and large labels too.",
  RandomForestClassifier:
    "A vote of many trees, each grown on rows drawn with replacement, that try some of the columns at each node.",
  RandomForestRegressor: "The mean of many trees, each grown on rows drawn with replacement.",
  Ridge: "Linear regression with an l2 penalty.",
  TransformedTargetRegressor:
    "Fits a regressor to transformed labels, and transforms its predictions back: a logarithm of prices, for example. The transformation is a function by its name (see FunctionTransformer), or a transformer that has an inverse: FunctionTransformer, MinMaxScaler, PowerTransformer, QuantileTransformer, RobustScaler and StandardScaler have.",
  TunedThresholdClassifierCV:
    "As `FixedThresholdClassifier`, with the threshold at which a score is best on rows that a fit has not seen.",
  SVC: "A support vector machine with a kernel; for more than two classes, one against one.",
};

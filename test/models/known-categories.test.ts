import { expect, test } from "bun:test";
import {
  ColumnTransformer,
  HistGradientBoostingRegressor,
  OneHotEncoder,
  OrdinalEncoder,
  Pipeline,
  Ridge,
  SimpleImputer,
  StandardScaler,
  tableOf,
} from "mlsvc";
import { knownCategories } from "../../src/models/known-categories.ts";
import { train } from "../training/train.ts";

const ROWS = Array.from({ length: 40 }, (_, i) => ({
  age: i % 9 === 0 ? null : i,
  plan: i % 8 === 0 ? null : ["basic", "gold"][i % 2]!,
  city: ["Bonn", "Köln", "Rom"][i % 3]!,
  level: i % 4,
}));
const LABELS = ROWS.map((_, i) => ({ y: i }));

/** Returns the known categories of a pipeline that learns these columns. */
function known(names: readonly string[], ...steps: ConstructorParameters<typeof Pipeline>[0]) {
  const pipeline = new Pipeline(steps).fit(tableOf(ROWS).select(names), tableOf(LABELS));
  return asLists(pipeline);
}

function asLists(pipeline: Pipeline): Record<string, string[]> {
  const entries = [...knownCategories(pipeline)].map(([name, categories]) => [name, [...categories].sort()]);
  return Object.fromEntries(entries);
}

const PLAN = ["basic", "gold"];
const CITY = ["Bonn", "Köln", "Rom"];
const ignore = { handle_unknown: "ignore" } as const;

test("models of any columns know the categories of their text columns", () => {
  for (const model of ["ridge", "random_forest_regressor", "hist_gradient_boosting_regressor"]) {
    const { pipeline } = train(model, { features: ROWS, labels: LABELS }).stored;
    expect([model, asLists(pipeline)]).toEqual([model, { plan: PLAN, city: CITY }]);
  }
  const parameters = { categorical_features: ["level"] };
  const { pipeline } = train("ridge", { features: ROWS, labels: LABELS, parameters }).stored;
  expect(asLists(pipeline)).toEqual({ plan: PLAN, city: CITY, level: ["0", "1", "2", "3"] });
});

test("new names are not unknown: their words are learnt as well", () => {
  const features = ROWS.map((row, i) => ({
    ...row,
    name: `Ada ${i % 2 === 0 ? "Byron" : "King"} ${i % 20}`,
  }));
  const parameters = { cardinality_threshold: 10 };
  for (const model of ["ridge", "hist_gradient_boosting_regressor"]) {
    const { pipeline } = train(model, { features, labels: LABELS, parameters }).stored;
    expect([model, asLists(pipeline)]).toEqual([model, { plan: PLAN, city: CITY }]);
  }
});

test("a calibrated model with a threshold knows the categories of all training rows", () => {
  const labels = ROWS.map((_, i) => ({ y: i % 2 === 0 }));
  const parameters = { calibrate: "sigmoid", threshold: "f1", min_samples_leaf: 2, max_iter: 5 };
  const features = ROWS.map((row, i) => (i === 39 ? { ...row, city: "Wien" } : row));
  const { pipeline } = train("hist_gradient_boosting_classifier", { features, labels, parameters }).stored;
  expect(asLists(pipeline)).toEqual({ plan: PLAN, city: [...CITY, "Wien"] });
});

test("encoders are found behind imputers, in branches, and after columns that pass through", () => {
  expect(known(["plan", "city"], new OneHotEncoder(ignore), new Ridge())).toEqual({ plan: PLAN, city: CITY });
  const impute = new SimpleImputer({ strategy: "most_frequent" });
  expect(known(["city", "plan"], impute, new OrdinalEncoder(), new Ridge())).toEqual({
    plan: PLAN,
    city: CITY,
  });
  const mixed = new ColumnTransformer({
    branches: [
      { name: "ordinal", columns: ["plan"], steps: [new OrdinalEncoder()] },
      { name: "scaled", columns: ["age"], steps: [new StandardScaler()] },
    ],
    remainder: "passthrough",
  });
  const boosting = new HistGradientBoostingRegressor({ max_iter: 2, min_samples_leaf: 2 });
  expect(known(["age", "city", "plan"], mixed, boosting)).toEqual({ plan: PLAN, city: CITY });
});

test("what a step computes is not taken for a feature of the same name", () => {
  const scaled = [new StandardScaler(), new OneHotEncoder(ignore), new Ridge()] as const;
  expect(known(["level"], ...scaled)).toEqual({});
  expect(known(["level"], new OneHotEncoder(ignore), new Ridge())).toEqual({ level: ["0", "1", "2", "3"] });
});

test("of a feature that is encoded twice, those categories are known that both encoders know", () => {
  const given = new OneHotEncoder({ categories: [["Köln", "Rom", "Ulm"]], ...ignore });
  const twice = new ColumnTransformer({
    branches: [
      { name: "learnt", columns: ["city"], steps: [new OneHotEncoder(ignore)] },
      { name: "given", columns: ["city"], steps: [given] },
    ],
  });
  expect(known(["city"], twice, new Ridge())).toEqual({ city: ["Köln", "Rom"] });
});

test("a step of a model may tell its own", () => {
  const features = ROWS.map((_, i) => ({ home_team: CITY[i % 3]!, away_team: CITY[(i + 1) % 3]! }));
  const labels = ROWS.map((_, i) => ({ margin: i % 5 }));
  const { pipeline } = train("match_margin", { features, labels }).stored;
  expect(asLists(pipeline)).toEqual({ home_team: CITY, away_team: CITY });
});

import { expect, test } from "bun:test";
import { REGISTRY } from "../../src/models/registry.ts";
import { type Description, type GoldenCase, goldenCases, readGolden } from "../learn/golden/cases.ts";
import { Findings } from "../learn/golden/compare.ts";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

/** The model with the pipeline of a case, by its estimator. */
const MODELS: Record<string, string> = {
  LogisticRegression: "logistic_regression",
  LinearSVC: "linear_svc",
  SVC: "svc",
  GaussianNB: "gaussian_nb",
  KNeighborsClassifier: "knn_classifier",
  KNeighborsRegressor: "knn_regressor",
  DecisionTreeClassifier: "decision_tree_classifier",
  DecisionTreeRegressor: "decision_tree_regressor",
  LinearRegression: "linear_regression",
  Ridge: "ridge",
  Lasso: "lasso",
  ElasticNet: "elastic_net",
};

const bed = new ServiceBed([...REGISTRY.keys()]);

/** Returns the model of a case if its preprocessing is that of models of any columns; otherwise undefined. */
function modelOf({ pipeline, family, id }: GoldenCase): string | undefined {
  if (family === "paired") return id.endsWith("ridge") ? "match_margin" : "match_result";
  const steps = pipeline.steps ?? [];
  const names = steps.map(({ estimator }) => estimator);
  const last = names.at(-1) ?? "";
  if (names.join() === "StandardScaler,PCA,LogisticRegression") return "pca_logistic_regression";
  const isTree = last.startsWith("DecisionTree");
  const before = names.slice(0, -1).join();
  const isUsual = before === "StandardScaler" || (isTree && before === "") || isUsualMix(steps[0], isTree);
  return isUsual && steps.length <= 2 ? MODELS[last] : undefined;
}

/** Returns whether columns of several kinds are prepared as in `preprocessAnyColumns`. */
function isUsualMix(step: Description | undefined, isTree: boolean): boolean {
  if (step?.estimator !== "ColumnTransformer") return false;
  const branches = (step.branches ?? []).map(({ steps = [] }) =>
    steps.map(({ estimator }) => estimator).join(),
  );
  const numeric = isTree ? "SimpleImputer" : "SimpleImputer,StandardScaler";
  return branches.join(" ") === `${numeric} SimpleImputer,OneHotEncoder SimpleImputer`;
}

/** Returns the recorded parameters that the model has. */
function parametersOf(model: string, { steps = [], params = {} }: Description): Record<string, unknown> {
  const known = REGISTRY.get(model)!.model.parameters.entries;
  const all = Object.assign({}, params, ...steps.map((step) => step.params ?? {})) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => name in known && !(name === "C" && value === null)),
  );
}

const matched = goldenCases().flatMap((golden) => {
  const model = modelOf(golden);
  return model === undefined ? [] : [{ golden, model }];
});

test("most recorded pipelines belong to a model", () => {
  expect(matched.length).toBe(62);
  expect(new Set(matched.map(({ model }) => model)).size).toBe(15);
});

for (const { golden, model } of matched) {
  test(`${model} reproduces ${golden.id} over HTTP`, async () => {
    const [dataset] = golden.id.split("/");
    const rows = readGolden(`datasets/${dataset}.json`) as Record<
      "features" | "labels",
      Record<string, unknown>[]
    >;
    const { test_rows } = readGolden(`cases/${dataset}/${golden.family}.json`) as { test_rows: number[] };
    const kept = new Set(test_rows);
    const train = <T>(all: T[]) => all.filter((_, row) => !kept.has(row));
    const columns = golden.split.trainX.names;
    const choice = golden.family === "paired" ? {} : { feature_names: columns };
    const body = {
      parameters: { ...parametersOf(model, golden.pipeline), ...choice },
      features: train(rows.features),
      labels: train(rows.labels),
    };
    const id = await bed.database.createRun(model);
    const accepted = await bed.service.train(model, id, body);
    expect([accepted.status, ((await accepted.json()) as { detail?: string }).detail]).toEqual([
      200,
      undefined,
    ]);
    await waitFor("the run", async () => (await bed.database.status(id)) === "SUCCESS", 60_000);

    const wanted = golden.test.predict_proba
      ? "probabilities"
      : golden.test.decision_function
        ? "scores"
        : null;
    const response = await bed.service.post(
      `/api/predict?model_run_id=${id}${wanted === null ? "" : `&${wanted}=true`}`,
      { features: test_rows.map((row) => rows.features[row]!) },
    );
    const answer = (await response.json()) as Record<string, (number | string | Record<string, number>)[]>;
    const findings = new Findings();
    const left = new Set([
      ...(golden.ambiguous_test_positions ?? []),
      ...(golden.ties?.sensitive_test_positions ?? []),
      ...(golden.ties?.on_threshold_test_positions ?? []),
    ]);
    const at = <T>(values: T[]): T[] => values.filter((_, position) => !left.has(position));
    if (golden.task === "regression") {
      findings.close("predictions", at(answer.predictions!), at(golden.test.predict), golden.tolerance);
    } else findings.equal("predictions", at(answer.predictions!), at(golden.test.predict));
    if (wanted === "probabilities") {
      const own = at(answer.probabilities!).map((row) => Object.values(row));
      findings.close(wanted, own, at(golden.test.predict_proba), golden.tolerance);
    } else if (wanted === "scores") {
      findings.close(wanted, answer.scores, golden.test.decision_function, golden.tolerance);
    }
    expect(findings.list).toEqual([]);
  }, 60_000);
}

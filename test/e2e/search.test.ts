import { expect, test } from "bun:test";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGolden } from "../learn/golden/cases.ts";
import { runCommand } from "../service-process.ts";
import { dataset } from "./data.ts";
import { CHURN, DIABETES, type Evaluated, evaluate, write } from "./evaluate.ts";

const { searches } = readGolden("figures/grid_search.json") as {
  searches: {
    dataset: string;
    model: string;
    parameters: Record<string, unknown>;
    grid: Record<string, unknown[]>;
    score: string;
    params: unknown[];
    mean_test_score: number[];
    std_test_score: number[];
    rank_test_score: number[];
    best_params: unknown;
  }[];
};

test.each(searches)(
  "has the scores and the ranks of scikit-learn's GridSearchCV: $model on $dataset",
  async (golden) => {
    const { features, labels } = dataset(golden.dataset);
    const path = write("body.json", JSON.stringify({ features, labels, parameters: golden.parameters }));
    const words = ["--search", JSON.stringify(golden.grid), "--score", golden.score];
    const { search } = await evaluate(golden.model, path, ...words);
    const results = search!.cv_results;
    expect(results.map(({ params }) => params)).toEqual(golden.params as never);
    results.forEach(({ mean_test_score, std_test_score, mean_fit_time, error }, i) => {
      expect(mean_test_score).toBeCloseTo(golden.mean_test_score[i]!, 6);
      expect(std_test_score).toBeCloseTo(golden.std_test_score[i]!, 6);
      expect(mean_fit_time).toBeGreaterThan(0);
      expect(error).toBeNull();
    });
    expect(results.map(({ rank_test_score }) => rank_test_score)).toEqual(golden.rank_test_score);
    expect(search!.best_params).toEqual(golden.best_params);
  },
);

test("a search prints the best first, what failed and why, and calls with the best parameters", async () => {
  const words = [
    "--evaluate",
    "logistic_regression",
    CHURN,
    "--label",
    "churned",
    "--exclude",
    "customer_id",
  ];
  const grid = '{"C": [10, -1, 0.1], "class_weight": [null, "balanced"]}';
  const { code, stdout, stderr } = await runCommand([...words, "--search", grid, "--score", "log_loss"]);
  expect(code).toBe(0);
  expect(stderr).toEndWith("mlsvc: search: 6 of 6 combinations\n");
  const table = stdout.split("\n").filter((line) => /^ {2}\d/.test(line));
  expect(table).toHaveLength(4);
  const scores = table.map((line) => Number(line.trim().split(/ +/)[1]));
  expect(scores).toEqual(scores.toSorted((a, b) => a - b));
  expect(table[0]).toMatch(/^ {2}1 +0\.\d+ ± 0\.\d+ +[\d.]+ +0\.1 +null$/);
  expect(stdout).toMatch(
    /^ {2}C=-1, class_weight=null +parameters\.C must be a finite number greater than 0; got -1$/m,
  );
  expect(stdout).toContain('\nBest parameters: {"C":0.1,"class_weight":null}\n');
  expect(stdout).toContain(
    `-d '{"parameters": {"C":0.1,"class_weight":null}, "features": […], "labels": […]}'\n`,
  );
  expect(stdout).toContain(
    'mlsvc.train("logistic_regression", runId, Training.ofRows(Map.of("C", 0.1), features, labels));',
  );
});

test("a search draws combinations at random, the same for the same random_state", async () => {
  const search = (...words: string[]) =>
    evaluate(
      "ridge",
      DIABETES,
      "--label",
      "progression",
      "--cv",
      "3",
      "--search",
      '{"alpha": {"low": 0.01, "high": 100, "log": true}}',
      "--tries",
      "6",
      ...words,
    );
  const [first, again, other] = [
    await search(),
    await search(),
    await search("--parameters", '{"random_state": 1}'),
  ];
  const alphas = ({ search: found }: Evaluated) => found!.cv_results.map(({ params }) => params.alpha);
  expect(new Set(alphas(first)).size).toBe(6);
  expect(alphas(again)).toEqual(alphas(first));
  expect(alphas(other)).not.toEqual(alphas(first));
  expect(first.report).toBeNull();
  expect(first.search!.cv_results.every(({ metrics }) => metrics.cv_folds === 3)).toBe(true);
});

test("a search can measure on rows held back, search clusters, and write the report of the best", async () => {
  const report = join(mkdtempSync(join(tmpdir(), "mlsvc-report-")), "best.html");
  const words = ["--search", '{"n_clusters": [2, 3, 1]}', "--report", report];
  const found = await evaluate("kmeans", DIABETES, "--exclude", "progression", ...words);
  expect(found.search!.best_params).toEqual({ n_clusters: 2 });
  expect(found.search!.cv_results[2]).toMatchObject({
    rank_test_score: null,
    error: "silhouette is undefined",
  });
  expect(found.report!.parameters.n_clusters).toBe(2);
  expect(existsSync(report)).toBe(true);
  const held = await evaluate(
    "ridge",
    DIABETES,
    "--label",
    "progression",
    "--parameters",
    '{"validation_fraction": 0.3}',
    "--search",
    '{"alpha": [1, 10]}',
  );
  expect(held.search!.cv_results[0]).toMatchObject({
    mean_test_score: expect.any(Number),
    std_test_score: null,
  });
});

test("a search of which every combination fails ends with exit code 1, and the reasons", async () => {
  const words = [
    "--evaluate",
    "ridge",
    DIABETES,
    "--label",
    "progression",
    "--search",
    '{"alpha": [-1, "x"]}',
  ];
  const { code, stdout } = await runCommand(words);
  expect(code).toBe(1);
  expect(stdout).toContain("alpha=-1");
  expect(stdout).not.toContain("Best parameters");
});

test("a combination that cannot be fitted to every fold has no score, because its mean would not compare with others", async () => {
  const path = write("rows.csv", ["x,y", ...Array.from({ length: 21 }, (_, i) => `${i},${i}`)].join("\n"));
  // The first fold leaves 16 rows to learn from, the others 17.
  const { search } = await evaluate(
    "knn_regressor",
    path,
    "--label",
    "y",
    "--search",
    '{"n_neighbors": [17, 3]}',
  );
  expect(search!.cv_results[0]).toMatchObject({
    mean_test_score: null,
    rank_test_score: null,
    error: expect.stringMatching(/^fold 1 of 5 cannot be measured and is left out: /),
    metrics: { cv_folds: 4 },
  });
  expect(search!.best_params).toEqual({ n_neighbors: 3 });
});

test("a search for a quantile takes the smallest mean_pinball_loss", async () => {
  const { search } = await evaluate(
    "hist_gradient_boosting_regressor",
    DIABETES,
    "--label",
    "progression",
    "--parameters",
    '{"loss": "quantile", "quantile": 0.9}',
    "--search",
    '{"max_iter": [1, 20]}',
    "--score",
    "mean_pinball_loss",
  );
  const [one, many] = search!.cv_results;
  expect(search!.greater_is_better).toBe(false);
  expect(many!.mean_test_score!).toBeLessThan(one!.mean_test_score!);
  expect(search!.best_params).toEqual({ max_iter: 20 });
  expect(many!.metrics.cv_mean_pinball_loss_mean).toBe(many!.mean_test_score!);
});

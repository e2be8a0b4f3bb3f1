import { describe, expect, test } from "bun:test";
import { Failure } from "../../src/errors.ts";
import type { Row } from "../../src/ingest/row-column.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { samplesOf } from "../../src/models/sample-rows.ts";
import { answer, train } from "../training/train.ts";
import { expectSums, outputsOf, UNEXPLAINED } from "./explanation-sums.ts";

const MODELS = [...REGISTRY.values()].map(({ model }) => model);
/** Enough for a test. */
const QUICK: Record<string, unknown> = { n_estimators: 10, max_iter: 20 };

describe("explanations add up to the predictions, or are refused with the reason:", () => {
  for (const model of MODELS) {
    test(model.name, async () => {
      const { features, labels } = samplesOf(model).tables.at(model.name.startsWith("match") ? -1 : 0)!;
      const known = Object.keys(model.getDefaultParameters() as object);
      const parameters = Object.fromEntries(Object.entries(QUICK).filter(([name]) => known.includes(name)));
      const hasLabels = Object.keys(labels[0] ?? {}).length > 0;
      const { stored } = train(model.name, { features, parameters, ...(hasLabels ? { labels } : {}) });
      const { hasProbabilities, hasScores, schema } = stored.pipeline;
      const options = { scores: hasScores, explain: true };
      const rows = features as Row[];
      const asked = answer(stored, rows, hasProbabilities, options);
      const reason = UNEXPLAINED[model.name];
      if (reason !== undefined) {
        const failure = await asked.catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(Failure);
        expect(failure).toMatchObject({ kind: "invalid", message: expect.stringMatching(reason) });
        expect((failure as Failure).issues).toEqual([
          { path: "explain", message: "must be left out for this run" },
        ]);
        return;
      }
      const found = await asked;
      expectSums(found);
      expect(found.explanations).toHaveLength(rows.length);
      for (const outputs of outputsOf(found)) {
        for (const { contributions } of Object.values(outputs)) {
          expect(Object.keys(contributions)).toEqual([...schema.featureNames]);
        }
      }
      const { explanations, explanation_unit: _, ...rest } = found;
      // Two classes: that of the last, which is told.
      expect(rest.classes).toEqual(schema.classes ?? undefined);
      const [one] = (await answer(stored, [rows[3]!], hasProbabilities, options)).explanations!;
      expect(one).toEqual(explanations![3]!);
    });
  }
});

const rows = Array.from({ length: 60 }, (_, i) => ({
  age: i % 7 === 3 ? null : 20 + ((i * 13) % 40),
  plan: i % 9 === 4 ? null : ["basic", "gold", "free"][i % 3]!,
  member: i % 2 === 0,
}));

test("an explanation has one contribution per column of the request, and names the columns that were filled", async () => {
  const labels = rows.map(({ age, plan }) => ({
    churned: (age ?? 30) > 35 || plan === "gold" ? "yes" : "no",
  }));
  for (const model of ["logistic_regression", "random_forest_classifier", "pca_logistic_regression"]) {
    const { stored } = train(model, { features: rows, labels });
    const given = [
      { age: null, plan: "gold", member: true },
      { age: 25, plan: "unseen", member: null },
      { age: 60, plan: "free", member: false, more: 1 },
    ];
    const { explanations, classes } = await answer(stored, given, false, { explain: true });
    expect(classes).toEqual(["no", "yes"]);
    expect(explanations!.map(({ imputed }) => imputed)).toEqual([["age"], ["member"], undefined]);
    for (const { contributions, by_class } of explanations!) {
      expect(Object.keys(contributions!)).toEqual(["age", "plan", "member"]);
      expect(by_class).toBeUndefined();
    }
    // What the labels were made from.
    const [gold, , free] = explanations!;
    expect(gold!.contributions!.plan).toBeGreaterThan(0);
    expect(free!.contributions!.plan).toBeLessThan(0);
    expect(free!.contributions!.age).toBeGreaterThan(0);
  }
});

test("missing values that an estimator takes as they are, are not called filled", async () => {
  const labels = rows.map(({ age }) => ({ spend: age ?? 100 }));
  const { stored } = train("hist_gradient_boosting_regressor", { features: rows, labels });
  const { explanations } = await answer(stored, [{ age: null, plan: null, member: null }], false, {
    explain: true,
  });
  expect(explanations![0]!.imputed).toBeUndefined();
  expect(explanations![0]!.contributions!.age).toBeGreaterThan(10);
});

test("several classes and several labels are explained one by one, by name", async () => {
  const classes = rows.map((_, i) => ({ level: i % 3 }));
  const classified = train("gradient_boosting_classifier", { features: rows, labels: classes });
  const byClass = await answer(classified.stored, rows.slice(0, 4), true, { explain: true, scores: true });
  expectSums(byClass);
  expect(byClass.explanation_unit).toBe("score");
  for (const { by_class } of byClass.explanations!) expect(Object.keys(by_class!)).toEqual(["0", "1", "2"]);
  const bayes = await answer(train("gaussian_nb", { features: rows, labels: classes }).stored, rows, true, {
    explain: true,
  });
  expectSums(bayes);
  expect(bayes.explanation_unit).toBe("log_likelihood");
  const numbers = rows.map(({ member }, i) => ({ spend: i, visits: member ? 3 : 1 }));
  for (const model of ["ridge", "extra_trees_regressor"]) {
    const byLabel = await answer(train(model, { features: rows, labels: numbers }).stored, rows, false, {
      explain: true,
    });
    expectSums(byLabel);
    for (const { by_label } of byLabel.explanations!)
      expect(Object.keys(by_label!)).toEqual(["spend", "visits"]);
  }
});

test("other losses, kernels and links are explained in their unit", async () => {
  const yes = rows.map(({ member }) => ({ y: member ? "yes" : "no" }));
  const counts = rows.map(({ age }) => ({ y: (age ?? 30) / 10 }));
  for (const [model, parameters, labels, unit] of [
    ["svc", { kernel: "linear" }, yes, "score"],
    ["gradient_boosting_classifier", { loss: "exponential" }, yes, "score"],
    ["gradient_boosting_regressor", { loss: "quantile" }, counts, "label"],
    ["hist_gradient_boosting_regressor", { loss: "poisson" }, counts, "log_label"],
    ["logistic_regression", { solver: "gradient_descent" }, yes, "log_odds"],
  ] as const) {
    const { stored } = train(model, { features: rows, labels: labels as Row[], parameters });
    const { hasProbabilities, hasScores } = stored.pipeline;
    const found = await answer(stored, rows, hasProbabilities, { explain: true, scores: hasScores });
    expect([model, found.explanation_unit]).toEqual([model, unit]);
    expectSums(found);
  }
});

test("SVC of three classes, whose scores are votes, is refused", async () => {
  const labels = rows.map((_, i) => ({ y: i % 3 }));
  const { stored } = train("svc", { features: rows, labels, parameters: { kernel: "linear" } });
  await expect(answer(stored, rows, false, { explain: true })).rejects.toThrow(
    "an SVC of more than two classes has no explanations; LinearSVC has",
  );
});

test("no rows have no explanations, many rows are explained in slices as one by one", async () => {
  const labels = rows.map(({ age }) => ({ spend: age ?? 0 }));
  const { stored } = train("random_forest_regressor", { features: rows, labels });
  expect((await answer(stored, [], false, { explain: true })).explanations).toEqual([]);
  const many = Array.from({ length: 600 }, (_, i) => rows[i % 60]!);
  const { explanations } = await answer(stored, many, false, { explain: true });
  expect(explanations!.slice(540)).toEqual(explanations!.slice(0, 60));
  expect(explanations![7]!).toEqual(
    (await answer(stored, [rows[7]!], false, { explain: true })).explanations![0]!,
  );
});

test("a column may have any name", async () => {
  const odd = rows.map(({ age }) => JSON.parse(`{"__proto__": ${age ?? 5}, "2": 1, "": 4}`) as Row);
  const labels = rows.map(({ age }) => ({ "": age ?? 0 }));
  const { stored } = train("ridge", { features: odd, labels });
  const [found] = (await answer(stored, odd, false, { explain: true })).explanations!;
  expect(JSON.stringify(found!.contributions)).toContain('"__proto__":');
});

test("contributions that overflow are refused, and name the row", async () => {
  const features = rows.map((_, i) => ({ a: i, b: i % 3 }));
  const { stored } = train("linear_regression", { features, labels: rows.map((_, i) => ({ y: 3 * i })) });
  await expect(answer(stored, [{ a: 1e308, b: 1 }], false, { explain: true })).rejects.toThrow(
    "features[0] holds numbers too large",
  );
});

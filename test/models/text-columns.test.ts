import { describe, expect, test } from "bun:test";
import { readReport } from "../../src/insight/read-report.ts";
import type { Step } from "../../src/learn/core/step.ts";
import type { Pipeline } from "../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { columnsOfRareWords } from "../../src/models/category-encoding.ts";
import { knownCategories } from "../../src/models/known-categories.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { uniformNumbers } from "../learn/golden/made-up.ts";
import { answer, prepare, train } from "../training/train.ts";

const next = uniformNumbers(77);
const SHOPS = 60;
/** A shop of 60 decides the label together with a number; a few shops are rare. */
const ROWS = Array.from({ length: 900 }, () => {
  const shop = Math.floor(SHOPS * next() ** 2);
  return {
    shop: `shop ${shop}`,
    size: next() * 10,
    colour: ["red", "green", "blue"][Math.floor(next() * 3)]!,
  };
});
const effect = (shop: string) => ((Number(shop.slice(5)) * 7) % 11) - 5;
const NUMBERS = ROWS.map(({ shop, size }) => ({ y: effect(shop) + size / 5 + next() }));
const CLASSES = NUMBERS.map(({ y }) => ({ y: y > 1 ? "yes" : "no" }));
const THREE = NUMBERS.map(({ y }) => ({ y: y > 3 ? "high" : y > -2 ? "middle" : "low" }));

/** Returns the steps of each branch, with the columns of the branch. */
function branchesOf({ transformers }: Pipeline): Record<string, [columns: readonly string[], steps: string]> {
  const [first] = transformers;
  if (!(first instanceof ColumnTransformer)) return {};
  return Object.fromEntries(
    first.branches.map(({ name, columns, steps }) => [
      name,
      [columns, steps.map(({ type }: Step) => type).join(" ")],
    ]),
  );
}
const body = (features: object[], labels: object[], parameters: object = {}) =>
  ({ features, labels, parameters }) as never;
const pipelineOf = (model: string, ...args: Parameters<typeof body>) =>
  train(model, body(...args)).stored.pipeline;

describe("text with more than cardinality_threshold values", () => {
  test("is target encoded, and one-hot encoded below", () => {
    expect(branchesOf(pipelineOf("logistic_regression", ROWS, CLASSES))).toEqual({
      numeric: [["size"], "SimpleImputer StandardScaler"],
      categorical: [["colour"], "SimpleImputer OneHotEncoder"],
      target: [["shop"], "TargetEncoder StandardScaler"],
    });
    expect(
      branchesOf(pipelineOf("random_forest_regressor", ROWS, NUMBERS, { n_estimators: 2 })).target,
    ).toEqual([["shop"], "TargetEncoder"]);
    const raised = pipelineOf("ridge", ROWS, NUMBERS, { cardinality_threshold: SHOPS });
    expect(branchesOf(raised)).toEqual({
      numeric: [["size"], "SimpleImputer StandardScaler"],
      categorical: [["shop", "colour"], "SimpleImputer OneHotEncoder"],
    });
    expect(raised.transformers[0]!.toState()).not.toHaveProperty("parameters.min_frequency");
    const lowered = pipelineOf("ridge", ROWS, NUMBERS, { cardinality_threshold: 2 });
    expect(branchesOf(lowered).target).toEqual([["shop", "colour"], "TargetEncoder StandardScaler"]);
  });

  test("predicts as well as one-hot columns do, on rows that were held back", () => {
    for (const [model, labels, metric] of [
      ["logistic_regression", CLASSES, "validation_roc_auc"],
      ["ridge", NUMBERS, "validation_r2"],
      ["logistic_regression", THREE, "validation_accuracy"],
    ] as const) {
      const measured = (cardinality_threshold: number) =>
        train(model, body(ROWS, [...labels], { validation_fraction: 0.3, cardinality_threshold })).metrics[
          metric
        ]!;
      expect(measured(40)).toBeGreaterThan(0.75);
      expect(Math.abs(measured(40) - measured(100))).toBeLessThan(0.06);
    }
  });

  test("is target encoded for each class, and for each of several labels", async () => {
    const { stored } = train("logistic_regression", body(ROWS, THREE));
    const { predictions } = (await answer(stored, ROWS.slice(0, 300))) as { predictions: string[] };
    const right = predictions.filter((label, i) => label === THREE[i]!.y).length;
    expect(right / 300).toBeGreaterThan(0.75);
    const two = NUMBERS.map(({ y }) => ({ y, opposite: -y }));
    const both = train("ridge", body(ROWS, two)).stored;
    const rows = (await answer(both, ROWS.slice(0, 20))).predictions as [number, number][];
    for (const [y, opposite] of rows) expect(opposite).toBeCloseTo(-y, 9);
  });

  test("is a missing value of its own, and unknown values are predicted as the mean", async () => {
    const gaps = ROWS.map((row, i) => ({ ...row, shop: i % 8 === 0 ? null : row.shop }));
    const shifted = gaps.map(({ shop, size }) => ({ y: shop === null ? 30 + size : size }));
    const { stored } = train("ridge", body(gaps, shifted));
    const { predictions } = (await answer(stored, [
      { ...ROWS[0]!, shop: null, size: 5 },
      { ...ROWS[0]!, shop: "shop 1", size: 5 },
      { ...ROWS[0]!, shop: "unheard of", size: 5 },
    ])) as { predictions: number[] };
    expect(predictions[0]).toBeGreaterThan(25);
    expect(predictions[1]).toBeLessThan(8);
    expect(predictions[2]).toBeGreaterThan(predictions[1]!);
    expect(predictions[2]).toBeLessThan(20);
  });

  test("is not predictive where it is random: cross-validation finds nothing, nor does the training", () => {
    const random = uniformNumbers(5);
    const rows = Array.from({ length: 1200 }, () => ({
      code: `c${Math.floor(random() * 400)}`,
      x: random(),
    }));
    const labels = rows.map(() => ({ y: random() < 0.5 }));
    for (const model of ["logistic_regression", "hist_gradient_boosting_classifier"]) {
      const { metrics } = train(model, body(rows, labels, { cv: 5 }));
      expect(Math.abs(metrics.cv_roc_auc_mean! - 0.5)).toBeLessThan(0.06);
    }
    const { stored } = train("logistic_regression", body(rows, labels, { penalty: "l2" }));
    const { coef } = stored.pipeline.estimator.state as { coef: Float64Array };
    // The columns are scaled; a coefficient of 0.3 would move a probability by 0.07.
    for (const weight of coef) expect(Math.abs(weight)).toBeLessThan(0.3);
  });

  test("has explanations that add up, known categories, and a place in the report", async () => {
    const models: [string, object][] = [
      ["logistic_regression", {}],
      ["random_forest_classifier", { n_estimators: 5 }],
      ["hist_gradient_boosting_classifier", { max_iter: 10 }],
      ["gaussian_nb", {}],
      ["pca_logistic_regression", {}],
    ];
    for (const [model, parameters] of models) {
      const prepared = prepare(model, body(ROWS, CLASSES, { cv: 3, ...parameters }));
      const { bytes } = fitTraining(prepared, "1970-01-01T00:00:00.000Z", {
        iteration() {},
        warn() {},
      } as never);
      const { columns, evaluation } = readReport(bytes, 1)!;
      expect([model, columns[0]!.name]).toEqual([model, "shop"]);
      expect(evaluation.partial_dependence.columns.map(({ column }) => column)).toContain("shop");
      const { stored } = train(model, body(ROWS, CLASSES, parameters));
      expect(knownCategories(stored.pipeline).get("shop")!.size).toBe(
        new Set(ROWS.map(({ shop }) => shop)).size,
      );
      const explained = (await answer(stored, ROWS.slice(0, 30), true, { explain: true })) as {
        explanations: { base_value: number; contributions: Record<string, number> }[];
      };
      const most = explained.explanations.filter(({ contributions }) => {
        expect(Object.keys(contributions).sort()).toEqual(["colour", "shop", "size"]);
        return Math.abs(contributions.shop!) > Math.abs(contributions.colour!);
      });
      expect(most.length).toBeGreaterThan(20);
    }
  });

  test("has its most frequent values one-hot encoded for a model without labels", async () => {
    for (const model of ["kmeans", "isolation_forest"]) {
      const { stored } = train(model, { features: ROWS });
      const branches = branchesOf(stored.pipeline);
      expect(branches.frequent).toEqual([["shop"], "SimpleImputer OneHotEncoder"]);
      const names = stored.pipeline.transform(prepare(model, { features: ROWS }).features).names;
      expect(names.filter((name) => name.startsWith("frequent__shop_"))).toHaveLength(40);
      expect(names).toContain("frequent__shop_infrequent_sklearn");
      const { predictions } = await answer(stored, [{ ...ROWS[0]!, shop: "unheard of" }]);
      expect(predictions).toHaveLength(1);
    }
  });
});

describe("text of several words, whose values have few rows each", () => {
  const SURNAMES = ["Smith", "Jones", "Brown", "Garcia", "Novak", "Rossi", "Silva", "Weber"];
  const draw = uniformNumbers(3);
  /** Persons with two rows each; the label depends on the surname, which many persons have. */
  const VISITS = Array.from({ length: 800 }, (_, i) => ({
    person: `Nr${i >> 1} ${SURNAMES[(i >> 1) % SURNAMES.length]}`,
    age: Math.floor(20 + 60 * draw()),
  }));
  const late = (person: string) => SURNAMES.indexOf(person.split(" ")[1]!) < 3;
  const LATE = VISITS.map(({ person }) => ({ late: late(person) }));
  /** Other persons with the same surnames. */
  const OTHERS = SURNAMES.map((surname, i) => ({ person: `Nr${9000 + i} ${surname}`, age: 50 }));

  test("is hashed beside its target encoding, unless it is named as categories", () => {
    const model = "logistic_regression";
    const { target, words } = branchesOf(pipelineOf(model, VISITS, LATE));
    expect(target).toEqual([["person"], "TargetEncoder StandardScaler"]);
    expect(words).toEqual([["person"], "HashingVectorizer"]);
    const boosted = branchesOf(pipelineOf("hist_gradient_boosting_classifier", VISITS, LATE));
    expect(boosted).toEqual({
      native: [["age"], "ColumnCaster"],
      target: [["person"], "TargetEncoder"],
      words: words!,
    });
    const named = pipelineOf(model, VISITS, LATE, { categorical_features: ["person"] });
    expect(branchesOf(named).words).toBeUndefined();
    expect(branchesOf(train("kmeans", { features: VISITS }).stored.pipeline).words).toBeUndefined();
  });

  test("tells of values that training did not have, with explanations that add up and a report", async () => {
    for (const model of [
      "logistic_regression",
      "extra_trees_classifier",
      "hist_gradient_boosting_classifier",
      "pca_logistic_regression",
    ]) {
      const { stored, metrics } = train(model, body(VISITS, LATE, { validation_fraction: 0.25 }));
      expect([model, metrics.validation_roc_auc! > 0.9]).toEqual([model, true]);
      const { predictions, explanations } = (await answer(stored, OTHERS, true, { explain: true })) as {
        predictions: boolean[];
        explanations: { contributions: Record<string, number> }[];
      };
      expect([model, predictions]).toEqual([model, OTHERS.map(({ person }) => late(person))]);
      for (const { contributions } of explanations) {
        expect(Object.keys(contributions).sort()).toEqual(["age", "person"]);
        expect(Math.abs(contributions.person!)).toBeGreaterThan(Math.abs(contributions.age!));
      }
      expect(knownCategories(stored.pipeline).has("person")).toBe(false);
    }
    const prepared = prepare("logistic_regression", body(VISITS, LATE));
    const { bytes } = fitTraining(prepared, "1970-01-01T00:00:00.000Z", {
      iteration() {},
      warn() {},
    } as never);
    expect(readReport(bytes, 1)!.columns[0]!.name).toBe("person");
  });

  test("is not hashed if its values have many rows, are single words, or are too many for memory", () => {
    const branches = (rows: readonly { person: string | null }[]) => {
      const labels = rows.map((_, i) => ({ y: i }));
      const { features } = prepare("ridge", body([...rows], labels));
      return columnsOfRareWords(features, ["person"], {});
    };
    expect(branches(VISITS)).toEqual(["person"]);
    expect(branches(VISITS.map((_, i) => ({ person: `Nr${i % 60} Smith` })))).toEqual([]);
    // Missing values are no rows of a value.
    const half = VISITS.map((_, i) => ({ person: i % 2 === 0 ? null : `Nr${i % 100} Smith` }));
    expect(branches(half)).toEqual(["person"]);
    expect(branches(VISITS.map(({ person }) => ({ person: person.replace(" ", "_") })))).toEqual([]);
    const many = Array.from({ length: 2 ** 19 + 8 }, (_, i) => ({ person: `Nr${i >> 1} Smith` }));
    expect(branches(many)).toEqual([]);
    expect(branches(many.slice(0, 2 ** 19))).toEqual(["person"]);
  });
});

describe("boosting on binned values", () => {
  const many = ROWS.map((row, i) => ({ ...row, code: `c${(i * 37) % 450}` }));

  test("takes categories up to the threshold, and at most max_bins, as they are, and target encodes more", () => {
    const model = "hist_gradient_boosting_regressor";
    const asTheyAre = pipelineOf(model, ROWS, NUMBERS, { max_iter: 3, cardinality_threshold: SHOPS });
    expect(asTheyAre.transformers.map(({ type }) => type)).toEqual(["ColumnCaster"]);
    expect(branchesOf(pipelineOf(model, many, NUMBERS, { max_iter: 3 }))).toEqual({
      native: [["size", "colour"], "ColumnCaster"],
      target: [["shop", "code"], "TargetEncoder"],
    });
    const raised = { max_iter: 3, cardinality_threshold: 1000 };
    expect(branchesOf(pipelineOf(model, many, NUMBERS, raised)).target![0]).toEqual(["code"]);
    const lowered = pipelineOf(model, many, NUMBERS, { ...raised, max_bins: 50 });
    expect(branchesOf(lowered).target![0]).toEqual(["shop", "code"]);
    const chosen = pipelineOf(model, many, NUMBERS, { max_iter: 3, max_bins: 2 });
    expect(branchesOf(chosen).target![0]).toEqual(["shop", "colour", "code"]);
  });

  test("groups rare categories, and predicts missing and unknown ones", async () => {
    const parameters = { max_iter: 20, min_frequency: 20 };
    const { stored } = train("hist_gradient_boosting_regressor", body(ROWS, NUMBERS, parameters));
    expect(branchesOf(stored.pipeline)).toEqual({
      native: [["size"], "ColumnCaster"],
      grouped: [["shop", "colour"], "OrdinalEncoder ColumnCaster"],
    });
    const counts = new Map<string, number>();
    for (const { shop } of ROWS) counts.set(shop, (counts.get(shop) ?? 0) + 1);
    const rare = [...counts].filter(([, count]) => count < 20).map(([shop]) => shop);
    expect(rare.length).toBeGreaterThan(5);
    const at = (shop: string | null) => ({ shop, size: 5, colour: "red" });
    const { predictions } = await answer(stored, [...rare.map(at), at(null), at("unheard of"), at("shop 1")]);
    expect(new Set(predictions.slice(0, rare.length)).size).toBe(1);
    expect(predictions.at(-3)).toBe(predictions.at(-2)!);
    expect(predictions.at(-1)).not.toBe(predictions[0]!);
    expect(knownCategories(stored.pipeline).get("shop")!.size).toBe(counts.size);
  });
});

describe("infrequent values", () => {
  test("are grouped by min_frequency and max_categories, and count as one for the threshold", () => {
    const grouped = pipelineOf("ridge", ROWS, NUMBERS, { max_categories: 12 });
    expect(branchesOf(grouped).categorical).toEqual([["shop", "colour"], "SimpleImputer OneHotEncoder"]);
    const { features } = prepare("ridge", body(ROWS, NUMBERS));
    const shops = grouped.transform(features).names.filter((name) => name.includes("__shop_"));
    expect(shops).toHaveLength(12);
    expect(shops).toContain("categorical__shop_infrequent_sklearn");
    const rare = pipelineOf("logistic_regression", ROWS, CLASSES, { min_frequency: 0.02 });
    expect(branchesOf(rare).target).toBeUndefined();
    expect(() => prepare("ridge", body(ROWS, NUMBERS, { min_frequency: 1.5 }))).toThrow(/min_frequency/);
  });
});

describe("text that hardly repeats", () => {
  const words = ["late", "broken", "great", "cheap", "slow", "friendly", "lost", "again", "never", "thanks"];
  const draw = uniformNumbers(9);
  const REVIEWS = Array.from({ length: 300 }, (_, i) => {
    const chosen = Array.from({ length: 6 }, () => words[Math.floor(draw() * words.length)]!);
    return { id: `A-${i}`, price: `${i}.5`, review: `${chosen.join(" ")} ${i}`, stars: i % 5 };
  });
  const bad = REVIEWS.map(({ review }) => ({ bad: /broken|lost/.test(review) }));

  test("is left out with a warning in the answer and in the report, and is not needed for predictions", async () => {
    const warnings: string[] = [];
    const prepared = prepare("logistic_regression", body(REVIEWS, bad), warnings);
    expect(prepared.features.names).toEqual(["stars"]);
    const expected = [
      expect.stringMatching(
        /^text with another value in nearly every row.* is left out: "id"; do not send columns that only name/,
      ),
      expect.stringMatching(/^text that holds only numbers.* is left out: "price"; .*numeric_features/),
      expect.stringMatching(/^free text is left out: "review"; name such a column in text_features/),
    ];
    expect(warnings).toEqual(expected);
    const { bytes } = fitTraining(prepared, "1970-01-01T00:00:00.000Z", {
      iteration() {},
      warn() {},
    } as never);
    const report = readReport(bytes, 1)!;
    expect(report.columns_left_out).toEqual([
      { name: "id", reason: "identifier" },
      { name: "price", reason: "numbers_as_text" },
      { name: "review", reason: "free_text" },
    ]);
    const told = report.warnings.filter(({ code }) => code === "columns_left_out");
    expect(told.map(({ message }) => message)).toEqual(expected);
    const { stored } = train("logistic_regression", body(REVIEWS, bad));
    expect((await answer(stored, [{ stars: 3 }])).predictions).toHaveLength(1);
  });

  test("is told from dates, which are learnt from, and from dates with other text among them", () => {
    const dated = REVIEWS.map(({ stars }, i) => {
      const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString();
      return { day, paid: i % 30 === 3 ? `not yet ${i}` : day, stars };
    });
    const warnings: string[] = [];
    const prepared = prepare("logistic_regression", body(dated, bad), warnings);
    expect(prepared.features.names).toEqual(["day", "stars"]);
    expect(prepared.leftOut).toEqual([{ name: "paid", reason: "dates_among_text", row: 3 }]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /mostly dates.* is left out: "paid"; .*datetime_features .*; features\[3\] has other text in "paid"$/,
      ),
    ]);
    const bytes = fitTraining(prepared, "1970-01-01T00:00:00.000Z", { iteration() {}, warn() {} } as never);
    expect(readReport(bytes.bytes, 1)!.warnings.map(({ message }) => message)).toContain(warnings[0]!);
  });

  test("is told from dates that are not ISO dates, which are to be written so", () => {
    const two = (value: number) => String(value).padStart(2, "0");
    const spellings = [
      (d: Date) => `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${d.getUTCFullYear()}`,
      (d: Date) => `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} 10:15`,
      (d: Date) => `${two(d.getUTCDate())}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCFullYear() % 100)}`,
      (d: Date) => `${d.getUTCFullYear()}/${two(d.getUTCMonth() + 1)}/${two(d.getUTCDate())}`,
    ];
    for (const spelt of spellings) {
      const dated = REVIEWS.map(({ stars }, i) => ({
        paid: i === 5 ? "unknown" : spelt(new Date(Date.UTC(2024, 0, 1 + i))),
        stars,
      }));
      const warnings: string[] = [];
      const prepared = prepare("logistic_regression", body(dated, bad), warnings);
      expect(prepared.leftOut).toEqual([{ name: "paid", reason: "dates_not_iso" }]);
      expect(warnings).toEqual([
        'text that is dates, but not as ISO 8601 has them, is left out: "paid"; write ISO dates such as 2024-05-17 to learn from them',
      ]);
      const few: string[] = [];
      prepare("logistic_regression", body(dated.slice(0, 30), bad.slice(0, 30)), few);
      expect(few[0]).toMatch(/^text that is dates.* is taken for categories: "paid"; write ISO dates/);
      expect(few.join()).not.toContain("identifiers");
    }
    for (const other of ["1.2.10", "13.13.2024", "00.05.2024", "10.20.30.40", "555/12/2024"]) {
      const versions = REVIEWS.map(({ stars }, i) => ({ paid: `${other} ${i}`, stars }));
      expect(prepare("logistic_regression", body(versions, bad)).leftOut).toEqual([
        { name: "paid", reason: "identifier" },
      ]);
    }
  });

  test("is learnt if categorical_features names it, with a warning that metrics on the training rows mean nothing", () => {
    const warned = (model: string, rows: object[], parameters: Record<string, unknown>) => {
      const warnings: string[] = [];
      prepare(model, body(rows, bad, parameters), warnings);
      return warnings.join();
    };
    const useless = /categorical_features names columns .* row: "id"; .* training rows mean nothing/;
    const named = { categorical_features: ["id"] };
    const texts = REVIEWS.map(({ id, stars }) => ({ id, stars }));
    const numbers = texts.map((row, i) => ({ ...row, id: 1000 + i }));
    for (const model of ["logistic_regression", "hist_gradient_boosting_classifier"]) {
      for (const rows of [texts, numbers]) expect(warned(model, rows, named)).toMatch(useless);
      expect(warned(model, texts, named)).not.toContain("as identifiers have");
      // Of repeated values, the labels of other rows tell something; and one-hot encoding does not use labels.
      const repeated = texts.map((row, i) => ({ ...row, id: `A-${i % 100}` }));
      expect(warned(model, repeated, named)).not.toContain("mean nothing");
      expect(warned(model, texts, { ...named, max_categories: 30 })).not.toContain("mean nothing");
    }
    const warnings: string[] = [];
    prepare("kmeans", { features: texts, parameters: named }, warnings);
    expect(warnings.join()).not.toContain("mean nothing");
  });

  test("is kept if the caller names it, or if it has few values", () => {
    const named = pipelineOf(
      "ridge",
      REVIEWS,
      REVIEWS.map((_, i) => ({ y: i })),
      {
        categorical_features: ["id"],
        numeric_features: ["price"],
        text_features: ["review"],
      },
    );
    expect(branchesOf(named)).toEqual({
      numeric: [["price", "stars"], "SimpleImputer StandardScaler"],
      target: [["id"], "TargetEncoder StandardScaler"],
      text: [["review"], "HashingVectorizer"],
    });
    const few = prepare(
      "ridge",
      body(
        REVIEWS.slice(0, 40),
        REVIEWS.slice(0, 40).map((_, i) => ({ y: i })),
      ),
    );
    expect(few.features.names).toEqual(["id", "price", "review", "stars"]);
  });

  test("is refused if nothing else is there", () => {
    const only = REVIEWS.map(({ id }) => ({ id }));
    expect(() =>
      prepare(
        "ridge",
        body(
          only,
          REVIEWS.map((_, i) => ({ y: i })),
        ),
      ),
    ).toThrow(/no column is left to learn from: .*"id"/);
  });

  test("is learnt from by hashing, by linear models, trees, boosting and without labels", async () => {
    for (const model of [
      "logistic_regression",
      "hist_gradient_boosting_classifier",
      "extra_trees_classifier",
    ]) {
      const parameters = {
        text_features: ["review"],
        feature_names: ["review", "stars"],
        validation_fraction: 0.3,
      };
      const { metrics, stored, warnings } = train(model, body(REVIEWS, bad, parameters));
      expect(warnings.filter((warning) => warning.includes("review"))).toEqual([]);
      expect(metrics.validation_roc_auc).toBeGreaterThan(0.75);
      const { explanations } = (await answer(stored, REVIEWS.slice(0, 3), false, { explain: true })) as {
        explanations: { contributions: Record<string, number> }[];
      };
      for (const { contributions } of explanations)
        expect(Object.keys(contributions)).toEqual(["review", "stars"]);
    }
    const { stored } = train("kmeans", {
      features: REVIEWS,
      parameters: { text_features: ["review"], feature_names: ["review"], n_text_features: 16 },
    });
    expect(
      stored.pipeline.transform(
        prepare("kmeans", {
          features: REVIEWS,
          parameters: { text_features: ["review"], feature_names: ["review"] },
        }).features,
      ).columns,
    ).toBe(16);
  });

  test("that is too long for memory is refused before the run is accepted", () => {
    const parameters = { text_features: ["review"], n_text_features: 65_536 };
    const rows = Array.from({ length: 5000 }, (_, i) => REVIEWS[i % 300]!);
    expect(() => prepare("kmeans", { features: rows, parameters })).toThrow(
      /HashingVectorizer would make 5000 × 65536 numbers; hash each text into fewer columns/,
    );
  });
});

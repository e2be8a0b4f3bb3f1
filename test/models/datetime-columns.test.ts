import { describe, expect, test } from "bun:test";
import { defineParameters } from "../../src/learn/core/parameters.ts";
import { HistGradientBoostingRegressor } from "../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { DatetimeEncoder } from "../../src/learn/preprocessing/datetime-encoder.ts";
import { Regressor } from "../../src/models/model.ts";
import { fitModel } from "../../src/testing.ts";
import { dataset } from "../e2e/data.ts";
import { answer, prepare, type Rows, train } from "../training/train.ts";

/** 120 days in a row; the label is 10 on Saturdays and Sundays. */
const DAYS = Array.from({ length: 120 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)));
const dateOf = (day: Date) => day.toISOString().slice(0, 10);
const isWeekend = (day: Date) => day.getUTCDay() % 6 === 0;
const features = DAYS.map((day, i) => ({ paid: dateOf(day) as unknown, size: i % 3 }));
const labels = DAYS.map((day) => ({ y: isWeekend(day) ? 10 : 0 }));
/** Days that no training row has. */
const UNSEEN = Array.from({ length: 14 }, (_, i) => new Date(Date.UTC(2024, 5, 1 + i)));
const TREE = "decision_tree_regressor";
const without = (rows: Rows, changes: Record<number, unknown>) =>
  rows.map((row, i) => (i in changes ? { ...row, paid: changes[i] } : row));

describe("a column of dates", () => {
  for (const model of [TREE, "hist_gradient_boosting_regressor", "random_forest_regressor"]) {
    test(`tells ${model} the weekday of days that training did not have`, async () => {
      const { stored, warnings } = train(model, { features, labels });
      expect(warnings).toEqual([]);
      expect(stored.pipeline.schema.featureKinds).toEqual(["datetime", "numeric"]);
      const rows = UNSEEN.map((day) => ({ paid: dateOf(day), size: 1 }));
      const { predictions } = await answer(stored, rows);
      UNSEEN.forEach((day, i) => {
        expect(Math.abs((predictions[i] as number) - (isWeekend(day) ? 10 : 0))).toBeLessThan(2);
      });
    });
  }

  test("becomes what varies in it, in each way of preparing columns", () => {
    const names = (model: string, rows: Rows) => {
      const { pipeline } = prepare(model, { features: rows, labels });
      const [first] = pipeline.transformers as [ColumnTransformer];
      expect(first).toBeInstanceOf(ColumnTransformer);
      return first.fitTransform(prepare(model, { features: rows, labels }).features).names;
    };
    const dates = ["month", "day", "total_seconds", "weekday"].map((each) => `datetime__paid_${each}`);
    expect(names("ridge", features)).toEqual(["numeric__size", ...dates]);
    expect(names(TREE, features)).toEqual(["numeric__size", ...dates]);
    expect(names("hist_gradient_boosting_regressor", features)).toEqual(["native__size", ...dates]);
    const times = features.map((row, i) => ({ ...row, paid: `2024-05-17T${10 + (i % 10)}:00:00Z` }));
    expect(names("ridge", times)).toEqual([
      "numeric__size",
      "datetime__paid_hour",
      "datetime__paid_total_seconds",
    ]);
  });

  test("may have missing values, as null, as no key, and as empty text", async () => {
    const { size: _, ...key } = features[0]!;
    const holed = without(features, { 3: null, 7: "", 9: undefined, 11: " " });
    for (const model of ["ridge", "hist_gradient_boosting_regressor"]) {
      const { stored, warnings, metrics } = train(model, { features: holed, labels });
      expect(warnings).toEqual([
        '2 texts "NaN" or "" are taken as missing values in columns of numbers or dates: "paid"',
      ]);
      expect(metrics.n_texts_as_missing).toBe(2);
      const { predictions } = await answer(stored, [
        { paid: null, size: 1 },
        { paid: "", size: 1 },
        { size: 1 },
        { ...key, size: 1 },
      ]);
      expect(predictions.slice(1, 3)).toEqual([predictions[0], predictions[0]] as number[]);
      expect(predictions.every(Number.isFinite)).toBe(true);
    }
  });

  test("takes no other value in a prediction: the rows are named", async () => {
    const { stored } = train(TREE, { features, labels });
    const odd = ["2024-06-01", "tomorrow", 1_717_200_000, true, [1, 2, 3]];
    const rows = odd.map((paid) => ({ paid, size: 1 }));
    const refused = (which: number[]) =>
      answer(
        stored,
        which.map((i) => rows[i]!),
      );
    await expect(refused([0, 1, 2, 3])).rejects.toMatchObject({
      kind: "invalid",
      message:
        "features[1].paid must be an ISO date such as 2024-05-17, as it was in training; the same holds for features[2], features[3]",
    });
    await expect(refused([4])).rejects.toThrow(
      "features[0].paid must be a number, a string, a boolean or null; a list must be a date such as [2024,5,17]",
    );
  });

  test("may be a list of numbers, and a text with any offset, wherever the other is taken", async () => {
    const { stored } = train(TREE, { features, labels });
    const listed = train(TREE, {
      features: features.map((row, i) => {
        const day = DAYS[i]!;
        return { ...row, paid: [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()] };
      }),
      labels,
    });
    expect(listed.stored.provenance.dataHash).toBe(stored.provenance.dataHash);
    const rows = [
      "2024-06-01",
      [2024, 6, 1],
      [2024, 6, 1, 0, 0],
      "2024-05-31T20:00:00-04:00",
      "2024-05-31T24:00",
    ].map((paid) => ({ paid, size: 1 }));
    const { predictions } = await answer(stored, rows);
    expect(new Set(predictions).size).toBe(1);
    expect(predictions[0]).toBe(10);
  });
});

describe("a column that holds mostly dates", () => {
  const rows = without(features, { 5: "unknown", 8: "unknown" });

  test("is taken for categories, with a warning that names a row and not the value", () => {
    // With more values than the threshold it is left out; see text-columns.test.ts.
    const parameters = { cardinality_threshold: 200 };
    const { stored, warnings } = train("ridge", { parameters, features: rows, labels });
    expect(stored.pipeline.schema.featureKinds).toEqual(["string", "numeric"]);
    expect(warnings).toContain(
      'most values of "paid" are dates, but features[5] has other text, and the column is taken for categories; send null for missing dates, or name the column in datetime_features to have other text refused',
    );
    expect(warnings.join()).not.toContain("unknown");
    const few = features.map((row, i) => ({ ...row, paid: i % 3 === 0 ? row.paid : `code ${i % 5}` }));
    expect(train("ridge", { features: few, labels }).warnings.join()).not.toContain("are dates");
  });

  test("is refused if datetime_features names it, with the rows", () => {
    const parameters = { datetime_features: ["paid"] };
    expect(() => prepare("ridge", { parameters, features: rows, labels })).toThrow(
      "features[5].paid must be an ISO date such as 2024-05-17 or null, as datetime_features names its column; the same holds for features[8]",
    );
    const mixed = without(features, { 5: 20_240_106 });
    expect(() => prepare("ridge", { parameters, features: mixed, labels })).toThrow(
      /^features\[5\]\.paid must be an ISO/,
    );
  });
});

describe("the lists of columns", () => {
  test("categorical_features keeps dates as categories, of which unknown ones are all alike", async () => {
    const parameters = { categorical_features: ["paid"] };
    const { stored } = train("ridge", { parameters, features, labels });
    expect(stored.pipeline.schema.featureKinds).toEqual(["string", "numeric"]);
    const { predictions } = await answer(
      stored,
      UNSEEN.map((day) => ({ paid: dateOf(day), size: 1 })),
    );
    expect(new Set(predictions).size).toBe(1);
  });

  test("datetime_features refuses columns of numbers and booleans, unknown names, and a column of another list", () => {
    const refusal = (parameters: Record<string, unknown>) => {
      try {
        prepare("ridge", { parameters, features, labels });
      } catch (error) {
        return (error as Error).message;
      }
      return "accepted";
    };
    expect(refusal({ datetime_features: ["size"] })).toBe(
      'column "size" holds numbers where dates as ISO text are expected',
    );
    expect(refusal({ datetime_features: ["when"] })).toBe(
      'parameters.datetime_features names columns that are not learnt: "when"',
    );
    expect(refusal({ datetime_features: ["paid"], categorical_features: ["paid"] })).toBe(
      '"paid" cannot be in categorical_features and in datetime_features',
    );
    expect(refusal({ datetime_features: ["paid"], numeric_features: ["paid"] })).toMatch(/paid/);
    expect(refusal({ datetime_features: ["paid"] })).toBe("accepted");
  });
});

/** A model of fixed columns with a pipeline of its own. */
class Fees extends Regressor {
  readonly name = "fees";
  readonly description = "Predicts the fee of a payment from its date";
  readonly featureNames = ["paid"];
  readonly labelNames = ["y"];
  readonly parameters = defineParameters({});

  createPipeline() {
    return new Pipeline([
      new DatetimeEncoder({ add_weekday: true, add_total_seconds: false }),
      new HistGradientBoostingRegressor({ max_iter: 30 }),
    ]);
  }
}

test("a model of fixed columns may read dates by a DatetimeEncoder of its own", async () => {
  const { predict } = await fitModel(new Fees(), { features: without(features, { 3: "" }), labels });
  const rows = ["2024-06-01", [2024, 6, 3], ""].map((paid) => ({ paid }));
  const found = (await predict(rows)) as number[];
  expect(found[0]).toBeGreaterThan(8);
  expect(found[1]).toBeLessThan(2);
  expect(found[2]).toBeFinite();
  await expect(predict([{ paid: "2024-06-01" }, { paid: "soon" }])).rejects.toThrow(
    "features[1].paid must be an ISO date such as 2024-05-17, as it was in training",
  );
  await expect(fitModel(new Fees(), { features: without(features, { 5: "soon" }), labels })).rejects.toThrow(
    'column "paid" holds text that is no date where one is expected (row 5)',
  );
});

test("a model that names its columns takes dates as text, as it did", () => {
  const churn = dataset("churn");
  const rows = churn.features.slice(0, 100).map((row, i) => ({ ...row, region: `2024-05-0${1 + (i % 9)}` }));
  const { stored } = train("churn", { features: rows, labels: churn.labels.slice(0, 100) });
  const { featureNames, featureKinds } = stored.pipeline.schema;
  expect(featureKinds[featureNames.indexOf("region")]).toBe("string");
});

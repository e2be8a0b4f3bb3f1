import { expect, test } from "bun:test";
import { ANY_FEATURES, fitModel, generalPurpose, Regressor, Ridge, tableOf } from "mlsvc";
import { MatchMargin } from "../statistical/examples/match_margin.ts";

/** A model that is not in `statistical/`. */
class HousePrice extends generalPurpose(Regressor, Ridge) {
  readonly name = "house_price";
  readonly description = "Price of a house";
  override validateFeatures({ rows }: { readonly rows: number }): boolean {
    return rows !== 13;
  }
}

const features = Array.from({ length: 30 }, (_, i) => ({ size: 40 + 3 * i, garden: i % 2 === 0 }));
const labels = features.map(({ size }) => ({ price: 2000 * size }));

test("a table has the column kinds of the same rows in a request", () => {
  const table = tableOf([
    { a: 1, b: "x" },
    { a: null, c: true },
  ]);
  expect(table.names).toEqual(["a", "b", "c"]);
  expect(table.names.map((_, index) => table.kind(index))).toEqual(["numeric", "string", "boolean"]);
});

test("a model is trained, measured, stored and used for predictions as by the service", async () => {
  const { metrics, predict, pipeline, warnings } = await fitModel(
    new HousePrice(),
    { features, labels },
    { alpha: "0.001", cv: 3 },
  );
  expect(metrics).toMatchObject({ n_rows: 30, cv_folds: 3, r2: expect.closeTo(1) });
  expect(warnings).toEqual([]);
  expect(pipeline.schema.featureNames).toEqual(["size", "garden"]);
  expect(await predict([{ garden: true, size: 100 }])).toEqual([expect.closeTo(200_000, -2)]);
  expect(await predict(features.slice(0, 20))).toHaveLength(20);
});

test("the reason for which a request would be refused is thrown", async () => {
  const fit = (parameters: Record<string, unknown>, rows = features) =>
    fitModel(new HousePrice(), { features: rows, labels: labels.slice(0, rows.length) }, parameters);
  await expect(fit({ alfa: 1 })).rejects.toThrow(
    'parameters.alfa is not a parameter of this model; did you mean "alpha"?',
  );
  await expect(fit({}, features.slice(0, 13))).rejects.toThrow(
    'the model "house_price" does not take these rows',
  );
  const { predict, predictProba } = await fit({});
  await expect(predict([{ size: 1 }])).rejects.toThrow("garden");
  await expect(predict(features.slice(0, 13))).rejects.toThrow("does not take these rows");
  await expect(predictProba([{ size: 1, garden: null }])).rejects.toThrow(
    "probabilities cannot be given: house_price has none",
  );
});

test("a step of a model file is restored", async () => {
  const matches = ["a", "b", "c", "d"].flatMap((home_team, i) =>
    ["a", "b", "c", "d"]
      .filter((team) => team !== home_team)
      .map((away_team) => ({ home_team, away_team, i })),
  );
  const { predict } = await fitModel(new MatchMargin(), {
    features: matches,
    labels: matches.map(({ i }) => ({ margin: i })),
  });
  expect(await predict([{ home_team: "d", away_team: "a" }])).toEqual([expect.any(Number)]);
});

test("a general-purpose model takes any columns and labels", () => {
  const model = new HousePrice();
  expect([model.featureNames, model.labelNames, model.type]).toEqual([
    ANY_FEATURES,
    ANY_FEATURES,
    "regression",
  ]);
});

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { reportSchema } from "../../src/insight/report.ts";
import { predictions } from "../../src/prediction/predictions.ts";
import { evaluate } from "./evaluate.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["ridge", "hist_gradient_boosting_regressor"]);
const CARS = join(import.meta.dir, "../../examples/data/cars.csv");

/** The cars of the file as a caller would send them. */
const cars = (() => {
  const [header, ...lines] = readFileSync(CARS, "utf8").trim().split("\n");
  const names = header!.split(",");
  const rows = lines.map((line) =>
    Object.fromEntries(line.split(",").map((cell, j) => [names[j]!, cellValue(cell)])),
  );
  const features = rows.map(({ car_id: _, price: __, ...rest }) => rest);
  return { features, labels: rows.map(({ price }) => ({ price: price as number })) };
})();

function cellValue(cell: string): number | string | boolean | null {
  if (cell === "") return null;
  if (cell === "true" || cell === "false") return cell === "true";
  return Number.isNaN(Number(cell)) ? cell : Number(cell);
}

describe("a run with a transformed label", () => {
  test.each(["ridge", "hist_gradient_boosting_regressor"])(
    "of %s predicts, explains and reports",
    async (model) => {
      const id = await bed.database.createRun(model);
      const parameters = { transform_label: "log1p", cv: 5 };
      expect((await bed.service.train(model, id, { ...cars, parameters })).status).toBe(200);
      await bed.untilEnded(id);
      expect(await bed.database.status(id)).toBe("SUCCESS");
      const metrics = await bed.database.metrics(id);
      // Prices are 11,000 on average: an error in their unit, not in that of logarithms.
      expect(Number(metrics.cv_mae_mean)).toBeGreaterThan(1000);
      expect(Number(metrics.cv_mae_mean)).toBeLessThan(4000);
      expect(Number(metrics.cv_r2_mean)).toBeGreaterThan(0.85);

      const rows = cars.features.slice(0, 30);
      const answer = await bed.service.post(`/api/predict?model_run_id=${id}&explain=true`, {
        features: rows,
      });
      const found = v.parse(predictions, await answer.json());
      expect(found.explanation_unit).toBe("transformed_label");
      found.explanations!.forEach(({ base_value, contributions }, row) => {
        const sum = Object.values(contributions!).reduce((a, b) => a + b, base_value!);
        expect(Math.abs(Math.expm1(sum) / (found.predictions[row] as number) - 1)).toBeLessThan(1e-9);
      });

      const report = await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "application/json" });
      const { columns, evaluation } = v.parse(reportSchema, await report.json());
      expect([evaluation.importance?.score, evaluation.problems]).toEqual(["r2", []]);
      expect(columns.slice(0, 3).map(({ name }) => name)).toContain("age_years");
    },
  );

  test("has intervals that grow with the price, as the documentation shows", async () => {
    const id = await bed.database.createRun("ridge");
    const parameters = { transform_label: "log1p", validation_fraction: 0.2 };
    await bed.service.train("ridge", id, { ...cars, parameters });
    await bed.untilEnded(id);
    const features = cars.features.slice(0, 2);
    const answer = await bed.service.post(`/api/predict?model_run_id=${id}&interval=0.9`, { features });
    const { predictions: prices, intervals } = v.parse(predictions, await answer.json());
    const rounded = (values: readonly unknown[]) => values.map((value) => Math.round(value as number));
    expect(rounded(prices)).toEqual([3241, 11945]);
    expect(rounded(intervals!.flat())).toEqual([2522, 4164, 9297, 15348]);
  });

  test("is refused before it is accepted if a label is outside the domain, with the rows", async () => {
    const id = await bed.database.createRun("ridge");
    const labels = cars.labels.map(({ price }, i) => ({ price: i === 17 ? -price : price }));
    const response = await bed.service.train("ridge", id, {
      features: cars.features,
      labels,
      parameters: { transform_label: "log" },
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        detail: 'label "price" is out of range in labels[17]; log needs numbers greater than 0',
        errors: [{ path: "labels[17].price", message: "must be a number greater than 0" }],
      }),
    ]);
    expect(await bed.database.status(id)).toBe("CREATED");
  });
});

test("prices are learnt much better from their logarithms, as the documentation shows", async () => {
  const words = ["ridge", CARS, "--label", "price", "--exclude", "car_id"];
  const plain = await evaluate(...words);
  const transformed = await evaluate(...words, "--parameters", '{"transform_label": "log1p"}');
  expect(transformed.metrics!.cv_mae_mean!).toBeLessThan(plain.metrics!.cv_mae_mean! / 2);
});

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { type Predictions, predictions } from "../../src/prediction/predictions.ts";
import { runCommand } from "../service-process.ts";
import { dataset } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(
  ["ridge", "linear_regression", "logistic_regression", "hist_gradient_boosting_regressor"],
  { STORE_REPORT: "false" },
);
const { features, labels } = dataset("diabetes");
const churn = dataset("churn");

async function train(model: string, body: object): Promise<number> {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, body);
  expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  await bed.untilEnded(id);
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return id;
}

const ask = (id: number, rows: unknown, query: string) =>
  bed.service.post(`/api/predict?model_run_id=${id}${query}`, { features: rows });

async function predict(id: number, rows: unknown, query: string): Promise<Predictions> {
  const response = await ask(id, rows, query);
  expect(response.status).toBe(200);
  return v.parse(predictions, await response.json());
}

async function refusal(id: number, query: string): Promise<unknown> {
  const response = await ask(id, features.slice(0, 2), query);
  const { status, detail, errors } = (await response.json()) as Record<string, unknown>;
  return { status, detail, errors };
}

describe("intervals over HTTP", () => {
  test("grow with the level, hold most of the labels, and come with explanations", async () => {
    const parameters = { validation_fraction: 0.3, max_iter: 40 };
    const id = await train("hist_gradient_boosting_regressor", { features, labels, parameters });
    let before = 0;
    for (const level of [0.5, 0.8, 0.95]) {
      const answer = await predict(id, features, `&interval=${level}&explain=true`);
      expect(answer.explanations).toHaveLength(features.length);
      const intervals = answer.intervals as [number, number][];
      let inside = 0;
      intervals.forEach(([lower, upper], i) => {
        expect((lower + upper) / 2).toBeCloseTo(answer.predictions[i] as number, 6);
        const y = labels[i]!.progression as number;
        if (y >= lower && y <= upper) inside++;
      });
      expect(inside / features.length).toBeGreaterThan(level);
      const width = intervals[0]![1] - intervals[0]![0];
      expect(width).toBeGreaterThan(before);
      before = width;
    }
  });

  test("of several labels are pairs for each label, in columns of a large body too", async () => {
    const two = labels.map(({ progression }) => ({ progression, tenth: (progression as number) / 10 }));
    const parameters = { validation_fraction: 0.3 };
    const id = await train("linear_regression", { features, labels: two, parameters });
    const many = Array.from({ length: 30_000 }, (_, i) => features[i % features.length]!);
    const names = Object.keys(features[0]!);
    const columns = Object.fromEntries(names.map((name) => [name, many.map((row) => row[name])]));
    const { intervals } = await predict(id, columns, "&interval=0.9");
    expect(intervals).toHaveLength(30_000);
    const widths = (intervals![0] as [number, number][]).map(([lower, upper]) => upper - lower);
    expect(widths[0]).toBeCloseTo(10 * widths[1]!, 6);
    const alone = await predict(id, features.slice(0, 1), "&interval=0.9");
    expect(alone.intervals![0]).toEqual(intervals![0]!);
  });

  test("are refused with what would help", async () => {
    const id = await train("ridge", { features, labels, parameters: { validation_fraction: 0.1 } });
    const range = "must be a number between 0 and 1, such as 0.9";
    for (const level of ["0", "1", "90", "x", ""]) {
      expect(await refusal(id, `&interval=${level}`)).toEqual({
        status: 400,
        detail: `query parameter interval ${range}`,
        errors: [{ path: "interval", message: range }],
      });
    }
    expect(await refusal(id, "&interval=0.99")).toEqual({
      status: 400,
      detail: `interval cannot be given: the level 0.99 needs at least 99 rows held back, and run ${id} held back 45; ask for a lower level, or train the run with more rows or a larger validation_fraction`,
      errors: [{ path: "interval", message: "needs at least 99 rows held back; this run held back 45" }],
    });
    const without = await train("ridge", { features, labels });
    expect(await refusal(without, "&interval=0.9")).toEqual({
      status: 400,
      detail: `interval cannot be given: run ${without} has no residuals of rows held back; train it again and send the parameter validation_fraction as a fraction, such as 0.2`,
      errors: [{ path: "interval", message: "needs a run that was trained with validation_fraction" }],
    });
    const classes = await train("logistic_regression", {
      ...churn,
      parameters: { validation_fraction: 0.2 },
    });
    const response = await ask(classes, churn.features.slice(0, 1), "&interval=0.9");
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({
        detail: "interval cannot be given: LogisticRegression does not predict numbers",
        errors: [{ path: "interval", message: "must be left out for this run" }],
      }),
    ]);
    const fixtures = join(import.meta.dir, "..", "models", "fixtures", "format-1");
    const old = readFileSync(join(fixtures, "ridge.msgpack"));
    await bed.database.sql`update model_runs set run_result = ${old} where id = ${without}`;
    const { rows } = JSON.parse(readFileSync(join(fixtures, "predictions.json"), "utf8"));
    const conflict = await ask(without, rows, "&interval=0.9");
    expect([conflict.status, await conflict.json()]).toEqual([
      409,
      expect.objectContaining({
        detail: `the stored pipeline of run ${without} has no intervals: an older version stored it; train the run again, with the parameter validation_fraction`,
      }),
    ]);
  });

  test("follow the latest training of a run, and --inspect tells how many rows they come from", async () => {
    const id = await train("ridge", { features, labels, parameters: { validation_fraction: 0.25 } });
    const inspect = async (...options: string[]) =>
      (await runCommand(["--inspect", String(id), ...options], { DATABASE_URL: bed.database.url })).stdout;
    expect(await inspect()).toMatch(/^intervals +from 111 rows held back$/m);
    expect(JSON.parse(await inspect("--json"))).toMatchObject({ held_back_rows: 111 });
    expect((await predict(id, features.slice(0, 1), "&interval=0.9")).intervals).toHaveLength(1);
    await bed.service.train("ridge", id, { features, labels });
    await bed.untilEnded(id);
    expect((await ask(id, features.slice(0, 1), "&interval=0.9")).status).toBe(400);
    expect(await inspect()).toMatch(/^intervals +-$/m);
    expect(JSON.parse(await inspect("--json"))).toMatchObject({ held_back_rows: null });
  });
});

describe("monotonic constraints over HTTP", () => {
  test("hold for every row, with a quantile too", async () => {
    const parameters = { monotonic_cst: { bmi: 1, s3: -1 }, loss: "quantile", quantile: 0.8 };
    const id = await train("hist_gradient_boosting_regressor", { features, labels, parameters });
    for (const [column, sign] of [
      ["bmi", 1],
      ["s3", -1],
    ] as const) {
      const values = features.map((row) => row[column] as number).sort((a, b) => a - b);
      const grid = values.filter((_, i) => i % 40 === 0);
      const rows = features.slice(0, 30).flatMap((row) => grid.map((value) => ({ ...row, [column]: value })));
      const found = (await predict(id, rows, "")).predictions as number[];
      let changes = 0;
      found.forEach((value, at) => {
        if (at % grid.length === 0) return;
        const change = sign * (value - found[at - 1]!);
        expect(change).toBeGreaterThanOrEqual(0);
        if (change > 0) changes++;
      });
      expect(changes).toBeGreaterThan(0);
    }
  });

  test("are refused before the run is accepted, with the column", async () => {
    const id = await bed.database.createRun("hist_gradient_boosting_regressor");
    const rows = features.map((row, i) => ({ ...row, ward: `w${i % 3}` }));
    for (const [constraints, detail] of [
      [{ bmi: 1, wards: 1 }, /names columns that are not learnt: "wards"/],
      [{ bmi: 1, ward: 1 }, /is for columns of numbers and booleans; it names others: "ward"/],
      [
        { bmi: 3 },
        /^parameters\.monotonic_cst must be an object of name: value, each value -1, 0 or 1 or null/,
      ],
    ] as const) {
      const response = await bed.service.train("hist_gradient_boosting_regressor", id, {
        features: rows,
        labels,
        parameters: { monotonic_cst: constraints },
      });
      expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
        400,
        expect.stringMatching(detail),
      ]);
    }
    expect(await bed.database.status(id)).toBe("CREATED");
  });
});

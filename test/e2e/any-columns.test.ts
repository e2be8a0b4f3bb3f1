import { expect, test } from "bun:test";
import { dataset } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed([
  "logistic_regression",
  "ridge",
  "match_margin",
  "hist_gradient_boosting_regressor",
]);

/** Rows whose column `code` contains numbers as text; `size` determines the label. */
const features = Array.from({ length: 40 }, (_, i) => ({
  size: i,
  code: String(i % 4),
  colour: i % 3 === 0 ? null : i % 2 === 0 ? "red" : "blue",
  old: i % 5 === 0 ? null : i % 5 === 1,
  note: null,
}));
const labels = features.map(({ size }) => ({ big: size >= 20, twice: 2 * size }));

async function train(model: string, body: unknown): Promise<number> {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, body);
  expect([response.status, await response.json()]).toMatchObject([200, { status: "success" }]);
  await bed.untilEnded(id);
  expect([await bed.database.status(id), (await bed.database.metrics(id)).error_message]).toEqual([
    "SUCCESS",
    undefined,
  ]);
  return id;
}

async function refusal(model: string, body: unknown): Promise<string> {
  const response = await bed.service.train(model, await bed.database.createRun(model), body);
  const { detail } = (await response.json()) as { detail: string };
  expect(response.status).toBe(400);
  return detail;
}

async function predict(id: number, rows: unknown[]) {
  const response = await bed.service.post(`/api/predict?model_run_id=${id}`, { features: rows });
  return [response.status, (await response.json()) as { predictions: unknown[]; detail: string }] as const;
}

test("columns are used by their JSON type, with a warning for text that spells numbers, and empty columns are left out", async () => {
  const id = await train("logistic_regression", { parameters: { label_names: ["big"] }, features, labels });
  const warnings = bed.service.log.filter((line) => line.run_id === id && line.level === "warn");
  const texts = warnings.map((line) => String(line.msg)).join("\n");
  expect(texts).toMatch(/text that holds only numbers is taken for categories: "code"; .*numeric_features/);
  expect(texts).toMatch(/without any value are left out: "note"/);
  const [status, { predictions }] = await predict(id, [features[0], features[39]]);
  expect([status, predictions]).toEqual([200, [false, true]]);
  // Unknown categories, nulls, and other spellings of booleans are accepted.
  const odd = { size: 39, code: 77, colour: "green", old: "true", note: "x" };
  expect((await predict(id, [odd]))[0]).toBe(200);
  // The empty column is not required; a learnt column that is in no row is.
  const { note, ...rest } = features[0]!;
  expect((await predict(id, [rest]))[0]).toBe(200);
  expect((await predict(id, [{ size: 1 }]))[1].detail).toMatch(/missing columns "code", "colour", "old"$/);
  const none = { features: [{ note: null }, { note: null }], labels: [{ big: true }, { big: false }] };
  expect(await refusal("logistic_regression", none)).toBe("features: no column has a value");
});

test("numeric_features and categorical_features override the JSON type", async () => {
  const parameters = {
    label_names: ["twice"],
    feature_names: ["size", "code"],
    numeric_features: ["code"],
    categorical_features: ["size"],
  };
  const id = await train("ridge", { parameters, features, labels });
  expect(bed.service.log.some((line) => line.run_id === id && line.level === "warn")).toBe(false);
  const metrics = await bed.database.metrics(id);
  expect(metrics.n_features).toBe("2");
  // A size that was not learnt is an unknown category, so only the code distinguishes the rows.
  const [, { predictions }] = await predict(id, [
    { size: 1000, code: "1" },
    { size: 2000, code: "1" },
  ]);
  expect(predictions[0]).toBe(predictions[1]);
  expect(await refusal("ridge", { parameters: { numeric_features: ["colour"] }, features, labels })).toMatch(
    /^features\[1\]\.colour must be a number or null, as numeric_features names its column; the same holds for features\[2\], features\[4\] and \d+ more$/,
  );
  expect(await refusal("ridge", { parameters: { numeric_features: ["nothing"] }, features, labels })).toMatch(
    /numeric_features names columns that are not learnt: "nothing"/,
  );
  const both = { numeric_features: ["size"], categorical_features: ["size"] };
  expect(await refusal("ridge", { parameters: both, features, labels })).toMatch(/"size" cannot be in/);
});

test("feature_names and label_names select columns, and unknown names are refused", async () => {
  const parameters = { feature_names: ["size"], label_names: ["twice"] };
  const id = await train("ridge", { parameters: { ...parameters, alpha: 0 }, features, labels });
  const [, { predictions }] = await predict(id, [{ size: 50, colour: 7 }]);
  expect(predictions[0]).toBeCloseTo(100, 9);
  const [status, { detail }] = await predict(id, [{ colour: "red" }]);
  expect([status, detail]).toEqual([400, 'features: missing columns "size"']);
  expect(await refusal("ridge", { parameters: { feature_names: ["sise"] }, features, labels })).toMatch(
    /feature_names names columns that are in no row: "sise"/,
  );
  expect(await refusal("logistic_regression", { features, labels })).toMatch(
    /learns one label, got 2: "big", "twice"; choose one by label_names/,
  );
});

test("one wide row serves several models: each uses its own columns and labels and ignores the rest", async () => {
  const matches = dataset("matches");
  expect(Object.keys(matches.labels[0]!).length).toBeGreaterThan(1);
  const id = await train("match_margin", matches);
  const [status, { predictions }] = await predict(id, [matches.features[0], matches.features[1]]);
  expect([status, predictions.length]).toEqual([200, 2]);
  expect((await bed.database.metrics(id)).n_features).toBe("2");
});

test("a boosted model accepts categories and missing values directly, also a column with more categories than bins", async () => {
  const rows = Array.from({ length: 600 }, (_, i) => ({
    city: `city ${i % 300}`,
    colour: i % 7 === 0 ? null : ["red", "green", "blue"][i % 3],
    size: i % 5 === 0 ? null : i,
  }));
  const targets = rows.map(({ colour }) => ({ y: colour === "red" ? 10 : colour === null ? 5 : 0 }));
  const model = "hist_gradient_boosting_regressor";
  const asked = [
    { colour: "red", size: null, city: "city 7" },
    { colour: null, size: 3, city: null },
    { colour: "blue", size: 10, city: "city 999" },
  ];
  for (const parameters of [{}, { feature_names: ["colour", "size"] }]) {
    const id = await train(model, { parameters, features: rows, labels: targets });
    const [, { predictions }] = await predict(id, asked);
    for (const [i, value] of [10, 5, 0].entries()) expect(predictions[i]).toBeCloseTo(value, 1);
  }
});

test("text that hardly repeats is left out with a warning in the answer, and hashed where it is named", async () => {
  const words = ["late", "broken", "great", "cheap", "slow", "lost"];
  const rows = Array.from({ length: 120 }, (_, i) => ({
    id: `A-${i}`,
    review: [words[i % 6], words[(i * 5 + 1) % 6], words[(i >> 2) % 6], i].join(" "),
    stars: i % 5,
  }));
  const body = { features: rows, labels: rows.map(({ review }) => ({ bad: review.includes("broken") })) };
  const id = await bed.database.createRun("logistic_regression");
  const response = await bed.service.train("logistic_regression", id, body);
  const { warnings } = (await response.json()) as { warnings: string[] };
  expect(warnings).toEqual([
    expect.stringMatching(/^text with another value in nearly every row.*: "id"; do not send/),
    expect.stringMatching(/^free text is left out: "review"; name such a column in text_features/),
  ]);
  await bed.untilEnded(id);
  expect((await bed.database.metrics(id)).n_features).toBe("1");
  expect((await predict(id, [{ stars: 3 }]))[0]).toBe(200);
  const report = await bed.service.get(`/api/report?model_run_id=${id}`, { accept: "application/json" });
  expect((await report.json()) as object).toMatchObject({
    columns_left_out: [
      { name: "id", reason: "identifier" },
      { name: "review", reason: "free_text" },
    ],
    warnings: expect.arrayContaining(warnings.map((message) => ({ code: "columns_left_out", message }))),
  });
  const parameters = { text_features: ["review"], feature_names: ["review"] };
  const hashed = await train("logistic_regression", { ...body, parameters });
  expect(Number((await bed.database.metrics(hashed)).roc_auc)).toBeGreaterThan(0.9);
  const [, { predictions }] = await predict(hashed, [{ review: "great 7" }, { review: "broken lost 7" }]);
  expect(predictions).toEqual([false, true]);
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { TestBed } from "../hostile/test-bed.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

let bed: TestBed;
let service: ServiceProcess;

beforeAll(async () => {
  bed = await TestBed.create([
    "ridge",
    "logistic_regression",
    "decision_tree_classifier",
    "isolation_forest",
    "diabetes_progression",
    "churn",
    "iris",
  ]);
  service = await bed.start();
});
afterAll(() => bed.close());

type Row = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at entry by entry.
type Answer = Record<string, any>;

/** Posts a training, waits for its success, and returns the run's id, the warnings of the answer and the metrics. */
async function train(model: string, body: { features: Row[]; labels?: Row[]; parameters?: Row }) {
  const id = await bed.database.createRun(model);
  const response = await service.train(model, id, body);
  const answer = (await response.json()) as Answer;
  expect([response.status, answer.detail]).toEqual([200, undefined]);
  await bed.succeeded(id);
  return { id, warnings: answer.warnings as string[] | undefined, metrics: await bed.database.metrics(id) };
}

/** Returns the 400 by which a training is refused before anything is written. */
async function refusal(model: string, body: unknown): Promise<Answer> {
  const id = await bed.database.createRun(model);
  const response = await service.train(model, id, body);
  const problem = (await response.json()) as Answer;
  expect([response.status, await bed.database.status(id)]).toEqual([400, "CREATED"]);
  return problem;
}

async function predict(id: number, features: unknown, query = ""): Promise<Answer> {
  const response = await service.post(`/api/predict?model_run_id=${id}${query}`, { features });
  return { status: response.status, ...((await response.json()) as Answer) };
}

/** 500 rows whose label is linear: twice the income plus a constant per city. */
const people = Array.from(
  { length: 500 },
  (_, i): Row => ({
    income: 1000 + ((i * 37) % 500),
    city: ["Rome", "Oslo"][i % 2],
  }),
);
const spending = people.map(
  ({ income, city }): Row => ({ y: 2 * (income as number) + (city === "Oslo" ? 50 : 0) }),
);
/** Returns `people` with other incomes in some rows. */
const withIncomes = (incomes: Record<number, unknown>) =>
  people.map((row, i) => (i in incomes ? { ...row, income: incomes[i] } : row));

describe('the texts "NaN" and "" in a column of numbers', () => {
  test("are missing values, counted in the warnings, the log and a metric", async () => {
    const features = withIncomes({ 3: "NaN", 77: "", 400: "NaN" });
    const { id, warnings, metrics } = await train("ridge", { features, labels: spending });
    expect(warnings).toEqual([
      '3 texts "NaN" or "" are taken as missing values in columns of numbers or dates: "income"',
    ]);
    const line = await waitFor("the line of the log", () =>
      service.log.find(({ run_id, msg }) => run_id === id && msg === warnings![0]),
    );
    expect(line).toMatchObject({ level: "warn", model: "ridge" });
    expect(metrics).toMatchObject({ n_texts_as_missing: "3", n_features: "2" });
    expect(Number(metrics.r2)).toBeGreaterThan(0.98);
    const nulls = await train("ridge", {
      features: withIncomes({ 3: null, 77: null, 400: null }),
      labels: spending,
    });
    expect([nulls.warnings, nulls.metrics.n_texts_as_missing]).toEqual([undefined, undefined]);
    expect([nulls.metrics.r2, nulls.metrics.rmse]).toEqual([metrics.r2!, metrics.rmse!]);
  });

  test("are missing values in a prediction too, and numbers as text are numbers", async () => {
    const { id } = await train("ridge", { features: people, labels: spending });
    const { predictions } = await predict(
      id,
      [null, "NaN", "", 1200, "1200", "1.2e3"].map((income) => ({ income, city: "Rome" })),
    );
    expect(predictions.every(Number.isFinite)).toBe(true);
    expect(predictions.slice(1, 3)).toEqual([predictions[0], predictions[0]]);
    expect(predictions.slice(4)).toEqual([predictions[3], predictions[3]]);
    expect(predictions[3]).not.toBe(predictions[0]);
  });

  test("are missing values for a model of fixed columns, in training and in prediction", async () => {
    const { features, labels } = dataset("churn");
    const isNumber = features.map(({ total_charges }) => typeof total_charges === "number");
    const sent = features.map((row, i) =>
      i % 50 === 0 ? { ...row, total_charges: i % 100 === 0 ? "" : "NaN" } : row,
    );
    const count = sent.filter(({ total_charges }) => typeof total_charges === "string").length;
    expect(isNumber.filter(Boolean).length).toBeGreaterThan(count);
    const { id, warnings, metrics } = await train("churn", { features: sent, labels });
    expect(warnings).toEqual([
      `${count} texts "NaN" or "" are taken as missing values in columns of numbers or dates: "total_charges"`,
    ]);
    expect(metrics.n_texts_as_missing).toBe(String(count));
    const { predictions } = await predict(
      id,
      ["NaN", "", null].map((total_charges) => ({ ...features[0], total_charges })),
      "&probabilities=true",
    );
    expect(new Set(predictions).size).toBe(1);
  });

  test("are missing values if numeric_features makes a column of text numeric", async () => {
    const features = people.map(({ income, city }, i) => ({
      city,
      income: i % 100 === 7 ? "NaN" : String(income),
    }));
    const parameters = { numeric_features: ["income"] };
    const { id, warnings, metrics } = await train("ridge", { parameters, features, labels: spending });
    expect(warnings).toEqual([
      '5 texts "NaN" or "" are taken as missing values in columns of numbers or dates: "income"',
    ]);
    expect(Number(metrics.r2)).toBeGreaterThan(0.98);
    const { predictions } = await predict(id, [
      { city: "Rome", income: "NaN" },
      { city: "Rome", income: null },
    ]);
    expect(predictions[0]).toBe(predictions[1]);
  });

  test("are a column without values if the column contains nothing else", async () => {
    const features = people.map((row, i) => ({ ...row, empty: i % 2 === 0 ? "" : "NaN" }));
    const { warnings, metrics } = await train("ridge", { features, labels: spending });
    expect(warnings).toEqual(['columns without any value are left out: "empty"']);
    expect([metrics.n_features, metrics.n_texts_as_missing]).toEqual(["2", undefined]);
  });

  test("are ordinary categories in a column of text", async () => {
    const features = people.map((row, i) => ({ ...row, city: ["Rome", "", "NaN"][i % 3] }));
    const labels = features.map(({ city }) => ({ y: city === "NaN" ? 5 : 0 }));
    const { id, warnings } = await train("ridge", { features, labels });
    expect(warnings).toBeUndefined();
    const { predictions } = await predict(id, [
      { income: 1000, city: "NaN" },
      { income: 1000, city: "" },
    ]);
    expect(predictions[0]).toBeCloseTo(5, 0);
    expect(predictions[1]).toBeCloseTo(0, 0);
  });
});

describe("other text in a column of numbers", () => {
  test("is a 400 that names the first rows and never the values, unless the column is declared categorical", async () => {
    const incomes = Object.fromEntries([8, 20, 21, 300, 301].map((row) => [row, `secret ${row}`]));
    const features = withIncomes({ ...incomes, 4: "NaN" });
    const problem = await refusal("ridge", { features, labels: spending });
    expect(problem.detail).toBe(
      "features[8].income must be a number or null, as most values of its column are (name it in categorical_features if it is text); the same holds for features[20], features[21] and 2 more",
    );
    expect(problem.errors.map(({ path }: Answer) => path)).toEqual(
      [8, 20, 21, 300, 301].map((row) => `features[${row}].income`),
    );
    expect(JSON.stringify(problem)).not.toContain("secret");
    const parameters = { categorical_features: ["income"] };
    const { warnings } = await train("ridge", { parameters, features, labels: spending });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^categorical_features names columns with another value in nearly every row: "income"; /,
      ),
    ]);
  });

  test("is a 400 for a model of fixed columns", async () => {
    const { features, labels } = dataset("diabetes");
    const sent = features.map((row, i) => (i === 5 ? { ...row, bmi: "secret" } : row));
    const problem = await refusal("diabetes_progression", { features: sent, labels });
    expect(problem.detail).toBe("features[5].bmi must be a number or null, as most values of its column are");
  });

  test("makes the column text, with a warning, if it is at least half of the values", async () => {
    const mixed = (texts: number) =>
      people.map((row, i) => ({ ...row, code: i % 500 < texts ? `A${i % 5}` : i % 4 }));
    const { warnings, id } = await train("ridge", { features: mixed(250), labels: spending });
    expect(warnings).toEqual(['text is mixed with other types, and the columns are taken as text: "code"']);
    expect((await predict(id, [{ ...people[0], code: 3 }])).status).toBe("success");
    expect((await refusal("ridge", { features: mixed(249), labels: spending })).detail).toContain(
      "features[0].code must be a number or null",
    );
  });

  test("that spells an infinite number is a 400 that names the row", async () => {
    for (const infinite of ["Infinity", "-Infinity"]) {
      const problem = await refusal("ridge", { features: withIncomes({ 9: infinite }), labels: spending });
      expect(problem.detail).toBe("features[9].income must be a finite number");
    }
    const { id } = await train("ridge", { features: people, labels: spending });
    const rows = [people[0], { ...people[0], income: "-Infinity" }];
    expect(await predict(id, rows)).toMatchObject({
      status: 400,
      detail: "features[1].income must be a finite number",
    });
  });

  test("that spells a number is read as a number, with a warning", async () => {
    const features = withIncomes({ 8: String(people[8]!.income), 9: `${people[9]!.income}.0` });
    const { warnings, metrics } = await train("ridge", { features, labels: spending });
    expect(warnings).toEqual([
      'numbers written as text are mixed with numbers, and are taken as numbers: "income"',
    ]);
    const plain = await train("ridge", { features: people, labels: spending });
    expect([metrics.r2, metrics.rmse]).toEqual([plain.metrics.r2!, plain.metrics.rmse!]);
  });
});

describe("the response and the log warn of", () => {
  test("text that contains only numbers, and identifiers", async () => {
    const features = people.map((row, i) => ({
      ...row,
      price: `${(i * 7) % 100}.50`,
      customer: `C-${i}`,
      account: i < 480 ? `A-${i}` : `A-${i - 20}`,
      segment: `S-${i % 450}`,
    }));
    const body = { features: features.map(({ segment, ...row }) => row), labels: spending };
    const { id, warnings } = await train("ridge", body);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^text with another value in nearly every row.* is left out: "customer", "account";/,
      ),
      expect.stringMatching(
        /^text that holds only numbers is taken for categories: "price";.*numeric_features/,
      ),
    ]);
    const lines = await waitFor("the lines of the log", () => {
      const found = service.log.filter(({ run_id, level }) => run_id === id && level === "warn");
      return found.length >= warnings!.length && found;
    });
    expect(lines.map(({ msg }) => msg)).toEqual(warnings!);
    // No warning for columns that were declared, or with less than nine tenths distinct values.
    const quiet = await train("ridge", {
      parameters: { feature_names: ["price", "segment", "income"], categorical_features: ["price"] },
      features: features.map((row, i) => ({ ...row, segment: `S-${i % 440}` })),
      labels: spending,
    });
    expect(quiet.warnings).toBeUndefined();
  });

  test("text that contains only numbers in a model of fixed columns, which reads it as numbers", async () => {
    const { features, labels } = dataset("diabetes");
    const sent = features.map((row) => ({ ...row, bmi: String(row.bmi) }));
    const { warnings, metrics } = await train("diabetes_progression", { features: sent, labels });
    expect(warnings).toEqual(['text holds only numbers: "bmi"; send JSON numbers if they are numeric']);
    const plain = await train("diabetes_progression", { features, labels });
    expect([plain.warnings, plain.metrics.r2]).toEqual([undefined, metrics.r2!]);
  });

  test("identifiers that are rounded to doubles", async () => {
    const row = (i: number) => `{"x": ${i % 7}, "id": 900719925474${1000 + i}, "mass": 1e${20 + (i % 9)}}`;
    const rows = Array.from({ length: 30 }, (_, i) => row(i));
    const body = `{"features": [${rows}], "labels": [${rows.map((_, i) => `{"y": ${i}}`)}]}`;
    const id = await bed.database.createRun("ridge");
    const response = await service.train("ridge", id, body);
    expect(await response.json()).toMatchObject({
      warnings: ['whole numbers beyond 2^53 lose their last digits: "id"; send identifiers as text'],
    });
  });

  test("at most five columns by name", async () => {
    const names = Array.from({ length: 40 }, (_, j) => `n${j}`);
    const features = people.map((row, i) => ({
      ...row,
      ...Object.fromEntries(names.map((name) => [name, `${i % 9}`])),
    }));
    const { warnings } = await train("ridge", { features, labels: spending });
    expect(warnings).toEqual([expect.stringContaining('"n0", "n1", "n2", "n3", "n4" and 35 more;')]);
  });
});

describe("an unknown key of the body is a 400 that names the nearest known one", () => {
  const body = { features: people, labels: spending };
  const cases: [Row, string][] = [
    [
      { ...body, params: { alpha: 5 } },
      '"params" is not a key of the body; did you mean "parameters"? known: ',
    ],
    [
      { ...body, Parameters: {} },
      '"Parameters" is not a key of the body; did you mean "parameters"? known: ',
    ],
    [
      { feature: people, labels: spending },
      '"feature" is not a key of the body; did you mean "features"? known: ',
    ],
    [
      { features: people, lables: spending },
      '"lables" is not a key of the body; did you mean "labels"? known: ',
    ],
    [{ ...body, model: "ridge" }, '"model" is not a key of the body; known: parameters, features, labels'],
  ];
  for (const [sent, detail] of cases) {
    test(Object.keys(sent).join(", "), async () => {
      const problem = await refusal("ridge", sent);
      expect(problem.detail).toStartWith(detail);
      expect(problem.errors.length).toBe(1);
    });
  }

  test("also in a prediction, which has only features", async () => {
    const { id } = await train("ridge", body);
    for (const [key, hint] of [
      ["feature", 'did you mean "features"? '],
      ["labels", ""],
    ]) {
      const response = await service.post(`/api/predict?model_run_id=${id}`, { features: [], [key!]: [] });
      expect([response.status, ((await response.json()) as Answer).detail]).toEqual([
        400,
        `"${key}" is not a key of the body; ${hint}known: features`,
      ]);
    }
  });
});

describe("labels", () => {
  const features = Array.from({ length: 20 }, (_, x): Row => ({ x }));
  const labelled = (label: (row: number) => unknown) => ({
    features,
    labels: features.map((_, row): Row => ({ y: label(row) })),
  });
  const cases: [string, (row: number) => unknown, string][] = [
    ["true and 0", (row) => (row < 3 ? true : 0), "labels[3].y is a number, but labels[0] is true or false"],
    [
      'true and "yes"',
      (row) => (row === 5 ? "yes" : true),
      "labels[5].y is text, but labels[0] is true or false",
    ],
    [
      '1 and "1"',
      (row) => (row === 0 ? null : row < 9 ? 1 : "1"),
      "labels[9].y is text, but labels[1] is a number",
    ],
    ['"" and true', (row) => (row < 2 ? "" : true), "labels[2].y is true or false, but labels[0] is text"],
  ];
  for (const model of ["decision_tree_classifier", "ridge"]) {
    test.each(cases)(`of mixed types are a 400 for ${model}: %s`, async (_, label, detail) => {
      expect((await refusal(model, labelled(label))).detail).toBe(
        `${detail}; all labels of a column must have one JSON type`,
      );
    });
    test(`that are null, "NaN" or "" among numbers, or infinite, are a 400 for ${model}`, async () => {
      for (const missing of [null, "NaN", ""]) {
        const { detail } = await refusal(
          model,
          labelled((row) => (row === 3 ? missing : row % 2)),
        );
        expect(detail).toMatch(/"y" is null|labels\[3\]/);
      }
      expect(
        (
          await refusal(
            model,
            labelled((row) => (row === 3 ? "Infinity" : row % 2)),
          )
        ).detail,
      ).toBe("labels[3].y must be a finite number");
    });
  }

  test("that are text in all rows are classes, NaN and empty text too", async () => {
    const classes = ["", "NaN", "1"];
    const { id } = await train(
      "decision_tree_classifier",
      labelled((row) => classes[row % 3]),
    );
    expect((await predict(id, features)).predictions).toEqual(features.map((_, row) => classes[row % 3]));
  });
});

describe("a prediction contains", () => {
  test("the time at which its pipeline was fitted", async () => {
    const before = Date.now();
    const { id } = await train("ridge", { features: people, labels: spending });
    const { trained_at } = await predict(id, []);
    expect(new Date(trained_at).toISOString()).toBe(trained_at);
    expect(Date.parse(trained_at)).toBeWithin(before, Date.now() + 1);
    expect((await predict(id, [people[0]])).trained_at).toBe(trained_at);
  });

  test("the classes in the order of the scores if probabilities or scores were requested", async () => {
    const rows = Array.from({ length: 60 }, (_, i): Row => ({ x: i }));
    for (const classes of [
      ["a", "b", "c"],
      [-1, 2, 10],
      [false, true],
    ]) {
      const labels = rows.map((_, i): Row => ({ y: classes[Math.floor((i * classes.length) / 60)] }));
      const { id } = await train("logistic_regression", { features: rows, labels });
      expect((await predict(id, rows)).classes).toBeUndefined();
      for (const query of ["&probabilities=true", "&scores=true", "&probabilities=true&scores=true"]) {
        expect((await predict(id, [], query)).classes).toEqual(classes);
      }
      const { predictions, probabilities, scores } = await predict(
        id,
        rows,
        "&probabilities=true&scores=true",
      );
      for (const [i, row] of probabilities.entries()) {
        expect(Object.keys(row).toSorted()).toEqual(classes.map(String).toSorted());
        const best = classes.length === 2 ? Number(scores[i] > 0) : scores[i].indexOf(Math.max(...scores[i]));
        expect(predictions[i]).toBe(classes[best]!);
      }
    }
  });

  test("only scores for an outlier detector, which has no classes", async () => {
    const { id } = await train("isolation_forest", { features: people });
    const answer = await predict(id, people.slice(0, 3), "&scores=true");
    expect([answer.scores.length, answer.classes]).toEqual([3, undefined]);
  });

  test("the correct row number in an error, also after many rows", async () => {
    const { features, labels } = dataset("iris");
    const { id } = await train("iris", { features, labels });
    const rows = Array.from({ length: 3000 }, (_, i) => features[i % features.length]!);
    const at = (row: number, value: unknown) =>
      rows.with(row, { ...rows[row]!, petal_width_cm: value as never });
    expect(await predict(id, at(2222, null))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('(column "petal_width_cm", row 2222)'),
      errors: [{ path: "features[2222]" }],
    });
    expect(await predict(id, at(2222, "wide"))).toMatchObject({
      status: 400,
      detail: "features[2222].petal_width_cm must be a number, as it was in training",
    });
    const line = rows.map((_, x) => ({ x }));
    const ridge = await train("ridge", { features: line, labels: line.map(({ x }) => ({ y: 50 * x })) });
    expect(await predict(ridge.id, line.with(2999, { x: Number.MAX_VALUE }))).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/^features\[2999\] holds numbers too large/),
    });
  });
});

test("null for a key that is missing in some rows, while a key missing in all is a missing column, and missing features are a 400", async () => {
  const { id } = await train("ridge", { features: people, labels: spending });
  const { predictions } = await predict(id, [{ city: "Rome" }, { income: null, city: "Rome" }, people[0]]);
  expect(predictions[0]).toBe(predictions[1]);
  expect(await predict(id, [{ city: "Rome" }, {}])).toMatchObject({
    status: 400,
    detail: 'features: missing columns "income"',
  });
  expect(await predict(id, undefined)).toMatchObject({
    status: 400,
    detail: expect.stringContaining("features is missing"),
  });
  expect(await predict(id, null)).toMatchObject({
    status: 400,
    detail: expect.stringContaining("features must be a list"),
  });
  expect(await predict(id, [])).toMatchObject({ status: "success", predictions: [] });
});

test("only keys that the description of the API lists, as do request bodies", async () => {
  const document = (await (await service.get("/openapi.json")).json()) as Answer;
  const schemaOf = ({ content }: Answer) => {
    const { $ref } = content["application/json"].schema;
    return document.components.schemas[$ref.split("/").at(-1)];
  };
  const [train, prediction] = ["/api/train", "/api/predict"].map((path) => document.paths[path].post);
  const [Training, Rows] = [train, prediction].map(({ requestBody }) => schemaOf(requestBody));
  const [Accepted, Predictions] = [train, prediction].map(({ responses }) => schemaOf(responses[200]));
  expect([Training.additionalProperties, Object.keys(Training.properties)]).toEqual([
    false,
    ["parameters", "features", "labels"],
  ]);
  expect([Rows.additionalProperties, Object.keys(Rows.properties)]).toEqual([false, ["features"]]);
  const features = people.map((row) => ({ ...row, price: "1.5" }));
  const id = await bed.database.createRun("logistic_regression");
  const labels = people.map((_, i) => ({ y: i % 2 }));
  const accepted = (await (
    await service.train("logistic_regression", id, { features, labels })
  ).json()) as Answer;
  expect(accepted.warnings.length).toBe(1);
  expect(Object.keys(Accepted.properties)).toEqual(Object.keys(accepted));
  await bed.succeeded(id);
  const answer = await predict(id, features.slice(0, 1), "&probabilities=true&scores=true&explain=true");
  // Only regressors have intervals.
  const names = Object.keys(Predictions.properties).filter((name) => name !== "intervals");
  expect(names).toEqual(Object.keys(answer));
});

import { describe, expect, test } from "bun:test";
import type { Report } from "../../src/insight/report.ts";
import { runCommand } from "../service-process.ts";
import { dataset } from "./data.ts";
import { evaluate, refusal, write } from "./evaluate.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed([
  "ridge",
  "churn",
  "knn_regressor",
  "random_forest_regressor",
  "linear_svc",
  "knn_classifier",
]);

const N = 240;
/** The response depends on the patient, on the dose, and on the day. */
const ROWS = Array.from({ length: N }, (_, i) => {
  const day = new Date(Date.UTC(2025, 0, 1 + ((i * 7) % N))).toISOString().slice(0, 10);
  const dose = (i * 37) % 11;
  return {
    patient_id: `p${i % 29}`,
    day,
    dose,
    weight: i % 3,
    response: 3 * dose + 5 * (((i % 29) * 11) % 29) + ((i * 7) % N) / 8,
  };
});
const features = ROWS.map(({ response: _, ...others }) => others);
const labels = ROWS.map(({ response }) => ({ response }));
const CSV = write(
  "visits.csv",
  [Object.keys(ROWS[0]!).join(","), ...ROWS.map((row) => Object.values(row).join(","))].join("\n"),
);

interface Answer {
  readonly warnings?: string[];
  readonly detail?: string;
  readonly errors?: { path: string }[];
}

interface Answered {
  readonly predictions: string[];
  readonly probabilities: { yes: number }[];
}

async function train(model: string, parameters: object, body: object = { features, labels }) {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, { parameters, ...body });
  const answer = (await response.json()) as Answer;
  if (response.status === 200) await bed.untilEnded(id);
  return { ...answer, id, status: response.status };
}

async function reportOf(id: number): Promise<Report> {
  const answer = await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "application/json" });
  return (await answer.json()) as Report;
}

async function predict(id: number, rows: readonly object[]): Promise<number[]> {
  const answer = await bed.service.post(`/api/predict?model_run_id=${id}`, { features: rows });
  return ((await answer.json()) as { predictions: number[] }).predictions;
}

const pageOf = async (id: number) =>
  (await bed.service.get(`/api/report?model_run_id=${id}`, { Accept: "text/html" })).text();

describe("a model is measured honestly", () => {
  test("by groups: known patients flatter, new ones do not, and a prediction needs no group", async () => {
    const usual = await train("random_forest_regressor", { cv: 5, n_estimators: 20 });
    const honest = await train("random_forest_regressor", {
      cv: 5,
      n_estimators: 20,
      cv_groups: "patient_id",
    });
    const [flattering, fair] = [await bed.database.metrics(usual.id), await bed.database.metrics(honest.id)];
    expect(Number(fair.cv_folds)).toBe(5);
    expect(Number(flattering.cv_r2_mean) - Number(fair.cv_r2_mean)).toBeGreaterThan(0.3);
    expect(honest.warnings).toBeUndefined();
    expect((await reportOf(honest.id)).evaluation.measured_on).toEqual({
      kind: "cv",
      rows: N,
      folds: 5,
      groups: "patient_id",
    });
    expect(await pageOf(honest.id)).toContain("with other values of patient_id than it learnt from");
    const rows = features.map(({ patient_id: _, ...others }) => others).slice(0, 3);
    expect(await predict(honest.id, rows)).toHaveLength(3);
  });

  test("by time: rows drawn without regard to it are warned of in the answer, the log and the report", async () => {
    const usual = await train("ridge", { cv: 4 });
    const about = expect.stringContaining('set cv_time to "day"');
    expect(usual.warnings).toEqual([about, expect.stringContaining('set cv_groups to "patient_id"')]);
    const logged = bed.service.log.filter(({ run_id }) => run_id === usual.id).map(({ msg }) => msg);
    expect(logged).toContainEqual(about);
    const { warnings } = await reportOf(usual.id);
    expect(warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["dates_ignored", "groups_ignored"]),
    );
    expect(await pageOf(usual.id)).toContain("set cv_time to");

    const honest = await train("ridge", { cv: 4, validation_fraction: 0.2, cv_time: "day" });
    expect(honest.warnings).toBeUndefined();
    const report = await reportOf(honest.id);
    expect(report.evaluation.measured_on).toEqual({ kind: "cv", rows: 192, folds: 4, time: "day" });
    expect(report.columns.map(({ name }) => name)).toContain("day");
    expect(Number((await bed.database.metrics(honest.id)).validation_r2)).toBeGreaterThan(0.5);
  });

  test("dates as Jackson writes lists are times", async () => {
    const listed = features.map((row) => ({ ...row, day: row.day.split("-").map(Number) }));
    const [text, list] = [
      await train("ridge", { cv: 4, cv_time: "day" }),
      await train("ridge", { cv: 4, cv_time: "day" }, { features: listed, labels }),
    ];
    const { train_seconds: _, ...ofText } = await bed.database.metrics(text.id);
    const { train_seconds: __, ...ofList } = await bed.database.metrics(list.id);
    expect(ofList).toEqual(ofText);
  });

  test("with weights, which the fits learn from and the metrics do not count", async () => {
    const outlying = labels.map((label, i) => (i % 3 === 0 ? { response: 1e6 } : label));
    const body = { features, labels: outlying };
    const weighted = await train("ridge", { sample_weight: "weight", alpha: 0.1 }, body);
    const plain = await train("ridge", { sample_weight: "weight", alpha: 0.1 });
    const expected = await predict(plain.id, features.slice(0, 9));
    (await predict(weighted.id, features.slice(0, 9))).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
    // The rows of weight 0 are far from their predictions, and count in the metrics.
    expect(Number((await bed.database.metrics(weighted.id)).r2)).toBeLessThan(0.5);
    const [one, two] = [await reportOf(weighted.id), await reportOf(plain.id)];
    expect(one.data_sha256).not.toBe(two.data_sha256);
    expect(one.parameters.sample_weight).toBe("weight");
  });

  test("with weights inside a transformed label", async () => {
    // Without weights, the rows of weight 0 would decide.
    const outlying = labels.map(({ response }, i) => ({ response: i % 3 === 0 ? 1e6 : response }));
    const parameters = { sample_weight: "weight", transform_label: "log1p", alpha: 0.1 };
    const weighted = await train("ridge", parameters, { features, labels: outlying });
    const plain = await train("ridge", parameters);
    const expected = await predict(plain.id, features.slice(0, 9));
    (await predict(weighted.id, features.slice(0, 9))).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 6);
    });
  });

  test("with columns that a model of fixed columns does not have", async () => {
    const { features: rows, labels: churned } = dataset("churn");
    const sent = {
      features: rows.slice(0, 300).map((row, i) => ({ ...row, household: i % 60, w: 1 + (i % 2) })),
      labels: churned.slice(0, 300),
    };
    const parameters = { cv: 3, cv_groups: "household", sample_weight: "w" };
    const run = await train("churn", parameters, sent);
    expect([run.status, await bed.database.status(run.id)]).toEqual([200, "SUCCESS"]);
    expect((await reportOf(run.id)).evaluation.measured_on).toMatchObject({ groups: "household", rows: 300 });
    const late = await bed.service.train("churn", await bed.database.createRun("churn"), {
      ...sent,
      parameters,
    });
    expect(late.status).toBe(400);
    expect(((await late.json()) as Answer).detail).toContain('"parameters" must come before "features"');
  });
});

describe("weights beside calibrate and threshold", () => {
  // Whatever x is, three of ten rows are "yes".
  const rows = Array.from({ length: 400 }, (_, i) => ({ x: Math.floor(i / 10) % 2, isYes: i % 10 < 3 }));
  const parameters = { calibrate: "isotonic", threshold: 0.5, sample_weight: "w" };
  const body = (weightOf: (isYes: boolean, i: number) => number) => ({
    features: rows.map(({ x, isYes }, i) => ({ x, w: weightOf(isYes, i) })),
    labels: rows.map(({ isYes }) => ({ y: isYes ? "yes" : "no" })),
  });

  test("make the probabilities those of the weighted rows", async () => {
    for (const [weight, probability] of [
      [1, 0.3],
      [4, 12 / 19],
    ] as const) {
      const { id } = await train(
        "linear_svc",
        parameters,
        body((isYes) => (isYes ? weight : 1)),
      );
      const response = await bed.service.post(`/api/predict?model_run_id=${id}&probabilities=true`, {
        features: [{ x: 0 }, { x: 1 }],
      });
      const { predictions, probabilities } = (await response.json()) as Answered;
      expect(predictions).toEqual(weight === 1 ? ["no", "no"] : ["yes", "yes"]);
      for (const { yes } of probabilities) expect(yes).toBeCloseTo(probability, 9);
    }
  });

  test("are refused where a fold has none of a class, and by a model that takes none", async () => {
    const late = body((isYes, i) => (isYes && i < 80 ? 0 : 1));
    const { status, detail } = await train("linear_svc", parameters, late);
    expect([status, detail]).toEqual([
      400,
      'calibration, fold 1 of 5, rows in it: sample_weight is 0 for all rows of some classes: "yes"; leave the rows of weight 0 out of the training, so that those of each fold have weights',
    ]);
    const none = await train(
      "knn_classifier",
      parameters,
      body(() => 1),
    );
    expect([none.status, none.detail]).toEqual([
      400,
      expect.stringContaining("KNeighborsClassifier does not take sample_weight"),
    ]);
  });
});

describe("what cannot be used is a 400 that says why", () => {
  test.each([
    ["ridge", { cv: 3, cv_groups: "patient" }, "parameters.cv_groups", 'did you mean "patient_id"?'],
    ["ridge", { cv: 3, cv_groups: "patient_id", cv_time: "day" }, "parameters.cv_time", "cannot be combined"],
    ["ridge", { cv_groups: "patient_id" }, "parameters.cv_groups", "set one of them"],
    ["ridge", { cv: 31, cv_groups: "patient_id" }, "parameters.cv_groups", "number of groups, 29"],
    ["ridge", { cv: 3, cv_time: "patient_id" }, "features[0].patient_id", "must be a date in ISO 8601"],
    ["ridge", { sample_weight: "day" }, "features[0].day", "must be a number of at least 0"],
    ["ridge", { cv_group: "patient_id" }, "parameters.cv_group", 'did you mean "cv_groups"?'],
  ])("%s with %p", async (model, parameters, path, message) => {
    const answer = await train(model, parameters);
    expect([answer.status, answer.errors?.[0]?.path]).toEqual([400, path]);
    expect(answer.detail).toContain(message);
  });

  test("also weights for a model that has none", async () => {
    const answer = await train("knn_regressor", { sample_weight: "weight" });
    expect(answer.status).toBe(400);
    expect(answer.detail).toContain("KNeighborsRegressor does not take sample_weight");
  });
});

describe("--evaluate and --search", () => {
  test("measure as a run of the service does", async () => {
    const parameters = { cv: 4, cv_time: "day", sample_weight: "weight", alpha: 2 };
    const run = await train("ridge", parameters);
    const { train_seconds: _, ...recorded } = await bed.database.metrics(run.id);
    const words = ["ridge", CSV, "--label", "response", "--parameters", JSON.stringify(parameters)];
    const { metrics, report } = await evaluate(...words);
    const { train_seconds: __, ...own } = metrics!;
    expect(Object.fromEntries(Object.entries(own).map(([name, value]) => [name, String(value)]))).toEqual(
      recorded,
    );
    expect(report!.evaluation.measured_on).toEqual((await reportOf(run.id)).evaluation.measured_on);
  });

  test("take as many folds as there are groups, and leave out an excluded time", async () => {
    const few = write(
      "few.csv",
      ["a,g,t,y", ...ROWS.slice(0, 40).map((_, i) => `${i % 7},${i % 3},${i},${i}`)].join("\n"),
    );
    const grouped = await evaluate("ridge", few, "--label", "y", "--parameters", '{"cv_groups": "g"}');
    expect(grouped.metrics!.cv_folds).toBe(3);
    const timed = await evaluate(
      "ridge",
      few,
      "--label",
      "y",
      "--exclude",
      "t",
      "--parameters",
      '{"cv_time": "t"}',
    );
    expect(timed.report!.columns.map(({ name }) => name).sort()).toEqual(["a", "g"]);
    expect(timed.report!.evaluation.measured_on).toMatchObject({ kind: "cv", folds: 5, time: "t" });
  });

  test("search by groups, and refuse to search the columns themselves", async () => {
    const words = ["ridge", CSV, "--label", "response", "--parameters", '{"cv_groups": "patient_id"}'];
    const { search } = await evaluate(...words, "--search", '{"alpha": [0.1, 100]}');
    expect(search!.cv_results.map(({ error }) => error)).toEqual([null, null]);
    const plain = ["ridge", CSV, "--label", "response", "--search", '{"alpha": [0.1, 100]}'];
    const warned = await evaluate(...plain, "--cv", "3");
    expect(warned.warnings).toEqual([
      expect.stringContaining('set cv_time to "day"'),
      expect.stringContaining('set cv_groups to "patient_id"'),
    ]);
    const { stdout } = await runCommand(["--evaluate", ...plain]);
    expect(stdout).toContain("What to know");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain('set cv_time to "day"');
    const [code, line] = await refusal(...words, "--search", '{"cv_time": ["day"]}');
    expect([code, line]).toEqual([2, expect.stringContaining("must be the same for all combinations")]);
    const [, label] = await refusal(...words.slice(0, 4), "--parameters", '{"cv_groups": "response"}');
    expect(label).toContain('cv_groups cannot be "response", the label');
  });
});

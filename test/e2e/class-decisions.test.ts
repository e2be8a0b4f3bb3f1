import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { formatScore } from "../../src/insight/page/format.ts";
import { reportSchema } from "../../src/insight/report.ts";
import { type Predictions, predictions } from "../../src/prediction/predictions.ts";
import { runCommand } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed([
  "svc",
  "linear_svc",
  "logistic_regression",
  "gaussian_nb",
  "gradient_boosting_classifier",
]);
const churn = dataset("churn");
const features = churn.features.slice(0, 600);
const labels = churn.labels.slice(0, 600);
const rows = features.slice(0, 40);

async function post(model: string, parameters: object, body: object = { features, labels }) {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, { ...body, parameters });
  return { id, response };
}

async function train(model: string, parameters: object): Promise<number> {
  const { id, response } = await post(model, parameters);
  expect(response.status).toBe(200);
  await bed.untilEnded(id, 60_000);
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return id;
}

async function ask(id: number, query: string): Promise<Predictions> {
  const response = await bed.service.post(`/api/predict?model_run_id=${id}${query}`, { features: rows });
  const answer = await response.json();
  expect([response.status, answer]).toEqual([200, expect.anything()]);
  return v.parse(predictions, answer);
}

/** Expects a 400, and returns its detail. */
async function refusal(response: Response): Promise<string> {
  const { detail } = (await response.json()) as { detail: string };
  expect(response.status).toBe(400);
  return detail;
}

test("svc has probabilities and a chosen threshold, which the metrics, the report and --inspect tell", async () => {
  const id = await train("svc", { calibrate: "sigmoid", threshold: "f1", cv: 3 });
  const metrics = await bed.database.metrics(id);
  const threshold = Number(metrics.decision_threshold);
  expect(threshold).toBeWithin(0.05, 0.5);
  // Three of four customers stay: a model of this fraction has a log loss of about 0.53.
  expect(Number(metrics.cv_log_loss_mean)).toBeLessThan(0.52);
  const { predictions: found, probabilities } = await ask(id, "&probabilities=true");
  found.forEach((churned, row) => {
    const { no, yes } = probabilities![row]!;
    expect(no! + yes!).toBeCloseTo(1, 12);
    expect(churned).toBe(yes! >= threshold ? "yes" : "no");
  });
  expect((await ask(id, "")).predictions).toEqual(found);

  const answered = await bed.service.get(`/api/report?model_run_id=${id}`, { accept: "application/json" });
  const report = v.parse(reportSchema, await answered.json());
  expect(report.evaluation.classification!.decision_threshold).toBe(threshold);
  expect(report.steps[1]).toBe("TunedThresholdClassifierCV(CalibratedClassifierCV(SVC))");
  expect(report.evaluation.classification!.curves[0]!.calibration).not.toBeNull();
  const page = await bed.service.get(`/api/report?model_run_id=${id}`, { accept: "text/html" });
  expect(/what the model does now \(([^)]*)\)/.exec(await page.text())?.[1]).toBe(formatScore(threshold));

  const environment = { DATABASE_URL: bed.database.url };
  const inspected = await runCommand(["--inspect", String(id)], environment);
  expect(inspected.stdout).toMatch(new RegExp(`^decision threshold +${threshold}$`, "m"));
  expect(inspected.stdout).toMatch(
    /^step 2 +TunedThresholdClassifierCV\(CalibratedClassifierCV\(SVC\)\), \d+ bytes$/m,
  );
  const json = await runCommand(["--inspect", String(id), "--json"], environment);
  expect(JSON.parse(json.stdout).decision_threshold).toBe(threshold);
}, 120_000);

test("without calibrate svc and linear_svc have no probabilities, and the answer names the remedy", async () => {
  for (const model of ["svc", "linear_svc"]) {
    const id = await train(model, {});
    const refused = await bed.service.post(`/api/predict?model_run_id=${id}&probabilities=true`, {
      features: rows,
    });
    expect(await refusal(refused)).toMatch(
      /svc has none; train the run again with the parameter calibrate .*"temperature"/,
    );
    expect((await ask(id, "&scores=true")).scores).toHaveLength(40);
    const { response } = await post(model, { threshold: 0.4 });
    expect(await refusal(response)).toMatch(
      /^parameters.threshold needs probabilities, which .*SVC has only with/,
    );
  }
}, 60_000);

test("a threshold and calibration do not suit all rows", async () => {
  const { response } = await post("gaussian_nb", { threshold: 0.4 }, dataset("iris"));
  expect(await refusal(response)).toMatch(/^a decision threshold needs two classes, but there are 3/);
  const rare = labels.map((_, i) => ({ churned: i < 3 ? "yes" : "no" }));
  const { response: few } = await post("linear_svc", { calibrate: "isotonic" }, { features, labels: rare });
  expect(await refusal(few)).toMatch(/needs at least 5 rows of each class; the smallest has 3$/);
});

describe("a number as threshold", () => {
  test("changes the predictions and neither the probabilities nor the explanations", async () => {
    const plain = await ask(await train("logistic_regression", {}), "&probabilities=true&explain=true");
    const id = await train("logistic_regression", { threshold: "0.2" });
    expect((await bed.database.metrics(id)).decision_threshold).toBe("0.2");
    const decided = await ask(id, "&probabilities=true&explain=true");
    const { predictions: before, ...same } = plain;
    const { predictions: after, ...others } = decided;
    expect({ ...others, model_run_id: 0, trained_at: "" }).toEqual({
      ...same,
      model_run_id: 0,
      trained_at: "",
    });
    expect(after).toEqual(plain.probabilities!.map(({ yes }) => (yes! >= 0.2 ? "yes" : "no")));
    expect(after).not.toEqual(before);
  }, 60_000);
});

test("a calibrated linear_svc is explained by its scores before calibration, which rise with the probability", async () => {
  const id = await train("linear_svc", { calibrate: "sigmoid" });
  const { explanation_unit, explanations, probabilities } = await ask(id, "&probabilities=true&explain=true");
  expect(explanation_unit).toBe("score");
  const sums = explanations!.map(({ base_value, contributions }) =>
    Object.values(contributions!).reduce((sum, value) => sum + value, base_value!),
  );
  const byScore = Array.from(sums.keys()).sort((a, b) => sums[a]! - sums[b]!);
  const [lowest, highest] = [byScore[0]!, byScore.at(-1)!];
  expect(probabilities![highest]!.yes!).toBeGreaterThan(probabilities![lowest]!.yes! + 0.2);
});

test("the progress of many fits is told as that of one, and it can be cancelled at any time", async () => {
  // So small a rate that the trees of all iterations are alike.
  const slow = { n_estimators: 100_000, learning_rate: 1e-9, calibrate: "sigmoid", threshold: "f1" };
  const { id, response } = await post("gradient_boosting_classifier", slow);
  expect(response.status).toBe(200);
  const status = async () =>
    (await (await bed.service.get(`/api/train?model_run_id=${id}`)).json()) as Record<string, unknown>;
  const told = await waitFor("an iteration", async () => {
    const { iteration, ...rest } = await status();
    return typeof iteration === "number" && iteration > 0 ? { iteration, ...rest } : undefined;
  });
  // Six calibrated fits of five each.
  expect(told).toMatchObject({ state: "running", stage: "fit", max_iterations: 30 * 100_000 });
  expect((await bed.service.delete(`/api/train?model_run_id=${id}`)).status).toBe(200);
  await bed.untilEnded(id, 5000);
  expect((await bed.database.metrics(id)).error_type).toBe("cancelled");
}, 60_000);

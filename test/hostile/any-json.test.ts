import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { anyJson, PRIVATE, toJson } from "./arbitraries.ts";
import { type Body, spoilt } from "./bodies.ts";
import { TestBed } from "./test-bed.ts";

/** One model of each kind. */
const MODELS = [
  "logistic_regression",
  "ridge",
  "decision_tree_classifier",
  "hist_gradient_boosting_classifier",
  "knn_classifier",
  "svc",
  "kmeans",
  "mlp_classifier",
  "isolation_forest",
  "iris",
];
const RUNS = process.env.SOAK ? 2000 : 60;
/** The permitted failures of a fit on readable rows. */
const CLEAR_FAILURES = ["ValueError", "timeout", "result_too_large"];

const mixed: Body = {
  features: Array.from({ length: 24 }, (_, i) => ({
    word: `w${i % 3}`,
    number: Math.sin(i),
    flag: i % 2 === 0,
    sepal_length_cm: Math.cos(i),
    sepal_width_cm: i % 5,
    petal_length_cm: i / 7,
    petal_width_cm: 1,
  })),
  labels: Array.from({ length: 24 }, (_, i) => ({ species: i % 3 })),
};

let bed: TestBed;
let service: ServiceProcess;
let parameterNames: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  bed = await TestBed.create(MODELS);
  service = await bed.start({ TRAIN_TIMEOUT_SECONDS: "2", TRAIN_QUEUE_LIMIT: "1000", MAX_COLUMNS: "500" });
  const { models } = (await (await service.get("/api/models")).json()) as {
    models: { name: string; default_parameters: Record<string, unknown> }[];
  };
  parameterNames = new Map(models.map((model) => [model.name, Object.keys(model.default_parameters)]));
});
afterAll(() => bed.close());

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Posts a body and checks what must hold for every response. */
async function post(path: string, body: unknown): Promise<Answer> {
  const response = await service.post(path, toJson(body));
  const text = await response.text();
  expect(response.status).toBeLessThan(500);
  const answer = JSON.parse(text);
  if (response.status !== 200) {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(answer).toMatchObject({ status: response.status, detail: expect.any(String) });
    expect(text).not.toMatch(/\.ts:\d|\bat .+:\d+:\d+|TypeError|RangeError|is not a function|undefined is/);
    if (!namesPrivate(body) && !hasPrivateParameter(body)) expect(text).not.toContain(PRIVATE);
  }
  return { status: response.status, text };
}

/** Returns whether a name contains the mark of data; a refusal may repeat names. */
function namesPrivate(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return Object.entries(body).some(([key, value]) => key.includes(PRIVATE) || namesPrivate(value));
}

/** Returns whether a parameter contains the mark of data; a refusal repeats the value of a parameter as well. */
function hasPrivateParameter(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, "parameters")) return false;
  return JSON.stringify((body as { parameters: unknown }).parameters)?.includes(PRIVATE) ?? false;
}

/** The part of a refusal that repeats a parameter, which is not data. */
const ECHO = /parameters\.\w+ must be .*; got /;

/** Returns the end of an accepted run. Fails if that is unclear. */
async function ended(id: number): Promise<string> {
  const status = await waitFor(`the end of run ${id}`, async () => {
    const now = await bed.database.status(id);
    return now !== "RUNNING" && now !== "CREATED" && now;
  });
  if (status === "FAILED") {
    const metrics = await bed.database.metrics(id);
    expect([metrics.error_message, CLEAR_FAILURES]).toEqual([
      metrics.error_message,
      expect.arrayContaining([metrics.error_type]),
    ]);
  }
  return status;
}

/** Returns a training body without `labels` and `parameters`, for a prediction. */
function forPrediction(body: unknown): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const { labels, parameters, ...rest } = body as Partial<Body>;
  return rest;
}

/** The number of successful predictions; without any, the test would prove nothing. */
let predicted = 0;

/** Predicts with a trained run in every way. */
async function predictAll(id: number, body: unknown): Promise<void> {
  for (const query of ["", "&probabilities=true", "&scores=true"]) {
    const { status, text } = await post(`/api/predict?model_run_id=${id}${query}`, body);
    if (status !== 200) continue;
    predicted++;
    const { predictions, probabilities = [], scores = [] } = JSON.parse(text);
    expect(JSON.stringify([predictions, probabilities, scores])).not.toMatch(/\bnull\b/);
  }
}

describe("any JSON in any place of a body leads to a status below 500 and a run that ends", () => {
  for (const [index, model] of MODELS.entries()) {
    test(
      model,
      async () => {
        const trained = await bed.trained(service, model, mixed);
        const outcomes = { accepted: 0, refused: 0 };
        const property = fc.asyncProperty(
          spoilt(mixed, parameterNames.get(model)!),
          anyJson,
          async (body, rows) => {
            await predictAll(trained, forPrediction(body));
            await predictAll(trained, { features: rows });
            const id = await bed.database.createRun(model);
            const { status } = await post(`/api/train?model_name=${model}&model_run_id=${id}`, body);
            if (status === 200) {
              outcomes.accepted++;
              if ((await ended(id)) === "SUCCESS") await predictAll(id, forPrediction(body));
            } else {
              outcomes.refused++;
              expect(await bed.database.status(id)).toBe("CREATED");
            }
          },
        );
        const before = predicted;
        await fc.assert(property, { seed: index, numRuns: RUNS });
        expect(predicted - before).toBeGreaterThan(RUNS / 2);
        expect(service.child.exitCode).toBeNull();
        // Accepted as well as refused bodies must occur.
        expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(0);
      },
      process.env.SOAK ? 3_600_000 : 60_000,
    );
  }
});

test("no line of the log contains a part of a body, and none reports an internal error", () => {
  const lines = service.log.map((line) => JSON.stringify(line));
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.includes(PRIVATE) && !ECHO.test(line))).toEqual([]);
  expect(lines.filter((line) => /a request failed|unhandled/.test(line))).toEqual([]);
});

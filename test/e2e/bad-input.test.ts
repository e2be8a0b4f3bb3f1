import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { LOCK_KEY_BASE } from "../../src/database/lock-key.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";

const REGISTERED = [...REGISTRY.values()].map(({ model }) => model);
let database: TestDatabase;
let service: ServiceProcess;
let run: number;
let trained: number;
let trainedRidge: number;

const iris = dataset("iris");
const one = { features: iris.features, labels: iris.labels };

beforeAll(async () => {
  database = await createTestDatabase(["iris", "ridge", "logistic_regression", "removed_model"]);
  service = await ServiceProcess.start({ DATABASE_URL: database.url, MAX_BODY_BYTES: "100000" });
  run = await database.createRun("iris");
  trained = await database.createRun("iris");
  trainedRidge = await database.createRun("ridge");
  expect((await service.train("iris", trained, one)).status).toBe(200);
  const features = Array.from({ length: 5 }, (_, x) => ({ x }));
  expect((await service.train("ridge", trainedRidge, { features, labels: features })).status).toBe(200);
  for (const id of [trained, trainedRidge]) {
    await waitFor("training", async () => (await database.status(id)) === "SUCCESS");
  }
});
afterAll(async () => {
  await service.stop();
  await database.drop();
});

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly message: string;
  readonly errors?: { path: string; message: string }[];
}

/** Expects that the response is a problem with this status whose detail matches. */
async function expectProblem(response: Response, status: number, detail: RegExp): Promise<Problem> {
  const problem = (await response.json()) as Problem;
  expect([response.status, problem.detail]).toEqual([status, expect.stringMatching(detail)]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problem).toMatchObject({ status, type: "about:blank", message: problem.detail });
  expect(problem.detail).not.toMatch(/\bat .*\.ts:/);
  return problem;
}

describe("POST /api/train refuses", () => {
  const queries: [string, string, RegExp][] = [
    ["a missing model_name", "model_run_id=1", /model_name is missing/],
    ["a missing model_run_id", "model_name=iris", /model_run_id is missing/],
    ["a run id that is no number", "model_name=iris&model_run_id=abc", /model_run_id must be a whole number/],
    ["a run id of 0", "model_name=iris&model_run_id=0", /model_run_id must be a whole number from 1 to/],
    [
      "a run id past int4",
      "model_name=iris&model_run_id=99999999999",
      /model_run_id must be at most 2147483647: model_runs.id is an integer column/,
    ],
    [
      "a parameter given twice",
      "model_name=iris&model_name=ridge&model_run_id=1",
      /model_name is given twice/,
    ],
    ["an unknown model", "model_name=nothing&model_run_id=1", /unknown; known models: churn, .*iris/],
    [
      "a model with NUL in its name",
      "model_name=a%00b&model_run_id=1",
      /"a\\u0000b" is unknown; known models: /,
    ],
    [
      "a model that is only in the database",
      "model_name=removed_model&model_run_id=1",
      /unavailable.*not in this program/,
    ],
    [
      "a model that is only in the program",
      "model_name=match_margin&model_run_id=1",
      /not registered.*--register-sql/,
    ],
  ];
  for (const [what, query, detail] of queries) {
    test(what, async () => {
      const body = query.includes("match_margin")
        ? { features: [{ home_team: "a", away_team: "b" }], labels: [{ margin: 1 }] }
        : one;
      await expectProblem(await service.post(`/api/train?${query}`, body), 400, detail);
    });
  }

  const bodies: [string, unknown, RegExp][] = [
    ["an empty body", "", /body must be JSON; it is empty/],
    ["a body that is not JSON", "{features: 1}", /body must be JSON; it cannot be parsed/],
    ["a body that is not UTF-8", new Uint8Array([0x7b, 0xff, 0xfe]), /not UTF-8/],
    ["a list", [], /must be a JSON object/],
    ["no features", { labels: [] }, /features is missing/],
    ["features that are no list", { features: {}, labels: [] }, /features must be a list/],
    ["empty features", { features: [], labels: [] }, /features must hold at least one row/],
    ["no labels", { features: iris.features }, /labels is missing/],
    ["rows that are no objects", { features: [1, [2]], labels: [{}, {}] }, /must be a list of objects/],
    [
      "lengths that differ",
      { features: iris.features, labels: iris.labels.slice(1) },
      /150 features, 149 labels/,
    ],
    [
      "missing columns",
      { features: [{ sepal_length_cm: 1 }], labels: [{ species: "a" }] },
      /missing columns "sepal_width_cm", "petal_length_cm", "petal_width_cm"/,
    ],
    ["missing labels", { features: iris.features, labels: iris.features }, /missing labels "species"/],
    [
      "nested values",
      { features: iris.features.map((row) => ({ ...row, petal_width_cm: [1] })), labels: iris.labels },
      /petal_width_cm must be a number, a string/,
    ],
    [
      "a label that is null",
      { ...one, labels: iris.labels.map((label, i) => (i === 3 ? { species: null } : label)) },
      /label "species" is null in labels\[3\]/,
    ],
    [
      "one class",
      { ...one, labels: iris.labels.map(() => ({ species: "a" })) },
      /1 class; this model needs at least 2/,
    ],
    ["parameters that are no object", { ...one, parameters: [1] }, /parameters must be an object/],
    ["an unknown parameter", { ...one, parameters: { max_itre: 5 } }, /did you mean "max_iter"/],
    [
      "a parameter out of range",
      { ...one, parameters: { n_components: 9 } },
      /parameters.n_components must be a whole number from 1 to 4; got 9/,
    ],
    [
      "a parameter of another type",
      { ...one, parameters: { n_components: "many" } },
      /parameters.n_components must be a whole number from 1 to 4; got "many"/,
    ],
    [
      "numbers past the end of double",
      '{"features": [{"sepal_length_cm": 1e999, "sepal_width_cm": 1, "petal_length_cm": 1, "petal_width_cm": 1}], "labels": [{"species": "a"}]}',
      /that a double can hold/,
    ],
  ];
  for (const [what, body, detail] of bodies) {
    test(what, async () => {
      const problem = await expectProblem(await service.train("iris", run, body), 400, detail);
      expect(problem.errors?.length ?? 0).toBeLessThanOrEqual(20);
      expect(await database.status(run)).toBe("CREATED");
    });
  }

  test("a run of another model", async () => {
    await expectProblem(await service.train("iris", trainedRidge, one), 400, /run of another model/);
    expect(await database.status(trainedRidge)).toBe("SUCCESS");
  });

  test("a body over MAX_BODY_BYTES, declared or chunked", async () => {
    const big = new Uint8Array(200_000).fill(32);
    await expectProblem(await service.train("iris", run, big), 413, /over 100000 bytes \(MAX_BODY_BYTES\)/);
    const stream = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(10_000).fill(32));
        controller.close();
      },
    });
    const response = await fetch(`${service.url}/api/train?model_name=iris&model_run_id=${run}`, {
      method: "POST",
      body: stream,
    });
    await expectProblem(response, 413, /over 100000 bytes \(MAX_BODY_BYTES\)/);
  });

  test("a body in another encoding than gzip, and invalid gzip", async () => {
    const deflated = Bun.deflateSync(JSON.stringify(one));
    const send = (encoding: string) =>
      service.post(`/api/train?model_name=iris&model_run_id=${run}`, deflated, {
        "Content-Encoding": encoding,
      });
    await expectProblem(await send("deflate"), 415, /Content-Encoding must be gzip, or left out/);
    await expectProblem(await send("gzip"), 400, /the body is not gzip/);
  });

  test("a run whose lock another process holds", async () => {
    const holder = await database.sql.reserve();
    await holder`select pg_advisory_lock(${LOCK_KEY_BASE}::bigint + ${run}::bigint)`;
    await expectProblem(await service.train("iris", run, one), 409, /trained by another process/);
    await holder`select pg_advisory_unlock_all()`;
    holder.release();
  });
});

describe("POST /api/predict refuses", () => {
  const path = () => `/api/predict?model_run_id=${trained}`;

  test("a missing run id", async () => {
    await expectProblem(await service.post("/api/predict", { features: [] }), 400, /model_run_id is missing/);
  });
  test("a flag other than true and false", async () => {
    await expectProblem(
      await service.post(`${path()}&probabilities=1`, { features: [] }),
      400,
      /probabilities must be true or false/,
    );
  });
  test("unknown query parameters, with the nearest known ones", async () => {
    const response = await service.post(`${path()}&intervall=0.9&probabilites=true`, { features: [] });
    await expectProblem(
      response,
      400,
      /intervall is unknown; did you mean interval\?; .*probabilites is unknown; did you mean probabilities\?/,
    );
    expect((await fetch(`${service.url}/api/health?verbose=1`)).status).toBe(200);
    expect((await fetch(`${service.url}/api/models?verbose=1`)).status).toBe(400);
  });
  test("no features", async () => {
    await expectProblem(await service.post(path(), {}), 400, /features is missing/);
  });
  test("a missing column, by name", async () => {
    const [row] = iris.features;
    const response = await service.post(path(), { features: [{ ...row, petal_width_cm: undefined }] });
    await expectProblem(response, 400, /missing columns "petal_width_cm"/);
  });
  test("a missing value if the model does not impute it", async () => {
    const response = await service.post(path(), {
      features: [{ ...iris.features[0], petal_width_cm: null }],
    });
    await expectProblem(response, 400, /Input contains NaN \(column "petal_width_cm", row 0\)/);
  });
  test("text in a column of numbers, without repeating it", async () => {
    const response = await service.post(path(), {
      features: [{ ...iris.features[0], petal_width_cm: "private" }],
    });
    const problem = await expectProblem(response, 400, /petal_width_cm must be a number/);
    expect(JSON.stringify(problem)).not.toContain("private");
  });
  test("probabilities of a regressor", async () => {
    const response = await service.post(`/api/predict?model_run_id=${trainedRidge}&probabilities=true`, {
      features: [{ x: 1 }],
    });
    await expectProblem(response, 400, /probabilities cannot be given: ridge has none/);
  });
  test("a run that does not exist", async () => {
    await expectProblem(
      await service.post("/api/predict?model_run_id=2000000000", { features: [] }),
      404,
      /no run 2000000000/,
    );
  });
  test("a run without a pipeline, naming its status", async () => {
    await expectProblem(
      await service.post(`/api/predict?model_run_id=${run}`, { features: [] }),
      409,
      /no pipeline; its status is CREATED/,
    );
  });
  const stored: [string, string, RegExp][] = [
    ["a pickle", "\\x80049512", /Python pickle.*train the run again/],
    ["an empty value", "\\x", /cannot be read: the data ends early, at byte 0/],
    ["rubbish", "\\xdeadbeef", /cannot be read: the data ends early, at byte 4/],
    ["a length that lies", "\\xddffffffff", /cannot be read: the data ends early, at byte 5/],
  ];
  for (const [what, bytes, detail] of stored) {
    test(`${what} in run_result`, async () => {
      const id = await database.createRun("iris");
      await database.sql`update model_runs set run_status = 'SUCCESS', run_result = ${bytes}::text::bytea where id = ${id}`;
      await expectProblem(
        await service.post(`/api/predict?model_run_id=${id}`, { features: [] }),
        409,
        detail,
      );
    });
  }
  test("a pipeline with one flipped bit", async () => {
    const id = await database.createRun("iris");
    await database.sql`update model_runs set run_status = 'SUCCESS', run_result =
      (select set_bit(run_result, 4000, 1 - get_bit(run_result, 4000)) from model_runs where id = ${trained}) where id = ${id}`;
    await expectProblem(
      await service.post(`/api/predict?model_run_id=${id}`, { features: [] }),
      409,
      /cannot be read: its checksum does not match/,
    );
  });
});

describe("other paths", () => {
  test("an unknown path is a 404, a wrong method a 405 with Allow", async () => {
    await expectProblem(await service.get("/nothing"), 404, /nothing at this path/);
    const response = await service.get("/api/predict?model_run_id=1");
    expect(response.headers.get("allow")).toBe("POST");
    await expectProblem(response, 405, /takes POST/);
  });

  test("every response has the request id and the security headers", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const response = await service.get("/api/health", { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    expect(response.headers.get("x-request-id")).toBe(trace);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect((await service.get("/api/health", { "X-Request-Id": "abc-1" })).headers.get("x-request-id")).toBe(
      "abc-1",
    );
    expect(
      (await service.get("/api/health", { "X-Request-Id": "a b{}" })).headers.get("x-request-id"),
    ).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("health, models, openapi, docs and metrics are available", async () => {
    expect(await (await service.get("/api/health")).json()).toMatchObject({ status: "UP", ready: true });
    expect((await service.get("/api/health/live")).status).toBe(200);
    const { models, unavailable } = (await (await service.get("/api/models")).json()) as {
      models: { name: string; state: string; parameters_schema: unknown }[];
      unavailable: string[];
    };
    const states = Object.fromEntries(models.map((model) => [model.name, model.state]));
    expect(states).toMatchObject({ iris: "available", match_margin: "unregistered" });
    expect(unavailable).toEqual(["removed_model"]);
    expect(models.find((model) => model.name === "iris")?.parameters_schema).toMatchObject({
      properties: { n_components: { minimum: 1, maximum: 4, default: 4 } },
    });
    const openapi = (await (await service.get("/openapi.json")).json()) as {
      openapi: string;
      components: {
        schemas: { Training: { properties: { parameters: { $defs: Record<string, unknown> } } } };
      };
    };
    expect(openapi.openapi).toBe("3.1.0");
    const refs = [...JSON.stringify(openapi).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(10);
    for (const [, name] of refs) expect(openapi.components.schemas).toHaveProperty(name!);
    const docs = await (await service.get("/docs")).text();
    expect(docs).toContain('<script src="docs/swagger-ui-bundle.js" defer></script>');
    const script = await service.get("/docs/swagger-ui-bundle.js");
    expect([script.status, (await script.text()).length > 1_000_000]).toEqual([200, true]);
    expect(await (await service.get("/metrics")).text()).toContain(
      'mlsvc_train_runs_total{model="iris",outcome="success"} 1',
    );
  });

  test("openapi describes exactly the existing routes, and the parameters of every model", async () => {
    const { paths, components } = (await (await service.get("/openapi.json")).json()) as {
      paths: Record<string, Record<string, unknown>>;
      components: {
        schemas: { Training: { properties: { parameters: { $defs: Record<string, unknown> } } } };
      };
    };
    expect(Object.keys(paths)).toContain("/api/train");
    for (const [path, methods] of Object.entries(paths)) {
      const described = Object.keys(methods).map((method) => method.toUpperCase());
      const response = await fetch(service.url + path, { method: "PATCH" });
      expect([path, response.status, response.headers.get("allow")]).toEqual([
        path,
        405,
        described.join(", "),
      ]);
    }
    for (const { name } of REGISTERED) {
      expect(components.schemas.Training.properties.parameters.$defs[name]).toMatchObject({
        type: "object",
        properties: { random_state: { default: 0 } },
        additionalProperties: false,
      });
    }
  });

  test("pipeline_ok of a model that is not in the program is false", async () => {
    const rows = await database.sql`select name, pipeline_ok from models order by name`;
    expect(Object.fromEntries(rows.map((row) => [row.name, row.pipeline_ok]))).toMatchObject({
      iris: true,
      removed_model: false,
    });
  });
});

import { afterAll, beforeAll, expect, test } from "bun:test";
import { ProjectCopy } from "../project-copy.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { TestBed } from "./test-bed.ts";

/** A malicious model: it throws the value that its parameter selects, or uses it as the name of a metric. */
const SOURCE = `
import { ANY_FEATURES, defineParameters, Pipeline, Regressor, RegressorEstimator, v } from "mlsvc";

const THROWN = {
  message: (text) => new Error(text),
  name: (text) => Object.assign(new Error("named"), { name: text }),
  text: (text) => text,
  nothing: () => undefined,
  number: () => Object.assign(new Error("x"), { message: 5 }),
  symbol: () => Object.assign(new Error("x"), { name: Symbol("s") }),
  unprintable: () => ({ toString() { throw new Error("no"); } }),
  getter: () => Object.defineProperty(new Error("x"), "message", { get() { throw new Error("no"); } }),
};

export class Failing extends RegressorEstimator {
  static type = "Failing";
  fit() {
    const { kind, text } = this.parameters;
    if (kind in THROWN) throw THROWN[kind](text);
    this.fitted = {};
    return this;
  }
  predict(X) {
    return { rows: X.rows, columns: 1, data: new Float64Array(X.rows) };
  }
}

export class FailingModel extends Regressor {
  name = "failing";
  description = "Fails as it is told";
  featureNames = ANY_FEATURES;
  labelNames = ["y"];
  parameters = defineParameters({ kind: v.optional(v.string(), ""), text: v.optional(v.string(), "") });
  createPipeline({ kind, text }) {
    return new Pipeline([new Failing({ kind, text })]);
  }
  extractMetrics(pipeline, features, labels) {
    const { kind, text } = pipeline.estimator.parameters;
    return kind === "metrics" ? { [text]: 1, [text + "x"]: 2, huge: 1e308 } : {};
  }
}
`;

const project = new ProjectCopy();
let bed: TestBed;
let service: ServiceProcess;

beforeAll(async () => {
  project.drop("failing.ts", SOURCE);
  await project.build();
  bed = await TestBed.create(["failing"]);
  service = await bed.start({}, project.executable);
}, 60_000);
afterAll(async () => {
  await bed.close();
  project.remove();
});

async function train(kind: string, text = ""): Promise<number> {
  const id = await bed.database.createRun("failing");
  const body = { parameters: { kind, text }, features: [{ a: 1 }, { a: 2 }], labels: [{ y: 1 }, { y: 2 }] };
  expect((await service.train("failing", id, body)).status).toBe(200);
  await waitFor(`the end of run ${id}`, async () =>
    ["SUCCESS", "FAILED"].includes(await bed.database.status(id)),
  );
  return id;
}

/** Texts, and what is stored of them in a column of 255 characters. */
const TEXTS: [what: string, text: string, kept: string][] = [
  ["255 characters", "m".repeat(255), "m".repeat(255)],
  ["256 characters", `${"m".repeat(255)}n`, "m".repeat(255)],
  ["a megabyte", "m".repeat(1_000_000), "m".repeat(255)],
  ["300 characters of two UTF-16 units each", "😀".repeat(300), "😀".repeat(255)],
  ["NUL", "a\0b", "a\u2400b"],
  ["half of a surrogate pair", "a\ud800b\udc00", "a\ufffdb\ufffd"],
  ["a surrogate pair at the cut", `${"m".repeat(254)}😀😀`, `${"m".repeat(254)}😀`],
  ["quotes and line ends", "'\"\\\r\n\t; drop table models; --", "'\"\\\r\n\t; drop table models; --"],
  ["nothing", "", ""],
];

for (const [what, text, kept] of TEXTS) {
  test(`a message, an exception's name and a metric of ${what} are stored up to the length of the column`, async () => {
    const failed = await train("message", text);
    expect(await bed.database.metrics(failed)).toEqual({ error_type: "Error", error_message: kept });
    const named = await train("name", text);
    expect(await bed.database.metrics(named)).toEqual({ error_type: kept, error_message: "named" });
    const measured = await train("metrics", text);
    expect(await bed.database.status(measured)).toBe("SUCCESS");
    expect(await bed.database.metrics(measured)).toMatchObject({
      [kept]: expect.any(String),
      huge: "1e+308",
    });
    const status = await service.get(`/api/train?model_run_id=${failed}`);
    expect([status.status, await status.json()]).toEqual([
      200,
      expect.objectContaining({ run_status: "FAILED" }),
    ]);
  });
}

/** The messages about thrown values, including one that cannot be read. */
const UNREADABLE = "what was thrown cannot be read";
const THROWN = {
  text: "thrown",
  nothing: "undefined",
  number: "5",
  symbol: UNREADABLE,
  unprintable: UNREADABLE,
  getter: UNREADABLE,
};

for (const [kind, message] of Object.entries(THROWN)) {
  test(`a model that throws ${kind} makes its run FAILED, and the next one trains`, async () => {
    const id = await train(kind, "thrown");
    expect(await bed.database.status(id)).toBe("FAILED");
    expect(await bed.database.metrics(id)).toEqual({
      error_type: "Error",
      error_message: message,
    });
    expect(await bed.database.status(await train(""))).toBe("SUCCESS");
  });
}

test("every failure is one line of the log with the run's id, however long its message is", async () => {
  const ids = service.log.filter(({ msg }) => msg === "training failed").map(({ run_id }) => run_id);
  expect(ids.length).toBe(new Set(ids).size);
  expect(ids.length).toBe(2 * TEXTS.length + 6);
});

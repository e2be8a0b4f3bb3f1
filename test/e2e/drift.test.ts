import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { type DriftAnswer, driftAnswer } from "../../src/drift/drift-answer.ts";
import { type DriftRow, driftTable } from "../drift/made-up.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["ridge", "logistic_regression"]);
const ROWS = driftTable(11, 500, 0);
/** More than 4 MiB: read by a thread while they arrive. */
const MANY = driftTable(5, 200_000, 0.5);

type Rows = readonly Partial<DriftRow>[];

/** Trains a run, again if it is given, and returns its id. */
async function trained(parameters: Record<string, unknown> = {}, runId?: number): Promise<number> {
  const id = runId ?? (await bed.database.createRun("ridge"));
  const body = { features: ROWS, labels: ROWS.map((_, i) => ({ y: i % 7 })), parameters };
  expect((await bed.service.train("ridge", id, body)).status).toBe(200);
  await bed.untilEnded(id);
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return id;
}

async function predict(id: number, features: Rows, service = bed.service): Promise<void> {
  const answer = await service.post(`/api/predict?model_run_id=${id}`, { features });
  expect([answer.status, ((await answer.json()) as { predictions: unknown[] }).predictions.length]).toEqual([
    200,
    features.length,
  ]);
}

async function drift(id: number, service = bed.service): Promise<DriftAnswer> {
  const answer = await service.get(`/api/drift?model_run_id=${id}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  return v.parse(driftAnswer, await answer.json());
}

/** Returns the value of a series, which is written as in the text of the metrics. */
async function series(name: string, service = bed.service): Promise<number | undefined> {
  const text = await (await service.get("/metrics")).text();
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe("the rows that are predicted with a run", () => {
  test("are compared with those of its training, in the table and in the metrics", async () => {
    const id = await trained();
    const before = await drift(id);
    expect(before).toMatchObject({
      model_name: "ridge",
      model_run_id: id,
      rows: 0,
      rows_seen: 0,
      since: null,
    });
    const rows = driftTable(14, 1200, 1);
    for (const row of rows.slice(0, 30)) await predict(id, [row]);
    await predict(id, rows.slice(30));
    const answer = await drift(id);
    expect(answer).toMatchObject({ rows: 1200, rows_seen: 1200, columns_not_listed: 0 });
    expect(Date.parse(answer.since!)).toBeGreaterThanOrEqual(Date.parse(answer.trained_at));
    const verdicts = Object.fromEntries(answer.columns.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({ steady: "stable", stars: "large", plan: "large", active: "large" });
    expect(answer.warnings).toContainEqual({
      code: "large_shift",
      column: "stars",
      message: expect.stringMatching(
        /^the values of "stars" are distributed very differently .*\(PSI \d\.\d\d\)$/,
      ),
    });
    expect(await series('mlsvc_drift_window_rows{model="ridge"}')).toBe(1200);
    for (const { name, psi, unknown_share, missing_share } of answer.columns) {
      expect(await series(`mlsvc_drift_psi{model="ridge",feature="${name}"}`)).toBeCloseTo(psi!, 12);
      const ratio = (kind: string) =>
        series(`mlsvc_drift_window_ratio{model="ridge",feature="${name}",kind="${kind}"}`);
      expect(await ratio("missing")).toBe(missing_share!);
      expect(await ratio("unknown")).toBe(unknown_share ?? undefined);
    }
  });

  test("are counted anew when the run has been trained again", async () => {
    const id = await trained();
    await predict(id, ROWS);
    const first = await drift(id);
    await trained({ alpha: 7 }, id);
    const again = await drift(id);
    expect([first.rows, again.rows, again.rows_seen, again.since]).toEqual([500, 0, 0, null]);
    expect(again.trained_at > first.trained_at).toBe(true);
    await predict(id, ROWS.slice(0, 3));
    expect((await drift(id)).rows).toBe(3);
  });

  test("are all counted when many requests for several runs come at once", async () => {
    const ids = [await trained(), await trained(), await trained()];
    await Promise.all(
      Array.from({ length: 300 }, (_, i) => predict(ids[i % 3]!, ROWS.slice(i, i + 1 + (i % 40)))),
    );
    for (const [k, id] of ids.entries()) {
      const sent = Array.from({ length: 300 }, (_, i) => (i % 3 === k ? 1 + (i % 40) : 0)).reduce(
        (a, b) => a + b,
      );
      expect(await drift(id)).toMatchObject({ rows_seen: sent, rows: Math.min(sent, 5000) });
    }
  });

  test("are the last ones of a large request, during which others are answered", async () => {
    const id = await trained();
    const outOfRange = 'mlsvc_predict_out_of_range_values_total{model="ridge",feature="skewed"}';
    const counted = (await series(outOfRange)) ?? 0;
    let isDone = false;
    const predicting = predict(id, MANY).finally(() => {
      isDone = true;
    });
    let answered = 0;
    while (!isDone) {
      expect((await bed.service.get("/api/health")).status).toBe(200);
      answered++;
    }
    await predicting;
    expect(answered).toBeGreaterThan(10);
    const answer = await drift(id);
    expect(answer).toMatchObject({ rows: 5000, rows_seen: MANY.length });
    const last = MANY.slice(-5000);
    const known = ROWS.map(({ skewed }) => skewed);
    const [least, greatest] = [Math.min(...known), Math.max(...known)];
    const outside = (rows: readonly DriftRow[]) =>
      rows.filter(({ skewed }) => skewed < least || skewed > greatest).length;
    expect(answer.columns.find(({ name }) => name === "skewed")!.out_of_range_share).toBe(
      outside(last) / 5000,
    );
    const trues = last.filter(({ active }) => active).length / 5000;
    expect(answer.columns.find(({ name }) => name === "active")!.bins[1]!.window_share).toBe(trues);
    expect((await series(outOfRange))! - counted).toBe(outside(MANY));
  }, 60_000);

  test("of a request whose caller goes away leave a window that is whole", async () => {
    const id = await trained();
    await predict(id, ROWS.slice(0, 10));
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const sent = fetch(`${bed.service.url}/api/predict?model_run_id=${id}`, {
        method: "POST",
        body: JSON.stringify({ features: MANY.slice(0, 60_000) }),
        signal: controller.signal,
      });
      await bed.service.get("/api/health");
      controller.abort();
      await expect(sent).rejects.toThrow();
    }
    await predict(id, ROWS.slice(0, 20));
    const { rows, rows_seen, columns } = await drift(id);
    expect(rows).toBeGreaterThanOrEqual(30);
    expect(rows_seen).toBeGreaterThanOrEqual(rows);
    for (const { values, missing_share, bins } of columns) {
      expect(missing_share).toBe(0);
      expect(values).toBe(rows);
      expect(bins.reduce((sum, { window_share }) => sum + window_share!, 0)).toBeCloseTo(1, 12);
    }
  });
});

test("a run that cannot be compared is refused, and the reason is told", async () => {
  const fresh = await bed.database.createRun("ridge");
  const pickle = await bed.database.createRun("ridge");
  const { sql } = bed.database;
  await sql`update model_runs set run_result = ${Buffer.from([0x80, 4, 0x95])} where id = ${pickle}`;
  const refusals = await Promise.all(
    [String(fresh), String(pickle), "999999999", "0"].map(async (id) => {
      const answer = await bed.service.get(`/api/drift?model_run_id=${id}`);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      return [answer.status, ((await answer.json()) as { detail: string }).detail];
    }),
  );
  expect(refusals).toEqual([
    [409, `run ${fresh} has no pipeline; its status is CREATED`],
    [409, expect.stringMatching(/cannot be read: it is a Python pickle.*train the run again/)],
    [404, "there is no run 999999999"],
    [400, expect.stringContaining("model_run_id must be a whole number")],
  ]);
});

test("each replica compares the rows that it has predicted itself", async () => {
  const id = await trained();
  const replica = await ServiceProcess.start({ DATABASE_URL: bed.database.url });
  try {
    await predict(id, ROWS.slice(0, 200));
    await predict(id, ROWS.slice(0, 7), replica);
    expect([(await drift(id)).rows, (await drift(id, replica)).rows]).toEqual([200, 7]);
  } finally {
    expect(await replica.stop()).toBe(0);
  }
});

test("MONITOR_DRIFT=false and STORE_REPORT=false leave it out", async () => {
  const id = await trained();
  const off = await ServiceProcess.start({ DATABASE_URL: bed.database.url, MONITOR_DRIFT: "false" });
  const withoutReports = await ServiceProcess.start({
    DATABASE_URL: bed.database.url,
    STORE_REPORT: "false",
  });
  const refusal = async (service: ServiceProcess, runId: number) => {
    const answer = await service.get(`/api/drift?model_run_id=${runId}`);
    return [answer.status, ((await answer.json()) as { detail: string }).detail];
  };
  try {
    await predict(id, ROWS, off);
    expect(await refusal(off, id)).toEqual([409, "predicted rows are not compared: MONITOR_DRIFT is false"]);
    expect(await (await off.get("/metrics")).text()).not.toContain("mlsvc_drift");
    const other = await bed.database.createRun("ridge");
    const body = { features: ROWS, labels: ROWS.map((_, i) => ({ y: i })) };
    expect((await withoutReports.train("ridge", other, body)).status).toBe(200);
    await bed.untilEnded(other);
    await predict(other, ROWS, withoutReports);
    expect(await refusal(withoutReports, other)).toEqual([
      409,
      expect.stringContaining(`run ${other} has no report`),
    ]);
    expect(await series('mlsvc_drift_window_rows{model="ridge"}', withoutReports)).toBeUndefined();
  } finally {
    expect([await off.stop(), await withoutReports.stop()]).toEqual([0, 0]);
  }
});

test("nothing is written, and an idle service asks the database nothing", async () => {
  const id = await trained();
  const { sql } = bed.database;
  const rows = () =>
    sql`select xmin::text, md5(run_result) as md5, run_status from model_runs where id = ${id}`.then(
      ([row]) => ({ ...row }),
    );
  const before = await rows();
  await predict(id, ROWS);
  await drift(id);
  await waitFor("the metrics", async () => (await series('mlsvc_drift_window_rows{model="ridge"}')) === 500);
  expect(await rows()).toEqual(before);
});

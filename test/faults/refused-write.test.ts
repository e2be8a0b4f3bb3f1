import { afterAll, beforeAll, expect, test } from "bun:test";
import { waitFor } from "../wait.ts";
import { FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import { accept, predictStatus } from "./promises.ts";
import { BULKY, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;
beforeAll(async () => {
  bed = await FaultBed.create(FAULT_MODELS);
}, 60_000);
afterAll(() => bed.close());

const FINAL_WRITE = /set run_status = 'SUCCESS'/;

test("a result that the database refuses makes the run FAILED, and the next one is trained", async () => {
  const service = await bed.start();
  await bed.database.sql`alter table model_runs add constraint small check (length(run_result) < 1000000)`;
  const run = await accept(bed.database, service, BULKY);
  await untilStatus(bed.database, run.id, "FAILED");
  expect(await bed.database.metrics(run.id)).toMatchObject({ error_type: "result_refused" });
  expect(await predictStatus(service, run)).toBe(409);
  const next = await accept(bed.database, service, QUICK);
  await untilStatus(bed.database, next.id, "SUCCESS");
  await bed.database.sql`alter table model_runs drop constraint small`;
  expect(await service.stop()).toBe(0);
});

test("a result whose write fails halfway leaves nothing behind", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, QUICK);
  await untilStatus(bed.database, run.id, "SUCCESS");
  const [before] = await bed.database
    .sql`select md5(run_result) as digest from model_runs where id = ${run.id}`;
  await bed.database.sql`
    alter table model_run_metrics add constraint no_rows check (metric_name <> 'n_rows') not valid`;
  const { model, body } = QUICK;
  const shorter = { features: body.features.slice(50), labels: body.labels.slice(50) };
  expect((await service.train(model, run.id, shorter)).status).toBe(200);
  await untilStatus(bed.database, run.id, "FAILED");
  const [after] = await bed.database
    .sql`select md5(run_result) as digest from model_runs where id = ${run.id}`;
  expect(after).toEqual(before);
  expect(Object.keys(await bed.database.metrics(run.id)).sort()).toEqual(["error_message", "error_type"]);
  await bed.database.sql`alter table model_run_metrics drop constraint no_rows`;
  expect(await service.stop()).toBe(0);
});

test("a row that another transaction has locked is written when that ends, even long after the deadline", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, BULKY);
  await untilFitting(service, run.id);
  await bed.database.sql.begin(async (transaction) => {
    await transaction`select id from model_runs where id = ${run.id} for update`;
    await waitFor("two attempts", () => {
      const attempts = service.log.filter(({ msg }) => msg === "storing a run failed; trying again");
      return attempts.length >= 2;
    });
  });
  await untilStatus(bed.database, run.id, "SUCCESS");
  expect(await predictStatus(service, run)).toBe(200);
  expect(await service.stop()).toBe(0);
});

test("a lock session that is killed during the final write costs an attempt, not the run", async () => {
  const service = await bed.start();
  const said = bed.network.whenSaid(FINAL_WRITE);
  const run = await accept(bed.database, service, BULKY);
  const waiting = await accept(bed.database, service, QUICK);
  await said;
  const [holder] = await bed.database.lockHolders(run.id);
  await bed.database.sql`select pg_terminate_backend(${holder!})`;
  await untilStatus(bed.database, run.id, "SUCCESS");
  await untilStatus(bed.database, waiting.id, "SUCCESS");
  for (const ended of [run, waiting]) expect(await predictStatus(service, ended)).toBe(200);
  expect(await service.stop()).toBe(0);
});

test("a run whose row was changed while its lock was lost is FAILED, and the row not overwritten", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, BULKY);
  await untilFitting(service, run.id);
  const [holder] = await bed.database.lockHolders(run.id);
  await bed.database.sql.begin(async (transaction) => {
    await transaction`update model_runs set run_date = now() where id = ${run.id}`;
    await transaction`select pg_terminate_backend(${holder!})`;
  });
  await untilStatus(bed.database, run.id, "FAILED");
  expect(await bed.database.metrics(run.id)).toMatchObject({ error_type: "interrupted" });
  expect(await service.stop()).toBe(0);
});

test("a service that gave up a run closes its connections all the same", async () => {
  const service = await bed.start();
  const run = await accept(bed.database, service, QUICK);
  await untilStatus(bed.database, run.id, "SUCCESS");
  await waitFor("no connection", async () => {
    const [row] = await bed.database.sql`
      select count(*)::int as n from pg_stat_activity
      where application_name like 'mlsvc%' and datname = current_database()`;
    return row!.n === 0;
  });
  expect(await service.stop()).toBe(0);
});

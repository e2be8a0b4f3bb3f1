import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runCommand } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import { accept } from "./promises.ts";
import { BULKY, ENDLESS, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;
beforeAll(async () => {
  bed = await FaultBed.create(FAULT_MODELS);
  await bed.database.sql`create role clerk login password 'clerk'`;
  await bed.database.sql`grant all on all tables in schema public to clerk`;
  await bed.database.sql`grant all on all sequences in schema public to clerk`;
}, 60_000);
afterAll(() => bed.close());

/** Returns the URL of the database for a role that owns nothing, so that privileges can be revoked. */
function clerkUrl(): string {
  const url = new URL(bed.network.through(bed.database.url));
  url.username = "clerk";
  url.password = "clerk";
  return url.href;
}

/** Changes of a running system after which no metric row can be written, and how each is undone. */
const CHANGES: Record<string, [string, string, RegExp]> = {
  "a further required column": [
    "alter table model_run_metrics add column unit text not null default 'x'; alter table model_run_metrics alter column unit drop default",
    "alter table model_run_metrics drop column unit",
    /null value in column "unit"/,
  ],
  "a CHECK": [
    "alter table model_run_metrics add constraint never check (false) not valid",
    "alter table model_run_metrics drop constraint never",
    /violates check constraint "never"/,
  ],
  "a lost INSERT privilege": [
    "revoke insert on model_run_metrics from clerk",
    "grant insert on model_run_metrics to clerk",
    /permission denied for table model_run_metrics/,
  ],
  "a lost privilege on the sequence": [
    "revoke usage on sequence model_run_metrics_id_seq from clerk; revoke update on sequence model_run_metrics_id_seq from clerk",
    "grant usage on sequence model_run_metrics_id_seq to clerk",
    /permission denied for sequence model_run_metrics_id_seq/,
  ],
  "values that became numbers": [
    "alter table model_run_metrics alter column metric_value type double precision using 0",
    "alter table model_run_metrics alter column metric_value type varchar(255)",
    /column "metric_value" is of type double precision/,
  ],
  "a trigger that raises": [
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
     create trigger refuse before insert on model_run_metrics for each row execute function refuse()`,
    "drop function refuse cascade",
    /not today/,
  ],
};

describe.each(Object.entries(CHANGES))("%s", (_, [change, undo, reason]) => {
  test("makes a trained run FAILED in this process, with the reason in the log and in GET /api/train", async () => {
    const service = await bed.start({ DATABASE_URL: clerkUrl() });
    const run = await accept(bed.database, service, BULKY);
    await bed.database.sql.unsafe(change);
    try {
      await untilStatus(bed.database, run.id, "FAILED");
      const outcome = await waitFor("the outcome", async () => {
        const answer = await service.get(`/api/train?model_run_id=${run.id}`);
        const status = (await answer.json()) as Record<string, unknown>;
        return status.state === "finished" && status;
      });
      expect(outcome).toMatchObject({
        run_status: "FAILED",
        error_type: "result_refused",
        error_message: expect.stringMatching(reason),
      });
      expect(await bed.database.metrics(run.id)).toEqual({});
      const told = service.log.filter(({ run_id, level }) => run_id === run.id && level === "error");
      expect(told.map(({ err }) => (typeof err === "string" ? err : ""))).toContainEqual(
        expect.stringMatching(reason),
      );
    } finally {
      await bed.database.sql.unsafe(undo);
    }
    const next = await accept(bed.database, service, QUICK);
    await untilStatus(bed.database, next.id, "SUCCESS");
    expect(await service.stop()).toBe(0);
  });
});

test("a dead run is FAILED by the next start even when its metric rows cannot be written", async () => {
  const service = await bed.start({ DATABASE_URL: clerkUrl() });
  const run = await accept(bed.database, service, ENDLESS);
  await untilFitting(service, run.id);
  await service.stop("SIGKILL");
  await bed.database.sql`revoke insert on model_run_metrics from clerk`;
  const { code, stderr } = await runCommand(["--reconcile"], { DATABASE_URL: clerkUrl() });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      /model_run_metrics: found no INSERT privilege for the role clerk.*GRANT INSERT ON public\.model_run_metrics TO clerk;/,
    ),
  ]);
  expect(await bed.database.status(run.id)).toBe("FAILED");
  expect(await bed.database.metrics(run.id)).toEqual({});
  await bed.database.sql`grant insert on model_run_metrics to clerk`;
});

test("a trigger that the check does not find leaves no dead run RUNNING", async () => {
  const service = await bed.start({ DATABASE_URL: clerkUrl() });
  const run = await accept(bed.database, service, ENDLESS);
  await untilFitting(service, run.id);
  await service.stop("SIGKILL");
  const [change, undo] = CHANGES["a CHECK"]!;
  await bed.database.sql.unsafe(change);
  const { code, stdout } = await runCommand(["--reconcile"], { DATABASE_URL: clerkUrl() });
  expect([code, stdout]).toEqual([0, expect.stringContaining(`dead runs set to FAILED: ${run.id}`)]);
  expect(await bed.database.status(run.id)).toBe("FAILED");
  await bed.database.sql.unsafe(undo);
});

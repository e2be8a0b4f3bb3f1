import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SCHEMAS, type SchemaName } from "../schemas.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, untilFitting } from "./fault-bed.ts";
import { type AcceptedRun, accept, expectEnded } from "./promises.ts";
import { KILLS, report } from "./scale.ts";
import { BULKY, FAULT_MODELS, QUICK } from "./trainings.ts";

let bed: FaultBed;

/** Kills per schema. */
const KILLS_EACH = Math.ceil(KILLS / 2);

/** Resolves at a random moment within `milliseconds`. */
const chance = (milliseconds: number) => Bun.sleep(Math.random() * milliseconds);

/** The moments at which a service that has accepted a run is killed; each resolves at that moment. */
const MOMENTS: Record<string, (service: ServiceProcess, bulky: AcceptedRun) => Promise<void>> = {
  "after the answer": () => chance(5),
  "while runs wait": () => chance(150),
  "while it fits": async (service, { id }) => {
    await untilFitting(service, id);
    await chance(600);
  },
  "while it writes": async () => {
    await bed.network.whenSaid(/set run_status = 'SUCCESS'.*returning/s);
    await chance(150);
  },
  "at the commit": async () => {
    await bed.network.whenSaid(/insert into model_run_metrics/);
    await chance(30);
  },
};

const CASES: SchemaName[] = ["integer", "bigint"];

describe.each(CASES)("with the %s schema", (schema) => {
  beforeAll(async () => {
    bed = await FaultBed.create(FAULT_MODELS, SCHEMAS[schema]);
  }, 60_000);
  afterAll(() => bed.close());

  test(
    "whenever a service is killed, after its next start no run is RUNNING and every SUCCESS has a result that predicts",
    async () => {
      const figures = { kills: 0, accepted: 0, SUCCESS: 0, FAILED: 0 };
      const kinds = Object.values(MOMENTS);
      let service = await bed.start();
      while (figures.kills < KILLS_EACH) {
        const runs = [await accept(bed.database, service, BULKY)];
        const moment = kinds[figures.kills % kinds.length]!(service, runs[0]!);
        runs.push(await accept(bed.database, service, QUICK), await accept(bed.database, service, QUICK));
        await moment;
        await service.stop("SIGKILL");
        const done = service.log.filter(({ msg }) => msg === "training done").map(({ run_id }) => run_id);
        figures.kills++;
        service = await bed.start();
        // The server may still execute the last statement of the killed service.
        await waitFor("no run to be RUNNING", async () => {
          const [row] = await bed.database
            .sql`select count(*)::int as n from model_runs where run_status = 'RUNNING'`;
          return row!.n === 0;
        });
        for (const run of runs) {
          figures.accepted++;
          const status = await expectEnded(bed.database, service, run);
          if (done.includes(run.id)) expect(status).toBe("SUCCESS");
          figures[status]++;
        }
      }
      report("killed services", figures);
      expect(figures.FAILED).toBeGreaterThan(0);
      expect(await service.stop()).toBe(0);
    },
    KILLS_EACH * 20_000,
  );
});

import { driftAnswer } from "../../drift/drift-answer.ts";
import { Failure } from "../../errors.ts";
import { DRIFT_EXAMPLE } from "./drift-example.ts";
import { apiRoute } from "./route.ts";
import { runQuery } from "./schemas.ts";

/** Returns how the rows that were predicted with a run differ from those of its training. */
export const getDrift = apiRoute({
  method: "GET",
  path: "/api/drift",
  query: runQuery,
  operation: {
    id: "getDrift",
    tag: "prediction",
    summary: "How predicted rows differ from those of the training",
    description:
      "Compares the last rows that this process has predicted with the pipeline of a run with the rows of its training, column by column. The window is in memory: it is empty after a restart and after another training of the run, and each replica has its own.",
    answer: {
      description: "The window, column by column",
      name: "Drift",
      schema: driftAnswer,
      example: DRIFT_EXAMPLE,
    },
    failures: {
      400: "The id of the run is wrong, or a query parameter is unknown",
      404: "There is no such run",
      409: "The run has no pipeline (the answer tells its status), one that this program cannot read, or one without a report; or MONITOR_DRIFT is false",
      503: "The database cannot be reached; see Retry-After",
    },
  },

  async handle({ logFields }, { model_run_id }, { service: { drift, pipelines } }) {
    logFields.run_id = model_run_id;
    if (drift === undefined)
      throw new Failure("conflict", "predicted rows are not compared: MONITOR_DRIFT is false");
    const stored = await pipelines.load(model_run_id);
    logFields.model = stored.model;
    const { describeDrift } = await import("../../drift/describe-drift.ts");
    return describeDrift(model_run_id, stored, drift.windowOf(model_run_id, stored));
  },
});

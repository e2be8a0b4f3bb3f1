import * as v from "valibot";
import { Failure } from "../../errors.ts";
import { trainingStatus } from "../../training/training-status.ts";
import { apiRoute } from "./route.ts";
import { integer, runQuery } from "./schemas.ts";

/** Returns the state of a run of this process, from memory. */
export const getTrain = apiRoute({
  method: "GET",
  path: "/api/train",
  query: runQuery,
  operation: {
    id: "getTraining",
    tag: "training",
    summary: "The state of a run in this process",
    description:
      "Answered from memory: runs that are waiting or running, and runs that ended recently. The result of every run is in model_runs and model_run_metrics.",
    answer: {
      description: "The state of the run",
      name: "TrainingStatus",
      schema: trainingStatus,
      example: {
        state: "running",
        model_name: "logistic_regression",
        model_run_id: 42,
        stage: "fit",
        iteration: 30,
        max_iterations: 100,
        loss: 0.42,
        rows_per_second: 200_000,
        elapsed_seconds: 15,
        estimated_remaining_seconds: 35,
      },
    },
    failures: {
      400: "The id of the run is wrong, or a query parameter is unknown",
      404: "This process does not know the run",
    },
  },

  handle(_exchange, { model_run_id }, { service }) {
    const status = service.queue.status(model_run_id);
    if (status === undefined) throw unknownRun(model_run_id);
    return status;
  },
});

/** Cancels a run that is waiting or running. */
export const deleteTrain = apiRoute({
  method: "DELETE",
  path: "/api/train",
  query: runQuery,
  operation: {
    id: "cancelTraining",
    tag: "training",
    summary: "Cancel a run that is waiting or running",
    description: "Takes effect within a second, even in the middle of a fit.",
    answer: {
      description: "The run becomes FAILED, with error_type cancelled",
      name: "TrainingCancelled",
      schema: v.object({ status: v.literal("success"), message: v.string(), model_run_id: integer }),
      example: { status: "success" as const, message: "Training cancelled", model_run_id: 42 },
    },
    failures: {
      400: "The id of the run is wrong, or a query parameter is unknown",
      404: "The run is neither waiting nor running in this process",
    },
  },

  async handle(exchange, { model_run_id }, { service }) {
    exchange.logFields.run_id = model_run_id;
    if (!(await service.queue.cancel(model_run_id))) throw unknownRun(model_run_id);
    return { status: "success" as const, message: "Training cancelled", model_run_id };
  },
});

function unknownRun(runId: number): Failure {
  return new Failure("not_found", `run ${runId} is neither waiting nor running in this process`);
}

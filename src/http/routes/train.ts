import * as v from "valibot";
import { shortName } from "../../learn/core/errors.ts";
import { BODY_FAILURES, EXAMPLE_FEATURES } from "./documentation.ts";
import { apiRoute } from "./route.ts";
import { type BodySchema, integer, runId, strings, table, tableOfRows } from "./schemas.ts";

/** The query of `POST /api/train`. */
export const trainQuery = v.object({
  model_name: v.pipe(
    v.string(),
    v.minLength(1, "must not be empty"),
    v.description("Name of the model, as in models.name"),
    v.examples(["logistic_regression"]),
  ),
  model_run_id: runId,
});

/** Accepts a run. The training itself continues after the answer. */
export const postTrain = apiRoute({
  method: "POST",
  path: "/api/train",
  query: trainQuery,
  operation: {
    id: "train",
    tag: "training",
    summary: "Train a model into a run",
    description:
      "Answers as soon as the body, the model and the run have been checked. The training itself goes on in the background, one at a time, and writes its result to model_runs and model_run_metrics. The body may be gzip (Content-Encoding).",
    body: {
      name: "Training",
      schema: v.pipe(
        v.strictObject({
          parameters: v.nullish(
            v.pipe(
              v.record(v.string(), v.unknown()),
              v.description("Those of the model: the schema of its name in `$defs`, which has the defaults"),
            ),
          ),
          features: tableOfRows,
          labels: v.optional(table),
        } satisfies BodySchema<"training">),
        v.description("`labels` are left out for models that take none."),
      ),
      example: {
        parameters: { C: 0.5 },
        features: EXAMPLE_FEATURES,
        labels: [{ churned: "no" }, { churned: "yes" }],
      },
    },
    answer: {
      description: "The run is accepted",
      name: "TrainingAccepted",
      schema: v.object({
        status: v.literal("success"),
        message: v.string(),
        model_name: v.string(),
        model_run_id: integer,
        warnings: v.optional(
          v.pipe(
            strings,
            v.description(
              "What may not be what the caller meant, such as a text column that holds only numbers; left out when there is nothing",
            ),
          ),
        ),
      }),
      example: {
        status: "success",
        message: "Training initiated",
        model_name: "logistic_regression",
        model_run_id: 42,
      },
    },
    next: ["getTraining", "cancelTraining", "predict"],
    failures: {
      400: "A query parameter, the body, a model parameter, a column or a label is wrong; the model is unknown, unavailable or unregistered; or the run belongs to another model",
      409: "This run is being trained or is waiting already",
      ...BODY_FAILURES,
      503: "The queue is full, the service is shutting down, or the database cannot be reached; see Retry-After",
    },
  },

  async handle(exchange, { model_name, model_run_id }, { service, bodies }) {
    Object.assign(exchange.logFields, { run_id: model_run_id, model: shortName(model_name) });
    const body = bodies.stream(exchange.request);
    try {
      const { warnings } = await service.queue.accept({
        modelName: model_name,
        runId: model_run_id,
        requestId: exchange.requestId,
        traceId: exchange.logFields.trace_id,
        expectedBytes: body.expectedBytes,
        chunks: () => body.chunks(),
      });
      return {
        status: "success" as const,
        message: "Training initiated",
        model_name,
        model_run_id,
        ...(warnings.length > 0 ? { warnings } : {}),
      };
    } finally {
      body.release();
    }
  },
});

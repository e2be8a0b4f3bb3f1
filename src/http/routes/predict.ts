import * as v from "valibot";
import { predict } from "../../prediction/predict.ts";
import { predictions } from "../../prediction/predictions.ts";
import { LARGE_BYTES, readTable } from "../../prediction/read-table.ts";
import { BODY_FAILURES, EXAMPLE_FEATURES } from "./documentation.ts";
import { apiRoute } from "./route.ts";
import { type BodySchema, flag, level, runId, table } from "./schemas.ts";

/** The query of `POST /api/predict`. */
export const predictQuery = v.object({
  model_run_id: runId,
  probabilities: flag("Also return the probability of every class; for classifiers that have them"),
  scores: flag("Also return decision values or outlier scores; for estimators that have them"),
  explain: flag(
    "Also return how much each column contributed to each prediction; for linear models, trees, forests, gradient boosting and isolation forests",
  ),
  interval: level(
    "Also return for each predicted number an interval that holds the true one with this probability; for regressors that were trained with validation_fraction",
  ),
});

/** Predicts rows with a stored pipeline. */
export const postPredict = apiRoute({
  method: "POST",
  path: "/api/predict",
  query: predictQuery,
  operation: {
    id: "predict",
    tag: "prediction",
    summary: "Predict rows with the pipeline of a run",
    description:
      "Columns may come in any order; columns that the pipeline did not learn are ignored. The body may be gzip (Content-Encoding).",
    body: {
      name: "Rows",
      schema: v.strictObject({ features: table } satisfies BodySchema<"prediction">),
      example: { features: EXAMPLE_FEATURES },
    },
    answer: {
      description: "One prediction per row",
      name: "Predictions",
      schema: predictions,
      example: {
        status: "success",
        model_name: "logistic_regression",
        model_run_id: 42,
        trained_at: "2026-03-01T12:00:00.000Z",
        label_names: ["churned"],
        predictions: ["no", "yes"],
      },
    },
    failures: {
      400: "The query, the body or a column is wrong; or probabilities, scores, explanations or intervals are asked of a run that has none, or an interval at a level for which too few rows were held back",
      404: "There is no such run",
      409: "The run has no pipeline (the answer tells its status), or one that this program cannot read; or explanations or intervals are asked of a pipeline that an older version stored without what they need",
      ...BODY_FAILURES,
      503: "The database cannot be reached, or PREDICT_TIMEOUT_SECONDS passed; see Retry-After",
    },
  },

  handle(
    { request, logFields },
    { model_run_id, probabilities, scores, explain, interval },
    { service, bodies },
  ) {
    logFields.run_id = model_run_id;
    return bodies.use(request, LARGE_BYTES, async (body) => {
      const { pipelines, predictionMetrics, drift, config } = service;
      const stored = await pipelines.load(model_run_id);
      logFields.model = stored.model;
      const rows = await readTable(body, stored.pipeline.schema, config.settings, request.signal);
      logFields.rows = rows.rows;
      const options = {
        probabilities,
        scores,
        explain,
        interval,
        timeoutSeconds: config.settings.predictTimeoutSeconds,
        metrics: predictionMetrics,
        drift,
      };
      return predict(stored, model_run_id, rows, options, request.signal);
    });
  },
});

import type * as v from "valibot";
import { predictQuery, runQuery, trainQuery } from "../query.ts";

/** A route, in the words of its users. */
export interface Operation {
  readonly method: "get" | "post" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** Name of the body's schema, and a body that shows it. */
  readonly body?: { readonly schema: string; readonly example: unknown };
  /** What 200 means, and the schema of its body; none for text. */
  readonly answer: { readonly description: string; readonly schema?: string };
  /** When the other answers come. */
  readonly failures?: Readonly<Record<number, string>>;
}

const TOO_LATE = "The body did not arrive within BODY_TIMEOUT_SECONDS";
const TOO_LARGE = "The body is over MAX_BODY_BYTES";
const ENCODED = "The body's Content-Encoding is another one than gzip";

/** Every route that a client may call, in the order of their use. */
export const OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/api/train",
    summary: "Train a model into a run",
    description:
      "Answered as soon as the body, the model and the run are checked; the training goes on in the background, one at a time. Its end stands in model_runs and model_run_metrics. What was accepted and may have been meant otherwise is told in warnings. The body may be gzip (Content-Encoding).",
    query: trainQuery,
    body: {
      schema: "Training",
      example: {
        parameters: { C: 0.5 },
        features: [
          { age: 31, plan: "basic" },
          { age: 58, plan: null },
        ],
        labels: [{ churned: "no" }, { churned: "yes" }],
      },
    },
    answer: { description: "The run is accepted", schema: "Accepted" },
    failures: {
      400: "A query parameter, the body, a model parameter, a column or a label is wrong; the model is unknown, unavailable or unregistered; the run belongs to another model",
      408: TOO_LATE,
      409: "This run is being trained, or waits already",
      413: TOO_LARGE,
      415: ENCODED,
      503: "The line is full, the service is shutting down, or the database cannot be reached; see Retry-After",
    },
  },
  {
    method: "get",
    path: "/api/train",
    summary: "Where a run of this process stands",
    query: runQuery,
    answer: { description: "Its state, from memory", schema: "TrainingStatus" },
    failures: { 400: "The run's id is wrong", 404: "This process does not know the run" },
  },
  {
    method: "delete",
    path: "/api/train",
    summary: "Cancel a run, waiting or running",
    query: runQuery,
    answer: { description: "It is FAILED, with error_type cancelled", schema: "Cancelled" },
    failures: { 400: "The run's id is wrong", 404: "The run neither waits nor runs in this process" },
  },
  {
    method: "post",
    path: "/api/predict",
    summary: "Predict rows with the pipeline of a run",
    description:
      "Columns come in any order; those that were not learnt are passed over. With probabilities or scores the classes are told too, in the order of the scores. The body may be gzip (Content-Encoding).",
    query: predictQuery,
    body: { schema: "Prediction", example: { features: [{ age: 44, plan: "basic" }] } },
    answer: { description: "One prediction a row", schema: "Predictions" },
    failures: {
      400: "The query, the body or a column is wrong; probabilities or scores of a model that has none",
      404: "There is no such run",
      408: TOO_LATE,
      409: "The run has no pipeline (its status is told), or one that this program cannot read",
      413: TOO_LARGE,
      415: ENCODED,
      503: "The database cannot be reached, or PREDICT_TIMEOUT_SECONDS passed; see Retry-After",
    },
  },
  {
    method: "get",
    path: "/api/models",
    summary: "The models of this program: columns, parameters, state",
    answer: { description: "Models", schema: "Models" },
  },
  {
    method: "get",
    path: "/api/health",
    summary: "Health, from memory",
    answer: { description: "The process answers", schema: "Health" },
  },
  {
    method: "get",
    path: "/api/health/live",
    summary: "Liveness",
    answer: { description: "The process answers", schema: "Up" },
  },
  {
    method: "get",
    path: "/api/health/ready",
    summary: "Readiness",
    answer: { description: "Work may be sent", schema: "Up" },
    failures: { 503: "The first reconcile has not succeeded, or the service is shutting down" },
  },
  {
    method: "get",
    path: "/metrics",
    summary: "Metrics for Prometheus",
    answer: { description: "Prometheus's text format" },
  },
];

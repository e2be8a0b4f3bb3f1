import * as v from "valibot";
import { type Json, jsonSchema } from "./json-schema.ts";

const value = v.union([v.number(), v.string(), v.boolean(), v.null()]);
const table = v.union([
  v.pipe(v.array(v.record(v.string(), value)), v.description("Rows, each an object of column: value")),
  v.pipe(v.record(v.string(), v.array(value)), v.description("Columns, all lists of one length")),
]);
const problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  message: v.pipe(v.string(), v.description("The same as detail")),
  errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
});

const text: Json = { type: "string" };
const integer: Json = { type: "integer" };
const object = (properties: Json): Json => ({ type: "object", properties });

/** The bodies of requests and answers. */
export const BODY_SCHEMAS: Readonly<Record<string, Json>> = {
  Training: {
    ...jsonSchema(
      v.strictObject({
        parameters: v.optional(v.record(v.string(), v.any())),
        features: table,
        labels: v.optional(table),
      }),
    ),
    description:
      "`parameters` are those of the model; see the schemas named after each. `labels` are left out for models that take none.",
  },
  Prediction: jsonSchema(v.strictObject({ features: table })),
  Accepted: object({
    status: text,
    message: text,
    model_name: text,
    model_run_id: integer,
    warnings: {
      type: "array",
      items: text,
      description:
        "What may have been meant otherwise, such as a text column that holds only numbers; left out when there is nothing",
    },
  }),
  Cancelled: object({ status: text, message: text, model_run_id: integer }),
  TrainingStatus: object({
    state: { enum: ["waiting", "running", "finished"] },
    model_name: text,
    model_run_id: integer,
    position: { ...integer, description: "Place in the line, from 1; while waiting" },
    iteration: { type: ["integer", "null"], description: "While running, where the fit tells of it" },
    max_iterations: { type: ["integer", "null"] },
    elapsed_seconds: { type: "number" },
    estimated_remaining_seconds: {
      type: ["number", "null"],
      description: "While running, at the pace of the iterations so far; most fits converge earlier",
    },
    run_status: { enum: ["SUCCESS", "FAILED", null], description: "Null when the end could not be stored" },
    error_type: { type: ["string", "null"] },
    error_message: { type: ["string", "null"] },
  }),
  Predictions: object({
    status: text,
    model_name: text,
    model_run_id: integer,
    trained_at: { type: "string", format: "date-time", description: "When the pipeline was fitted" },
    label_names: { type: "array", items: text },
    predictions: {
      type: "array",
      description:
        "One entry a row: the bare value for one label, a list in the order of label_names for several",
    },
    classes: {
      type: "array",
      items: { type: ["string", "number", "boolean"] },
      description:
        "The classes in the order of the scores; with probabilities or scores of a classifier. The keys of probabilities are their text",
    },
    probabilities: { type: "array", items: { type: "object", additionalProperties: { type: "number" } } },
    scores: { type: "array", description: "A number a row, or a list of them" },
  }),
  Models: object({
    models: {
      type: "array",
      items: object({
        name: text,
        type: { enum: ["classification", "regression", "clustering", "outlier_detection"] },
        description: text,
        class_name: text,
        feature_names: { type: ["array", "null"], items: text, description: "Null for any columns" },
        label_names: { type: ["array", "null"], items: text, description: "Null for any columns" },
        default_parameters: { type: "object" },
        parameters_schema: { type: "object", description: "JSON Schema" },
        state: { enum: ["available", "unregistered", "unknown"] },
      }),
    },
    unavailable: { type: "array", items: text, description: "In the table models, but not in this program" },
  }),
  Health: object({
    status: { const: "UP" },
    ready: { type: "boolean" },
    reason: text,
    version: text,
    uptime_seconds: { type: "number" },
    models: { type: "array", items: text },
    training: object({ running: { type: ["integer", "null"] }, waiting: integer, limit: integer }),
  }),
  Up: object({ status: { const: "UP" } }),
  Problem: { ...jsonSchema(problem), description: "RFC 9457" },
};

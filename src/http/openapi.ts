import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { FAILURES, type FailureKind } from "../errors.ts";
import { parametersJsonSchema } from "../parameters.ts";
import { REGISTRY } from "../registry.ts";
import { VERSION } from "../version.ts";
import { predictQuery, runQuery, trainQuery } from "./query.ts";

const value = v.union([v.number(), v.string(), v.boolean(), v.null()]);
const rows = v.array(v.record(v.string(), value));
const problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  message: v.string(),
  errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
});

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the service, made from the schemas that check requests. */
export function openApiDocument(): Json {
  const schema = (of: v.GenericSchema): Json => {
    const { $schema: _, ...rest } = toJsonSchema(of, {
      typeMode: "input",
      errorMode: "ignore",
      target: "draft-2020-12",
    });
    return rest;
  };
  const models = Object.fromEntries(
    [...REGISTRY.values()].map(({ model }) => [
      `${model.name}_parameters`,
      parametersJsonSchema(model.parameters),
    ]),
  );
  const query = (of: v.ObjectSchema<v.ObjectEntries, undefined>) => {
    const { properties = {}, required = [] } = schema(of) as { properties?: Json; required?: string[] };
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: "query",
      required: required.includes(name),
      schema: property,
    }));
  };
  const failures = (...kinds: FailureKind[]) =>
    Object.fromEntries(
      kinds.map((kind) => [
        FAILURES[kind].status,
        {
          description: FAILURES[kind].title,
          content: { "application/problem+json": { schema: ref("Problem") } },
        },
      ]),
    );
  const json = (description: string, of: Json) => ({
    description,
    content: { "application/json": { schema: of } },
  });
  const body = (of: string) => ({ required: true, content: { "application/json": { schema: ref(of) } } });
  const answer = (properties: Json) => ({ type: "object", properties });
  return {
    openapi: "3.1.0",
    info: {
      title: "mlsvc",
      version: VERSION,
      description: "Trains machine-learning models on rows and predicts rows with them.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: {
      "/api/train": {
        post: {
          summary: "Train a model into a run",
          parameters: query(trainQuery),
          requestBody: body("Training"),
          responses: {
            200: json("The run is accepted; it is trained in the background", ref("Accepted")),
            ...failures("invalid", "timeout", "conflict", "too_large", "unsupported", "unavailable"),
          },
        },
        get: {
          summary: "Where a run of this process stands",
          parameters: query(runQuery),
          responses: { 200: json("Its state", ref("TrainingStatus")), ...failures("invalid", "not_found") },
        },
        delete: {
          summary: "Cancel a run, waiting or running",
          parameters: query(runQuery),
          responses: {
            200: json("It is cancelled", answer({ status: text, message: text })),
            ...failures("invalid", "not_found"),
          },
        },
      },
      "/api/predict": {
        post: {
          summary: "Predict rows with the pipeline of a run",
          parameters: query(predictQuery),
          requestBody: body("Prediction"),
          responses: {
            200: json("One prediction a row", ref("Predictions")),
            ...failures(
              "invalid",
              "not_found",
              "timeout",
              "conflict",
              "too_large",
              "unsupported",
              "unavailable",
            ),
          },
        },
      },
      "/api/models": {
        get: {
          summary: "The models of this program",
          responses: { 200: json("Models", { type: "object" }) },
        },
      },
      "/api/health": {
        get: { summary: "Health, from memory", responses: { 200: json("Up", answer({ status: text })) } },
      },
      "/api/health/live": {
        get: { summary: "Liveness", responses: { 200: json("Up", answer({ status: text })) } },
      },
      "/api/health/ready": {
        get: {
          summary: "Readiness",
          responses: { 200: json("Ready", answer({ status: text })), ...failures("unavailable") },
        },
      },
      "/metrics": {
        get: {
          summary: "Metrics for Prometheus",
          responses: { 200: { description: "Text format", content: { "text/plain": {} } } },
        },
      },
    },
    components: {
      schemas: {
        Training: {
          ...schema(
            v.object({ parameters: v.optional(v.record(v.string(), v.any())), features: rows, labels: rows }),
          ),
          description: "`parameters` are those of the model: see the schemas named after each.",
        },
        Prediction: schema(v.object({ features: rows })),
        Accepted: answer({
          status: text,
          message: text,
          model_name: text,
          model_run_id: { type: "integer" },
        }),
        TrainingStatus: answer({
          state: { enum: ["waiting", "running", "finished"] },
          model_name: text,
          model_run_id: { type: "integer" },
          position: { type: "integer" },
          iteration: { type: ["integer", "null"] },
          max_iterations: { type: ["integer", "null"] },
          elapsed_seconds: { type: "number" },
          run_status: { enum: ["SUCCESS", "FAILED", null] },
          error_type: { type: ["string", "null"] },
          error_message: { type: ["string", "null"] },
        }),
        Predictions: answer({
          status: text,
          model_name: text,
          model_run_id: { type: "integer" },
          label_names: { type: "array", items: text },
          predictions: { type: "array" },
          probabilities: {
            type: "array",
            items: { type: "object", additionalProperties: { type: "number" } },
          },
          scores: { type: "array" },
        }),
        Problem: schema(problem),
        ...models,
      },
    },
  };
}

const text = { type: "string" };

function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

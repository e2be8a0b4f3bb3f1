import * as v from "valibot";
import { ANY_FEATURES, type Model } from "../../models/model.ts";
import { parametersJsonSchema } from "../../models/parameters.ts";
import { REGISTRY } from "../../models/registry.ts";
import { apiRoute } from "./route.ts";
import { strings } from "./schemas.ts";

const columnNames = v.pipe(v.nullable(strings), v.description("Null for a model that takes any columns"));

/** Lists the models of the registry. */
export const getModels = apiRoute({
  method: "GET",
  path: "/api/models",
  query: v.object({}),
  operation: {
    id: "listModels",
    tag: "models",
    summary: "The models of this program: columns, parameters, state",
    description: "The parameters of each model are described by a JSON Schema with defaults and ranges.",
    answer: {
      description: "The models",
      name: "Models",
      schema: v.object({
        models: v.array(
          v.pipe(
            v.object({
              name: v.string(),
              type: v.picklist(["classification", "regression", "clustering", "outlier_detection"]),
              description: v.string(),
              class_name: v.string(),
              feature_names: columnNames,
              label_names: columnNames,
              default_parameters: v.record(v.string(), v.unknown()),
              parameters_schema: v.pipe(v.record(v.string(), v.unknown()), v.description("JSON Schema")),
              state: v.pipe(
                v.picklist(["available", "unregistered", "unknown"]),
                v.description(
                  "Available when the table models has it too; unknown until the first reconcile has succeeded",
                ),
              ),
            }),
            v.title("Model"),
          ),
        ),
        unavailable: v.pipe(
          strings,
          v.description("Models that are in the table models, but not in this program"),
        ),
      }),
      example: {
        models: [
          {
            name: "churn",
            type: "classification",
            description: "Whether a customer leaves within a month",
            class_name: "Churn",
            feature_names: ["age", "plan"],
            label_names: ["churned"],
            default_parameters: { C: 1 },
            parameters_schema: {
              type: "object",
              properties: { C: { type: "number", exclusiveMinimum: 0, default: 1 } },
            },
            state: "available",
          },
        ],
        unavailable: [],
      },
    },
    failures: { 400: "There is a query parameter" },
  },

  handle(_exchange, _query, { service }) {
    const { reconciliation } = service.readiness;
    const models = [...REGISTRY.values()].map(({ model, className }) => ({
      name: model.name,
      type: model.type,
      description: model.description,
      class_name: className,
      feature_names: namesOf(model.featureNames),
      label_names: namesOf(model.labelNames),
      default_parameters: model.getDefaultParameters(),
      parameters_schema: parametersJsonSchema(model.parameters),
      state:
        reconciliation === undefined
          ? ("unknown" as const)
          : reconciliation.available.includes(model.name)
            ? ("available" as const)
            : ("unregistered" as const),
    }));
    return { models, unavailable: reconciliation?.unavailable ?? [] };
  },
});

function namesOf(names: Model["featureNames"]): readonly string[] | null {
  return names === ANY_FEATURES ? null : names;
}

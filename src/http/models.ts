import { ANY_FEATURES } from "../models/model.ts";
import { parametersJsonSchema } from "../models/parameters.ts";
import { REGISTRY } from "../models/registry.ts";
import type { Service } from "../service.ts";
import type { Exchange } from "./exchange.ts";

/** `GET /api/models`: what the registry holds. `feature_names` is null for a model that takes any columns. */
export function getModels(exchange: Exchange, { readiness }: Service): Response {
  const { reconciliation } = readiness;
  const models = [...REGISTRY.values()].map(({ model, className }) => ({
    name: model.name,
    type: model.type,
    description: model.description,
    class_name: className,
    feature_names: model.featureNames === ANY_FEATURES ? null : model.featureNames,
    label_names: model.labelNames === ANY_FEATURES ? null : model.labelNames,
    default_parameters: model.getDefaultParameters(),
    parameters_schema: parametersJsonSchema(model.parameters),
    state:
      reconciliation === undefined
        ? "unknown"
        : reconciliation.available.includes(model.name)
          ? "available"
          : "unregistered",
  }));
  return exchange.json({ models, unavailable: reconciliation?.unavailable ?? [] });
}

import { createHash } from "node:crypto";
import { ValueError } from "../learn/errors.ts";
import type { FitMonitor } from "../learn/estimator.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { listNames, type Table } from "../learn/table.ts";
import { ANY_FEATURES, type Model } from "../model.ts";
import { readParameters } from "../parameters.ts";
import type { WireBody } from "../wire.ts";

/** Everything a fit needs, checked. */
export interface PreparedTraining {
  readonly model: Model;
  readonly parameters: Record<string, unknown>;
  readonly features: Table;
  readonly labels: Table;
  readonly pipeline: Pipeline;
}

/**
 * Checks a body against a model and packs it: everything that is the caller's fault is found here, before the
 * run is accepted. Throws `ValueError`.
 */
export function prepareTraining(model: Model, body: WireBody, monitor: FitMonitor): PreparedTraining {
  const parameters = readParameters(model.parameters, body.parameters ?? {});
  const features = body.table("features", chooseNames(model, body, parameters, "features"));
  const labels = body.table("labels", chooseNames(model, body, parameters, "labels"));
  model.validateFeatures(features);
  model.validateLabels(labels);
  const pipeline = model.createPipeline(parameters as never, features, monitor);
  return { model, parameters, features, labels, pipeline };
}

function chooseNames(
  model: Model,
  body: WireBody,
  parameters: Record<string, unknown>,
  part: "features" | "labels",
): readonly string[] {
  const fixed = part === "features" ? model.featureNames : model.labelNames;
  if (fixed !== ANY_FEATURES) return fixed;
  const parameter = part === "features" ? "feature_names" : "label_names";
  const chosen = parameters[parameter];
  const present = body.columns(part);
  if (!Array.isArray(chosen)) return present;
  if (chosen.length === 0 || new Set(chosen).size < chosen.length) {
    throw new ValueError(`parameters.${parameter} must name at least one column, each once`);
  }
  const missing = (chosen as string[]).filter((name) => !present.includes(name));
  if (missing.length > 0) {
    throw new ValueError(`parameters.${parameter} names columns that are in no row: ${listNames(missing)}`);
  }
  return chosen as string[];
}

/** SHA-256 over names, kinds and values of both tables, in hexadecimal. */
export function hashTraining(features: Table, labels: Table): string {
  const hash = createHash("sha256");
  for (const table of [features, labels]) {
    table.names.forEach((name, index) => {
      const column = table.column(index);
      hash.update(`${JSON.stringify([name, column.kind, table.rows])}\n`);
      if (column.kind === "string") {
        hash.update(JSON.stringify(column.categories));
        hash.update(new Uint8Array(column.codes.buffer, column.codes.byteOffset, column.codes.byteLength));
      } else {
        hash.update(new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength));
      }
    });
  }
  return hash.digest("hex");
}

/**
 * The public API of mlsvc for authors of models: a file in `statistical/` and its test import from "mlsvc" and nothing else.
 * It exports the library, valibot as `v`, the base classes of models, and helpers for tests.
 */
export * as v from "valibot";
export * from "./learn/index.ts";
export { AnyColumns } from "./models/any-columns.ts";
export type { Preprocessing } from "./models/column-preparation.ts";
export { generalPurpose, parametersOf } from "./models/general-purpose.ts";
export {
  ANY_FEATURES,
  Classifier,
  Clusterer,
  type Metrics,
  Model,
  OutlierDetector,
  Regressor,
  type SampleRows,
} from "./models/model.ts";
export type { Parameters } from "./models/parameters.ts";
export type { RowExplanation } from "./prediction/predictions.ts";
export { type FittedModel, fitModel, tableOf } from "./testing.ts";

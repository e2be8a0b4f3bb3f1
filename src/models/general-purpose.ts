import type { Estimator, FitMonitor, StepClass } from "../learn/core/estimator.ts";
import { defineParameters, type ParameterTable } from "../learn/core/parameters.ts";
import type { Table } from "../learn/core/table.ts";
import { Pipeline } from "../learn/pipeline.ts";
import { AnyColumns } from "./any-columns.ts";
import type { Preprocessing } from "./column-preparation.ts";
import { ANY_FEATURES, type Model } from "./model.ts";

/** The members of a model that `generalPurpose` defines. */
interface GeneralPurpose {
  readonly featureNames: typeof ANY_FEATURES;
  readonly labelNames: readonly string[] | typeof ANY_FEATURES;
  readonly parameters: ParameterTable;
  createPipeline(parameters: Record<string, unknown>, features: Table, monitor: FitMonitor): Pipeline;
}

/**
 * Returns the parameters of a step as entries for the table of a model, without `random_state`, which every model has.
 */
export function parametersOf<T extends ParameterTable>(step: {
  readonly parameters: T;
}): Omit<T["entries"], "random_state"> {
  const { random_state: _, ...entries } = step.parameters.entries;
  return entries as Omit<T["entries"], "random_state">;
}

/**
 * Returns a base class for a model of any columns. Its pipeline prepares them as `preprocessing` says (default: `scale`) and
 * ends in an estimator of class `Step`, whose parameters the model has. A subclass defines only name and description.
 *
 * @example
 * export class RidgeModel extends generalPurpose(Regressor, Ridge) {
 *   readonly name = "ridge";
 *   readonly description = "Predicts numbers with a linear model and an l2 penalty; one or several labels";
 * }
 */
export function generalPurpose<M extends Model>(
  Base: abstract new () => M,
  Step: StepClass & { readonly parameters: ParameterTable },
  preprocessing: Preprocessing = "scale",
): abstract new () => M & GeneralPurpose {
  // Where the step has a parameter of the same name, such as `categorical_features`, that of `AnyColumns` replaces it.
  const entries = AnyColumns.withoutOwn(parametersOf(Step));
  const parameters = defineParameters({ ...entries, ...AnyColumns.parameters });
  abstract class GeneralPurposeModel extends (Base as abstract new () => Model) {
    readonly featureNames = ANY_FEATURES;
    readonly parameters = parameters;

    get labelNames() {
      return this.type === "classification" || this.type === "regression" ? ANY_FEATURES : [];
    }

    createPipeline(chosen: Record<string, unknown>, features: Table, monitor: FitMonitor): Pipeline {
      return new Pipeline([
        new AnyColumns(this, chosen).transformer(features, monitor, preprocessing),
        new Step(AnyColumns.withoutOwn(chosen)) as Estimator,
      ]);
    }
  }
  return GeneralPurposeModel as unknown as abstract new () => M & GeneralPurpose;
}

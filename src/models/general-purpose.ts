import type * as v from "valibot";
import { ClassifierEstimator, type Estimator, RegressorEstimator } from "../learn/core/estimator.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import { defineParameters, type ParameterTable } from "../learn/core/parameters.ts";
import type { StepClass } from "../learn/core/step.ts";
import type { Table } from "../learn/core/table.ts";
import { Pipeline } from "../learn/pipeline.ts";
import { monotonicCstByName } from "../learn/tree/monotonic-constraints.ts";
import { AnyColumns } from "./any-columns.ts";
import { ClassDecisions } from "./class-decisions.ts";
import type { Preprocessing } from "./column-preparation.ts";
import { ANY_FEATURES, type Model } from "./model.ts";
import { type TransformLabel, transformLabelParameters, withTransformedLabel } from "./transform-label.ts";

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
 * ends in an estimator of class `Step`, whose parameters the model has; a classifier also has those of `ClassDecisions`, and
 * a regressor may learn transformed labels. A subclass defines only name and description.
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
  const entries: v.ObjectEntries = AnyColumns.withoutOwn(parametersOf(Step));
  const hasConstraints = "monotonic_cst" in entries;
  if (hasConstraints) entries.monotonic_cst = monotonicCstByName;
  const decisions = Step.prototype instanceof ClassifierEstimator ? ClassDecisions.parameters : {};
  const ofLabels = Step.prototype instanceof RegressorEstimator ? transformLabelParameters : {};
  const parameters: ParameterTable = defineParameters({
    ...entries,
    ...decisions,
    ...ofLabels,
    ...AnyColumns.parameters,
  });
  abstract class GeneralPurposeModel extends (Base as abstract new () => Model) {
    readonly featureNames = ANY_FEATURES;
    readonly parameters = parameters;

    get labelNames() {
      return this.type === "classification" || this.type === "regression" ? ANY_FEATURES : [];
    }

    createPipeline(chosen: Record<string, unknown>, features: Table, monitor: FitMonitor): Pipeline {
      const columns = new AnyColumns(this, chosen);
      const { transform_label = null, ...own }: Record<string, unknown> = ClassDecisions.withoutOwn(
        AnyColumns.withoutOwn(chosen),
      );
      const transformer = columns.transformer(features, monitor, preprocessing);
      if (hasConstraints) own.monotonic_cst = columns.monotonicCst(features, transformer);
      const estimator = new Step(own) as Estimator;
      if (estimator instanceof RegressorEstimator) {
        return new Pipeline([
          transformer,
          withTransformedLabel(estimator, transform_label as TransformLabel),
        ]);
      }
      const decided =
        estimator.kind === "classifier" ? new ClassDecisions(chosen).applied(estimator) : estimator;
      return new Pipeline([transformer, decided]);
    }
  }
  return GeneralPurposeModel as unknown as abstract new () => M & GeneralPurpose;
}

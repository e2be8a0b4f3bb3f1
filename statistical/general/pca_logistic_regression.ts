import {
  ANY_FEATURES,
  AnyColumns,
  ClassDecisions,
  Classifier,
  countOrFraction,
  defineParameters,
  either,
  type FitMonitor,
  LogisticRegression,
  orNull,
  type Parameters,
  PCA,
  Pipeline,
  parametersOf,
  partialFraction,
  type Table,
  wholeNumber,
  withDefault,
} from "mlsvc";

const parameters = defineParameters({
  n_components: withDefault(
    orNull(countOrFraction(either(wholeNumber(1, 1_000_000), partialFraction))),
    0.95,
    "Number of components, or the fraction of variance that they must exceed together; null: all",
  ),
  whiten: PCA.parameters.entries.whiten,
  ...parametersOf(LogisticRegression),
  ...ClassDecisions.parameters,
  ...AnyColumns.parameters,
});

/** Logistic regression on the principal components of any columns. */
export class PcaLogisticRegression extends Classifier<typeof parameters> {
  readonly name = "pca_logistic_regression";
  readonly description =
    "Predicts classes with a linear model on principal components; for many correlated columns";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>, features: Table, monitor: FitMonitor): Pipeline {
    const { n_components, whiten, ...logistic } = ClassDecisions.withoutOwn(AnyColumns.withoutOwn(chosen));
    return new Pipeline([
      new AnyColumns(this, chosen).transformer(features, monitor, "scale"),
      new PCA({ n_components, whiten }),
      new ClassDecisions(chosen).applied(new LogisticRegression(logistic)),
    ]);
  }
}

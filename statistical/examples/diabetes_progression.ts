import {
  defineParameters,
  notNegative,
  type Parameters,
  Pipeline,
  Regressor,
  Ridge,
  StandardScaler,
} from "mlsvc";

const parameters = defineParameters({ alpha: notNegative(1, "Strength of the penalty") });

/** How far diabetes has progressed after a year. An example of a regression with fixed columns. */
export class DiabetesProgression extends Regressor<typeof parameters> {
  readonly name = "diabetes_progression";
  readonly description = "Progression of diabetes after a year from ten measurements";
  readonly featureNames = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
  readonly labelNames = ["progression"];
  readonly parameters = parameters;

  createPipeline({ alpha }: Parameters<typeof parameters>): Pipeline {
    return new Pipeline([new StandardScaler(), new Ridge({ alpha })]);
  }
}

import * as v from "valibot";
import { Ridge } from "../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { StandardScaler } from "../src/learn/preprocessing/standard-scaler.ts";
import { Regressor } from "../src/models/model.ts";
import { notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

const parameters = v.object({ alpha: notNegative(1) });

/** How far diabetes has come a year after ten measurements: an example of a regression with fixed columns. */
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

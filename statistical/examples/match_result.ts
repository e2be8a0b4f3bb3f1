import {
  Classifier,
  defineParameters,
  LogisticRegression,
  type Parameters,
  Pipeline,
  parametersOf,
} from "mlsvc";
import { PairedEncoder } from "./match_margin.ts";

const parameters = defineParameters(parametersOf(LogisticRegression));

/** Who wins a match. An example of two models that share a step: it uses the encoder of `match_margin`. */
export class MatchResult extends Classifier<typeof parameters> {
  readonly name = "match_result";
  readonly description = "Result of a match (home, draw or away) from the two teams";
  readonly featureNames = ["home_team", "away_team"];
  readonly labelNames = ["result"];
  readonly parameters = parameters;

  createPipeline(chosen: Parameters<typeof parameters>): Pipeline {
    return new Pipeline([new PairedEncoder(), new LogisticRegression(chosen)]);
  }
}

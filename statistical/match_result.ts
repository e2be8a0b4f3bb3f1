import * as v from "valibot";
import { LogisticRegression } from "../src/learn/linear-model/logistic-regression.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { Classifier } from "../src/models/model.ts";
import { logisticParameters } from "../src/models/parameter-groups.ts";
import type { Parameters } from "../src/models/parameters.ts";
import { PairedEncoder } from "./match_margin.ts";

const parameters = v.object(logisticParameters);

/** Who wins a match: the encoder of `match_margin` before a multinomial model of the result. */
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

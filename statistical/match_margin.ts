import * as v from "valibot";
import { stringsOf } from "../src/learn/core/column.ts";
import { StateError, ValueError } from "../src/learn/core/errors.ts";
import { type RestoreStep, type StepState, Transformer } from "../src/learn/core/estimator.ts";
import { compareCodePoints } from "../src/learn/core/order.ts";
import { Table } from "../src/learn/core/table.ts";
import { Ridge } from "../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../src/learn/pipeline.ts";
import { Regressor } from "../src/models/model.ts";
import { notNegative } from "../src/models/parameter-schemas.ts";
import type { Parameters } from "../src/models/parameters.ts";

/**
 * One column a team, +1 where it plays at home and -1 where it is the guest; 0 for teams that were not learnt.
 * Takes two columns, the home team first.
 */
export class PairedEncoder extends Transformer<null, { readonly teams: readonly string[] }> {
  static readonly type = "PairedEncoder";

  constructor() {
    super(null);
  }

  /** Throws `ValueError` for another number of columns than two, and when a team is missing. */
  override fit(X: Table): this {
    const teams = new Set<string>();
    for (const { codes, categories } of this.#pair(X)) {
      if (codes.includes(-1)) throw new ValueError("a match needs both teams; one is null");
      // A table of some rows keeps the categories of all: only those that occur are learnt.
      for (const code of new Set(codes)) teams.add(categories[code]!);
    }
    this.fitted = { teams: [...teams].sort(compareCodePoints) };
    return this;
  }

  override transform(X: Table): Table {
    const { teams } = this.state;
    const position = new Map(teams.map((team, index) => [team, index]));
    const width = teams.length;
    const data = new Float64Array(X.rows * width);
    this.#pair(X).forEach(({ codes, categories }, side) => {
      const places = categories.map((team) => position.get(team) ?? -1);
      codes.forEach((code, row) => {
        const place = code < 0 ? -1 : places[code]!;
        if (place >= 0) data[row * width + place]! += side === 0 ? 1 : -1;
      });
    });
    return Table.fromMatrix({ rows: X.rows, columns: width, data }, teams);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { teams } = this.state;
    if (!(Array.isArray(teams) && teams.every((team) => typeof team === "string")))
      throw new StateError("the state of its PairedEncoder is malformed");
  }

  #pair(X: Table) {
    if (X.names.length !== 2) throw new ValueError(`PairedEncoder takes two columns, got ${X.names.length}`);
    return [stringsOf(X.column(0)), stringsOf(X.column(1))];
  }
}

const parameters = v.object({ alpha: notNegative(1) });

/** Goals by which the home team wins: a strength for each team, and the advantage of playing at home. */
export class MatchMargin extends Regressor<typeof parameters> {
  readonly name = "match_margin";
  readonly description = "Winning margin of the home team from the two teams";
  readonly featureNames = ["home_team", "away_team"];
  readonly labelNames = ["margin"];
  readonly parameters = parameters;

  createPipeline({ alpha }: Parameters<typeof parameters>): Pipeline {
    return new Pipeline([new PairedEncoder(), new Ridge({ alpha })]);
  }
}

import {
  compareCodePoints,
  defineParameters,
  type NoParameters,
  notNegative,
  type Parameters,
  Pipeline,
  Regressor,
  type RestoreStep,
  Ridge,
  StateError,
  type StepState,
  stringsOf,
  Table,
  Transformer,
  ValueError,
} from "mlsvc";

/**
 * Encodes two columns of teams, the home team first, as one column per team: +1 where it plays at home, -1 where it plays
 * away, else 0. Teams that were not learnt are ignored.
 */
export class PairedEncoder extends Transformer<NoParameters, { readonly teams: readonly string[] }> {
  static readonly type = "PairedEncoder";

  /** Throws `ValueError` unless there are exactly two columns, and for a missing team. */
  override fit(X: Table): this {
    const teams = new Set<string>();
    for (const { codes, categories } of this.#pair(X)) {
      if (codes.includes(-1)) throw new ValueError("a match needs both teams; one is null");
      // A table of some of the rows keeps the categories of all of them: learn only those that occur.
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

  override knownCategories(): readonly (readonly string[])[] {
    const { teams } = this.state;
    return [teams, teams];
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

const parameters = defineParameters({ alpha: notNegative(1, "Strength of the penalty") });

/**
 * By how many goals the home team wins, learnt as a strength of each team and the advantage of playing at home. An example of a
 * model with a step of its own.
 */
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

import { StateError } from "../errors.ts";
import { type PlainData, type RestoreStep, type StepState, Transformer } from "../estimator.ts";
import { Table } from "../table.ts";

/** Some columns and the transformers they pass through, one after another; none passes them on as they are. */
export interface Branch {
  readonly name: string;
  readonly columns: readonly string[];
  readonly steps: readonly Transformer[];
}

export interface ColumnTransformerParameters {
  readonly branches: readonly Branch[];
}

/** Sends groups of columns through transformers of their own and sets the results side by side, in order. */
export class ColumnTransformer extends Transformer<ColumnTransformerParameters, true> {
  static readonly type = "ColumnTransformer";
  #branches: readonly Branch[];

  constructor(parameters: ColumnTransformerParameters) {
    super(parameters);
    this.#branches = parameters.branches.filter(({ columns }) => columns.length > 0);
  }

  /** Throws `ValueError` for columns that are not there, and what the transformers throw. */
  override fit(X: Table): this {
    for (const { columns, steps } of this.#branches) {
      let part = X.select(columns);
      for (const step of steps) part = step.fit(part).transform(part);
    }
    this.fitted = true;
    return this;
  }

  override transform(X: Table): Table {
    const parts = this.#branches.map(({ columns, steps }) => {
      let part = X.select(columns);
      for (const step of steps) part = step.transform(part);
      return part;
    });
    return Table.concatenate(parts, X.rows);
  }

  override toState(): StepState {
    const branches = this.#branches.map(({ name, columns, steps }) => ({
      name,
      columns,
      steps: steps.map((step) => step.toState() as unknown as PlainData),
    }));
    return { type: this.type, parameters: { branches: [] }, fitted: { branches } };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    const { branches } = state.fitted as unknown as {
      branches: { name: string; columns: string[]; steps: StepState[] }[];
    };
    this.#branches = branches.map(({ name, columns, steps }) => ({
      name,
      columns,
      steps: steps.map((step) => {
        const restored = restoreStep(step);
        if (!(restored instanceof Transformer))
          throw new StateError(`its ColumnTransformer holds a ${restored.type}`);
        return restored;
      }),
    }));
    this.fitted = true;
  }
}

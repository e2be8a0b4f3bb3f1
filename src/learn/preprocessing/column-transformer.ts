import { checkRowsOf } from "../core/check-rows.ts";
import { followColumns } from "../core/column-sources.ts";
import { listNames, StateError, ValueError } from "../core/errors.ts";
import type { ColumnSources } from "../core/explanation.ts";
import type { Targets } from "../core/labels.ts";
import { choice, flag, satisfying } from "../core/parameter-kinds.ts";
import { shown } from "../core/parameter-words.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, isStepState } from "../core/restored.ts";
import type { PlainData, RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";

/** Some columns, and the transformers applied to them in order; without transformers they stay as they are. */
interface Branch {
  /** A unique name, not empty and without `__`. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly steps: readonly Transformer[];
}

const parameters = defineParameters({
  branches: satisfying<readonly Branch[]>(
    "a list of branches { name, columns, steps }, each step a transformer",
    (value) => Array.isArray(value) && value.every(isLiveBranch),
  ),
  remainder: choice(
    ["drop", "passthrough"],
    "drop",
    "Columns in no branch: drop leaves them out, passthrough appends them as they are",
  ),
  verbose_feature_names_out: flag(
    true,
    "Name columns of the result BRANCH__column instead of column; without it no name may repeat",
  ),
});

/** The columns that were in no branch, in their order; empty if they are dropped. */
interface ColumnTransformerState {
  readonly remainder: readonly string[];
}

/**
 * Applies transformers to groups of columns, and puts the results side by side in the order of the branches. A branch
 * without columns is ignored.
 */
export class ColumnTransformer extends Transformer<typeof parameters, ColumnTransformerState> {
  static readonly type = "ColumnTransformer";
  static readonly parameters = parameters;
  /** The branches that have columns. */
  #branches: readonly Branch[] = withColumns(this.parameters.branches);
  /**
   * The column names of the latest table and of its result, by branch: cached, because successive predictions have
   * the same names.
   */
  readonly #named = new Map<string, { readonly from: readonly string[]; readonly to: readonly string[] }>();

  override checkBeforeFit({ rows }: Shape, y?: Targets): void {
    this.checkParameters();
    for (const { columns, steps } of this.#branches) mostColumnsOf(steps, columns.length, y, rows);
  }

  override checkRows(X: Table): void {
    for (const { columns, steps } of this.#branches) {
      const isChecked = steps.some(({ domain }) => domain !== undefined);
      if (isChecked && columns.every((name) => X.names.includes(name))) checkRowsOf(steps, X.select(columns));
    }
  }

  override mostColumns(columns: number, y?: Targets): number {
    const remainder = this.parameters.remainder === "passthrough" ? columns : 0;
    return this.#branches.reduce(
      (sum, branch) => sum + mostColumnsOf(branch.steps, branch.columns.length, y),
      remainder,
    );
  }

  /** Whether one of its transformers is. */
  override get isCrossFitted(): boolean {
    return this.#branches.some(({ steps }) => steps.some((step) => step.isCrossFitted));
  }

  override datetimeColumns(): readonly string[] {
    return this.#branches.flatMap(({ columns, steps }) => steps[0]?.datetimeColumns(columns) ?? []);
  }

  /** The branches that have columns. */
  get branches(): readonly Branch[] {
    return this.#branches;
  }

  /**
   * Throws `ValueError` for parameters out of range, absent columns, repeated names in the result, and what the
   * transformers throw.
   */
  override fit(X: Table, y?: Targets): this {
    this.fitTransform(X, y);
    return this;
  }

  override fitTransform(X: Table, y?: Targets): Table {
    this.checkParameters();
    const chosen = new Set(this.#branches.flatMap(({ columns }) => columns));
    const rest = X.names.filter((name) => !chosen.has(name));
    const parts = this.#branches.map(({ name, columns, steps }) => {
      let part = X.select(columns);
      for (const step of steps) part = step.fitTransform(part, y);
      return this.#rename(part, name);
    });
    const remainder = this.parameters.remainder === "passthrough" ? rest : [];
    if (remainder.length > 0) parts.push(this.#rename(X.select(remainder), "remainder"));
    if (this.parameters.verbose_feature_names_out === false) {
      checkDifferent(parts.flatMap((part) => part.names));
    }
    this.fitted = { remainder };
    return Table.concatenate(parts, X.rows);
  }

  override checkParameters(): void {
    super.checkParameters();
    const names = this.parameters.branches.map(({ name }) => name);
    for (const name of names) {
      if (name === "" || name.includes("__")) {
        throw new ValueError(`the name of a branch, ${shown(name)}, must not be empty or hold "__"`);
      }
    }
    if (new Set(names).size !== names.length) {
      throw new ValueError(`branches must have different names, got ${listNames(names)}`);
    }
  }

  /** Throws `ValueError` for absent columns, and what the transformers throw. */
  override transform(X: Table): Table {
    const { remainder } = this.state;
    const parts = this.#branches.map(({ name, columns, steps }) => {
      let part = X.select(columns);
      for (const step of steps) part = step.transform(part);
      return this.#rename(part, name);
    });
    if (remainder.length > 0) parts.push(this.#rename(X.select(remainder), "remainder"));
    return Table.concatenate(parts, X.rows);
  }

  /** The columns of each branch with its fitted transformers, then those in no branch, in the order of the result. */
  get chains(): readonly Pick<Branch, "columns" | "steps">[] {
    return [...this.#branches, { columns: this.state.remainder, steps: [] }];
  }

  override sources(X: Table): ColumnSources {
    const placeOf = new Map(X.names.map((name, index) => [name, index]));
    const from: number[] = [];
    const filled: number[] = [];
    let isMixed = false;
    for (const { columns, steps } of this.chains) {
      const own = followColumns(steps, X.select(columns));
      if (own.from === undefined) isMixed = true;
      const place = (index: number) => (index < 0 ? -1 : placeOf.get(columns[index]!)!);
      from.push(...Array.from(own.from ?? [], place));
      filled.push(...own.filled.map(place));
    }
    return { from: isMixed ? undefined : Int32Array.from(from), filled };
  }

  #rename(part: Table, branch: string): Table {
    if (this.parameters.verbose_feature_names_out === false) return part;
    let named = this.#named.get(branch);
    if (named?.from !== part.names) {
      named = { from: part.names, to: part.names.map((name) => `${branch}__${name}`) };
      this.#named.set(branch, named);
    }
    return part.rename(named.to);
  }

  override toState(): StepState {
    const { remainder } = this.state;
    const branches = this.#branches.map(({ name, columns, steps }) => ({
      name,
      columns,
      steps: steps.map((step) => step.toState() as unknown as PlainData),
    }));
    const given = { ...(this.given as object), branches: [] } as PlainData;
    return { type: this.type, parameters: given, fitted: { branches, remainder } };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    const fitted = state.fitted as unknown as Partial<StoredBranches> | null;
    checkSound(
      this.type,
      isNames(fitted?.remainder) && Array.isArray(fitted.branches) && fitted.branches.every(isBranch),
    );
    this.#branches = fitted.branches.map(({ name, columns, steps }) => ({
      name,
      columns,
      steps: steps.map((step: StepState) => {
        const restored = restoreStep(step);
        if (restored instanceof Transformer) return restored;
        throw new StateError(`its ColumnTransformer holds a ${restored.type}`);
      }),
    }));
    this.fitted = { remainder: fitted.remainder };
  }
}

/**
 * Returns the maximum number of columns of the result of `steps` for `columns` columns. If `rows` is given, calls
 * each step's `checkBeforeFit` first.
 */
function mostColumnsOf(
  steps: readonly Transformer[],
  columns: number,
  y: Targets | undefined,
  rows?: number,
): number {
  let most = columns;
  for (const step of steps) {
    if (rows !== undefined) step.checkBeforeFit({ rows, columns: most }, y);
    most = step.mostColumns(most, y);
  }
  return most;
}

function checkDifferent(names: readonly string[]): void {
  const seen = new Set<string>();
  const repeated = new Set(names.filter((name) => seen.size === seen.add(name).size));
  if (repeated.size === 0) return;
  throw new ValueError(
    `columns of the result repeat: ${listNames([...repeated])}; set verbose_feature_names_out to true`,
  );
}

function withColumns(branches: readonly Branch[]): readonly Branch[] {
  return branches.filter(({ columns }) => columns.length > 0);
}

function isLiveBranch(branch: unknown): boolean {
  if (typeof branch !== "object" || branch === null) return false;
  const { name, columns, steps } = branch as Record<string, unknown>;
  const isChain = Array.isArray(steps) && steps.every((step) => step instanceof Transformer);
  return typeof name === "string" && isNames(columns) && isChain;
}

interface StoredBranches {
  readonly branches: readonly { name: string; columns: string[]; steps: StepState[] }[];
  readonly remainder: string[];
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function isBranch(branch: unknown): boolean {
  if (typeof branch !== "object" || branch === null) return false;
  const { name, columns, steps } = branch as Record<string, unknown>;
  return typeof name === "string" && isNames(columns) && Array.isArray(steps) && steps.every(isStepState);
}

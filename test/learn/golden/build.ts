import type { Estimator } from "../../../src/learn/core/estimator.ts";
import { ALL } from "../../../src/learn/core/parameter-kinds.ts";
import type { Step } from "../../../src/learn/core/step.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { LIBRARY_STEPS } from "../../../src/learn/steps.ts";
import { PairedEncoder } from "../../../statistical/examples/match_margin.ts";
import type { Description } from "./cases.ts";

/** The classes of the library by scikit-learn's names. */
const CLASSES = new Map(LIBRARY_STEPS.map((stepClass) => [stepClass.type, stepClass]));

/** The pipeline built from a description, with the recorded fit of each step. */
export interface Built {
  readonly steps: (Transformer | Estimator)[];
  /** A step and the fitted values recorded for it. */
  readonly references: { readonly step: Step; readonly fit: Record<string, unknown> }[];
}

/** Builds the steps of `description`. `fit` has the recorded fitted values, nested by the names of the steps. */
export function build(
  description: Description,
  fit: Record<string, unknown> | null | undefined,
  seed = 0,
): Built {
  const { estimator, params = {}, steps = [], branches = [] } = description;
  const inner = (name: string | undefined) => fit?.[name ?? ""] as Record<string, unknown> | undefined;
  if (estimator === "Pipeline") return join(steps.map((step) => build(step, inner(step.step), seed)));
  // The library's encoders treat booleans as the categories "false" and "true" without such a step.
  if (estimator === "BooleanToCategory") return { steps: [], references: [] };
  if (estimator === "ColumnTransformer") {
    const parts = branches.map((branch) => build(branch, inner(branch.branch), seed));
    const transformer = new ColumnTransformer({
      branches: branches.map(({ branch, columns }, i) => ({
        name: branch,
        columns,
        steps: parts[i]!.steps as Transformer[],
      })),
    });
    return { steps: [transformer], references: parts.flatMap(({ references }) => references) };
  }
  const step = createStep(estimator, parametersOf(estimator, params, seed));
  return { steps: [step], references: fit ? [{ step, fit }] : [] };
}

function createStep(name: string, parameters: Record<string, unknown>): Transformer | Estimator {
  if (name === "PairedEncoder") return new PairedEncoder();
  const stepClass = CLASSES.get(name);
  if (stepClass === undefined) throw new Error(`the library has no ${name}`);
  return new stepClass(parameters) as Transformer | Estimator;
}

function join(parts: readonly Built[]): Built {
  return {
    steps: parts.flatMap(({ steps }) => steps),
    references: parts.flatMap(({ references }) => references),
  };
}

/**
 * Parameters that the library lacks, with their recorded values: scikit-learn's defaults, or values that do not
 * change the result.
 */
const NOT_OURS: Readonly<Record<string, readonly unknown[]>> = {
  metric_params: [null],
  scoring: ["loss"],
  oob_score: [false],
  iterated_power: ["auto"],
  n_oversamples: [10],
  power_iteration_normalizer: ["auto"],
  svd_solver: ["full", "covariance_eigh"],
};

/** Returns whether the library's class lacks the parameter. */
function isLeftOut(estimator: string, name: string, value: unknown): boolean {
  if (estimator === "PCA" && name === "tol") return value === 0;
  return NOT_OURS[name]?.includes(value) ?? false;
}

/** Returns the recorded parameters as the library's classes expect them. */
function parametersOf(
  estimator: string,
  params: Readonly<Record<string, unknown>>,
  seed: number,
): Record<string, unknown> {
  const given = Object.entries(params)
    // `C: null` and `missing_values: NaN` are implied by `penalty: null` and by the tables.
    .filter(([name, value]) => !(name === "C" && value === null) && name !== "missing_values")
    .filter(([name, value]) => !isLeftOut(estimator, name, value))
    .map(([name, value]) => [name, value === "NaN" ? Number.NaN : value])
    // Each recorded 1 means 1.0, all; histogram gradient boosting accepts only fractions.
    .map(([name, value]) => {
      const isAll = name === "max_features" && value === 1 && !estimator.startsWith("HistGradientBoosting");
      return [name, isAll ? ALL : value];
    });
  return { ...Object.fromEntries(given), random_state: seed };
}

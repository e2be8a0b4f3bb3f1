import type { Step } from "../learn/core/step.ts";
import type { Table } from "../learn/core/table.ts";
import type { Transformer } from "../learn/core/transformer.ts";
import { HashingVectorizer } from "../learn/feature-extraction/hashing-vectorizer.ts";
import { emptyTable, type Pipeline } from "../learn/pipeline.ts";
import { ColumnTransformer } from "../learn/preprocessing/column-transformer.ts";

/** The input of a step without rows, and, for each column, the feature whose values it has; undefined for computed values. */
interface Traced {
  readonly table: Table;
  readonly features: readonly (string | undefined)[];
}

/** What the steps know of the features that reach them. */
interface Known {
  /** The categories of each feature that is taken as categories. */
  readonly categories: Map<string, ReadonlySet<string>>;
  /** The features of which the words are hashed. */
  readonly hashed: Set<string>;
}

/**
 * Returns the categories that the steps of a fitted pipeline know, for each feature that reaches a step that encodes categories
 * with its values as they were sent. A value that several steps encode is known if all of them know it. Features of which the words
 * are hashed as well are left out: their values are expected to be new. What a step of a model computes from features is not
 * followed any further. None are known if a step of a model fails to tell its own, which must not
 * fail a prediction.
 */
export function knownCategories(pipeline: Pipeline): ReadonlyMap<string, ReadonlySet<string>> {
  const known: Known = { categories: new Map(), hashed: new Set() };
  try {
    const table = emptyTable(pipeline.schema);
    const end = trace(pipeline.transformers, { table, features: table.names }, known);
    note(pipeline.estimator, end, known);
    for (const feature of known.hashed) known.categories.delete(feature);
    return known.categories;
  } catch {
    return new Map();
  }
}

/** Follows features through `steps`, and adds to `known`. Returns the input of the step after them. */
function trace(steps: readonly Transformer[], input: Traced, known: Known): Traced {
  let traced = input;
  for (const step of steps) {
    note(step, traced, known);
    const table = step.transform(traced.table);
    traced = { table, features: featuresAfter(step, traced, table.names, known) };
  }
  return traced;
}

/** Returns the features of the columns `names`, which `step` makes of its input. */
function featuresAfter(
  step: Transformer,
  { table, features }: Traced,
  names: readonly string[],
  known: Known,
): Traced["features"] {
  const byName = new Map(table.names.map((name, index) => [name, features[index]]));
  const featuresOf = (columns: readonly string[]) => columns.map((name) => byName.get(name));
  if (!(step instanceof ColumnTransformer)) {
    return step.keepsValues ? featuresOf(names) : names.map(() => undefined);
  }
  const ofBranches = step.branches.flatMap(({ columns, steps }) => {
    const input = { table: table.select(columns), features: featuresOf(columns) };
    return trace(steps, input, known).features;
  });
  return [...ofBranches, ...featuresOf(step.state.remainder)];
}

/** Adds what `step` knows of its input. */
function note(step: Step, { features }: Traced, { categories: known, hashed }: Known): void {
  if (step instanceof HashingVectorizer) {
    for (const feature of features) if (feature !== undefined) hashed.add(feature);
  }
  step.knownCategories()?.forEach((categories, index) => {
    const feature = features[index];
    if (categories === null || feature === undefined) return;
    const all = new Set(categories.filter((category) => category !== null));
    const others = known.get(feature);
    known.set(feature, others === undefined ? all : new Set([...all].filter((text) => others.has(text))));
  });
}

import { readGolden } from "../learn/golden/cases.ts";

export interface Rows {
  readonly features: Record<string, unknown>[];
  readonly labels: Record<string, unknown>[];
}

/** A data set of the golden folder, its labels cut to `labelNames` where given. */
export function dataset(name: string, labelNames?: string[]): Rows {
  const { features, labels } = readGolden(`datasets/${name}.json`) as Rows;
  if (labelNames === undefined) return { features, labels };
  return {
    features,
    labels: labels.map((label) => Object.fromEntries(labelNames.map((key) => [key, label[key]]))),
  };
}

/** A training of `iris` that takes minutes: for tests that must catch one at work. */
export function slowIris(): Rows & { parameters: Record<string, unknown> } {
  const { features, labels } = dataset("iris");
  const repeat = <T>(rows: T[]) => Array.from({ length: 100 }, () => rows).flat();
  return { parameters: { max_iter: 50_000 }, features: repeat(features), labels: repeat(labels) };
}

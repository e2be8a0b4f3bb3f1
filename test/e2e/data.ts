import { readGolden } from "../learn/golden/cases.ts";

export interface Rows {
  readonly features: Record<string, unknown>[];
  readonly labels: Record<string, unknown>[];
}

/** Returns a data set of the golden folder, with only the labels `labelNames` if given. */
export function dataset(name: string, labelNames?: string[]): Rows {
  const { features, labels } = readGolden(`datasets/${name}.json`) as Rows;
  if (labelNames === undefined) return { features, labels };
  return {
    features,
    labels: labels.map((label) => Object.fromEntries(labelNames.map((key) => [key, label[key]]))),
  };
}

/** Returns a training of `iris` that takes minutes, for tests that need a running fit. */
export function slowIris(): Rows & { parameters: Record<string, unknown> } {
  const { features, labels } = dataset("iris");
  const repeat = <T>(rows: T[]) => Array.from({ length: 100 }, () => rows).flat();
  return { parameters: { max_iter: 50_000 }, features: repeat(features), labels: repeat(labels) };
}

import { listNames, ValueError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";
import { sumOfWeights } from "./sample-weight.ts";

/**
 * scikit-learn's `class_weight`. With null, every row has weight 1. With `balanced`, a row has weight n / (K ·
 * number of rows of its class). With an object, a row has the weight that stands under the label of its class as
 * text, or 1 if the class is not named.
 */
export type ClassWeight = null | "balanced" | Readonly<Record<string, number>>;

/**
 * Returns the weight of each class, K numbers. Labels that do not occur are ignored if every class is named, so that one
 * object serves all folds of a table. Throws `ValueError` for such a label if a class is not named, because it is
 * probably misspelt, and for a negative weight. With `sampleWeight`, `balanced` counts each row by its weight.
 */
export function weightsOfClasses(
  classWeight: ClassWeight,
  { classes, codes }: EncodedClasses,
  sampleWeight?: Float64Array,
): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  if (classWeight === null) return weights;
  if (classWeight === "balanced") {
    const counts = new Float64Array(classes.length);
    let total = codes.length;
    if (sampleWeight === undefined) for (const code of codes) counts[code]!++;
    else {
      codes.forEach((code, row) => {
        counts[code]! += sampleWeight[row]!;
      });
      total = sumOfWeights(sampleWeight);
    }
    return counts.map((count) => total / (classes.length * count));
  }
  const position = new Map(classes.map((label, index) => [String(label), index]));
  const unknown = Object.keys(classWeight).filter((label) => !position.has(label));
  const unnamed = [...position.keys()].filter((label) => !Object.hasOwn(classWeight, label));
  if (unknown.length > 0 && unnamed.length > 0) {
    throw new ValueError(
      `class_weight names labels that do not occur, ${listNames(unknown)}, and not the classes ${listNames(unnamed)}`,
    );
  }
  for (const [label, weight] of Object.entries(classWeight)) {
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new ValueError(`class_weight of ${listNames([label])} must be a number that is not negative`);
    }
    const index = position.get(label);
    if (index !== undefined) weights[index] = weight;
  }
  return weights;
}

/** Returns the weight of each row by its class, n numbers; times its `sampleWeight`, if given. Throws as `weightsOfClasses`. */
export function weightsOfRows(
  classWeight: ClassWeight,
  y: EncodedClasses,
  sampleWeight?: Float64Array,
): Float64Array {
  const weights = weightsOfClasses(classWeight, y);
  if (sampleWeight === undefined) return Float64Array.from(y.codes, (code) => weights[code]!);
  return sampleWeight.map((weight, row) => weight * weights[y.codes[row]!]!);
}

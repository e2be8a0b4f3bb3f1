import { listNames, ValueError } from "./errors.ts";
import type { EncodedClasses } from "./labels.ts";
import { type Allowed, either, oneOf } from "./parameter-checks.ts";

/**
 * scikit-learn's `class_weight`: null weighs every row 1, `balanced` weighs a row n / (K · count of its class),
 * an object gives the weight of each class by its label (as text; 1 for a class it does not name).
 */
export type ClassWeight = null | "balanced" | Readonly<Record<string, number>>;

/** What `class_weight` may be; whether its labels occur is known by `weightsOfClasses` only. */
export const CLASS_WEIGHT: Allowed = either(oneOf(null, "balanced"), {
  words: ["an object of label: weight"],
  includes: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
});

/**
 * The weight of each class, K numbers. Labels that do not occur are passed over where every class is named, so that one
 * object serves all folds of a table. Throws `ValueError` for such a label where a class is not named, which is likely a
 * misspelling, and for a weight that is negative.
 */
export function weightsOfClasses(classWeight: ClassWeight, { classes, codes }: EncodedClasses): Float64Array {
  const weights = new Float64Array(classes.length).fill(1);
  if (classWeight === null) return weights;
  if (classWeight === "balanced") {
    const counts = new Float64Array(classes.length);
    for (const code of codes) counts[code]!++;
    return counts.map((count) => codes.length / (classes.length * count));
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

/** The weight of each row by its class, n numbers. Throws as `weightsOfClasses`. */
export function weightsOfRows(classWeight: ClassWeight, y: EncodedClasses): Float64Array {
  const weights = weightsOfClasses(classWeight, y);
  return Float64Array.from(y.codes, (code) => weights[code]!);
}

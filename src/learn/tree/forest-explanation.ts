import type { ExplanationUnit, TreeExplanation, TreeRouter } from "../core/explanation.ts";
import { checkWidth } from "../validation/input.ts";
import { requireLeafWeights } from "./leaf-weights.ts";
import { type SingleMatrix, singlePrecision } from "./single-precision.ts";
import type { StoredForest } from "./stored-forest.ts";

/** What the leaves of a forest add up to. */
interface ForestOutputs {
  readonly unit: ExplanationUnit;
  /** One number per output, to which the trees are added. */
  readonly init: Float64Array;
  /** Factor of the sum of the trees. */
  readonly scale: number;
  /** The entry of a leaf that belongs to the first output. Default: 0. */
  readonly firstValue?: number;
}

/** Returns the explanation of `forest` by its leaves. Throws `StateError` if it does not have their weights. */
export function forestExplanation(
  forest: StoredForest,
  { unit, init, scale, firstValue = 0 }: ForestOutputs,
  owner: string,
): TreeExplanation {
  const { features } = forest;
  const leafWeights = requireLeafWeights(forest.leaf_weights, owner);
  return {
    kind: "trees",
    unit,
    forest: { ...forest, leafWeights, firstValue },
    init,
    scale,
    route(X) {
      checkWidth(X, features, owner);
      return new ForestRouter(forest, singlePrecision(X, owner));
    },
  };
}

/** Returns the explanation of the mean of the leaves that a row falls into: of class probabilities, or of numbers. */
export function explanationOfMean(
  forest: StoredForest,
  unit: "probability" | "label",
  owner: string,
): TreeExplanation {
  const { width, roots } = forest;
  // Of two classes only the last is explained, because the first mirrors it.
  const isPair = unit === "probability" && width === 2;
  const init = new Float64Array(isPair ? 1 : width);
  return forestExplanation(
    forest,
    { unit, init, scale: 1 / roots.length, firstValue: isPair ? 1 : 0 },
    owner,
  );
}

class ForestRouter implements TreeRouter {
  readonly #forest: StoredForest;
  readonly #X: SingleMatrix;

  constructor(forest: StoredForest, X: SingleMatrix) {
    this.#forest = forest;
    this.#X = X;
  }

  get data(): Float32Array {
    return this.#X.data;
  }

  get thresholds(): Float32Array {
    return this.#forest.threshold;
  }

  sideOf(value: number, node: number): number {
    return +(value > this.#forest.threshold[node]!);
  }

  route(row: number, first: number, end: number, sides: Uint8Array): void {
    const { feature, threshold } = this.#forest;
    const { columns, data } = this.#X;
    const from = row * columns;
    for (let node = first; node < end; node++) {
      sides[node - first] = +(data[from + feature[node]!]! > threshold[node]!);
    }
  }
}

import type { TreeExplanation } from "../core/explanation.ts";
import type { Table } from "../core/table.ts";
import { TreePass } from "./tree-pass.ts";
import { type TreeShape, treeShape } from "./tree-shape.ts";

/**
 * Path-dependent TreeSHAP: the Shapley values of the columns of a row, for the game in which a coalition of columns is worth
 * the mean of the tree over the training rows, given the values of these columns: a split on one of them sends the row to its
 * side, any other sends it to both, weighted by their training rows. The same numbers as those of
 * `shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")`.
 *
 * A path to a leaf of value v that compares d different columns is worth v Π o for the columns in the coalition and Π z for
 * the others: o is 1 if the row satisfies all conditions of the path on a column, else 0, and z is the fraction of weight that
 * satisfies them. The Shapley value of column i of such a product is v (oᵢ − zᵢ) ∫₀¹ Π_{j≠i} (zⱼ + (oⱼ − zⱼ) t) dt (the
 * multilinear extension of a game). The integrand is a polynomial of degree d − 1, so that ⌈d/2⌉ points of the rule of Gauss
 * and Legendre integrate it exactly. At each point the paths share their products, from the root to a node and from the leaves
 * to a node: both are computed in one pass. Cost per tree, row and output: O(nodes · d / 2).
 *
 * References: Lundberg et al., From local explanations to global understanding with explainable AI for trees, 2020,
 * doi:10.1038/s42256-019-0138-9; Owen, Multilinear extensions of games, 1972, doi:10.1287/mnsc.18.5.64; for sharing, Yu et
 * al., Linear TreeShap, 2022, arXiv:2209.08192.
 */
export class TreeShap {
  /** k numbers: the mean of the outputs over the training rows, by the weights of the trees. */
  readonly base: Float64Array;
  readonly #explanation: TreeExplanation;
  readonly #shape: TreeShape;
  readonly #pass: TreePass;

  /** Throws `StateError` for malformed trees. Cost: linear in the number of nodes. */
  constructor(explanation: TreeExplanation, owner: string) {
    this.#explanation = explanation;
    this.#shape = treeShape(explanation.forest, owner);
    this.#pass = new TreePass(explanation, this.#shape);
    this.base = expectations(explanation, this.#shape);
  }

  /** Bytes of the trees and of what is kept beside them. */
  get bytes(): number {
    const { children, feature, values } = this.#explanation.forest;
    const arrays = [children, feature, values, ...Object.values(this.#shape)];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** Returns n × k × p contributions, row-major. Throws `ValueError` as the prediction does. */
  contributions(X: Table): Float64Array {
    const { forest, init, scale } = this.#explanation;
    const size = init.length * forest.features;
    const result = new Float64Array(X.rows * size);
    const router = this.#explanation.route(X);
    for (let tree = 0; tree < forest.roots.length; tree++) {
      for (let row = 0; row < X.rows; row++) this.#pass.add(tree, router, row, result, row * size);
    }
    for (let at = 0; at < result.length; at++) result[at]! *= scale;
    return result;
  }
}

/** Returns the mean of each output over the training rows. */
function expectations({ forest, init, scale }: TreeExplanation, { starts, left }: TreeShape): Float64Array {
  const { roots, children, values, width, firstValue } = forest;
  const outputs = init.length;
  const sums = new Float64Array(outputs);
  const means = new Float64Array(left.length);
  for (let o = 0; o < outputs; o++) {
    const entry = width === 1 ? 0 : firstValue + o;
    const step = width === 1 ? outputs : 1;
    const meanOf = (reference: number) =>
      reference < 0 ? values[(-1 - reference) * width + entry]! : means[reference]!;
    for (let tree = width === 1 ? o : 0; tree < roots.length; tree += step) {
      for (let node = starts[tree + 1]! - 1; node >= starts[tree]!; node--) {
        const mean = meanOf(children[2 * node]!);
        const right = meanOf(children[2 * node + 1]!);
        means[node] = right + left[node]! * (mean - right);
      }
      sums[o]! += meanOf(roots[tree]!);
    }
  }
  return sums.map((sum, o) => init[o]! + scale * sum);
}

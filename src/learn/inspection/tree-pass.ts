import type { TreeExplanation, TreeRouter } from "../core/explanation.ts";
import { gaussLegendre, type Quadrature } from "./gauss-legendre.ts";
import type { TreeShape } from "./tree-shape.ts";

/** Number of quadrature points that are computed together. */
const BLOCK = 4;

/**
 * The two passes of `TreeShap` over the nodes of one tree for one row, down and up, at four quadrature points at a time. The
 * buffers serve all trees and rows.
 */
export class TreePass {
  readonly #explanation: TreeExplanation;
  readonly #shape: TreeShape;
  readonly #rules: (Quadrature | undefined)[] = [];
  readonly #sides: Uint8Array;
  /** For each node, whether the row satisfies the conditions above on its column, and the fraction of weight that does. */
  readonly #follows: Uint8Array;
  readonly #fraction: Float64Array;
  /** Four numbers per node, one per point: the weight of the point times the product of the path from the root. */
  readonly #product: Float64Array;
  /** The factor of the branch that the row does not take; that of the other branch is 1 minus it. */
  readonly #away: Float64Array;
  /** What the difference between both branches adds to the contribution of the column. */
  readonly #share: Float64Array;
  /** The sum over the leaves below of their value times the product of the path from the node. */
  readonly #below: Float64Array;

  constructor(explanation: TreeExplanation, shape: TreeShape) {
    this.#explanation = explanation;
    this.#shape = shape;
    let most = 0;
    for (let tree = 0; tree + 1 < shape.starts.length; tree++) {
      most = Math.max(most, shape.starts[tree + 1]! - shape.starts[tree]!);
    }
    this.#sides = new Uint8Array(most);
    this.#follows = new Uint8Array(most);
    this.#fraction = new Float64Array(most);
    this.#product = new Float64Array(BLOCK * most);
    this.#away = new Float64Array(BLOCK * most);
    this.#share = new Float64Array(BLOCK * most);
    this.#below = new Float64Array(BLOCK * most);
  }

  /** Adds the contributions of tree `tree` for `row` to `result[offset …]`, k × p, before scaling. */
  add(tree: number, router: TreeRouter, row: number, result: Float64Array, offset: number): void {
    const { forest, init } = this.#explanation;
    const { starts, depths } = this.#shape;
    const first = starts[tree]!;
    const end = starts[tree + 1]!;
    if (first === end) return;
    router.route(row, first, end, this.#sides);
    const rule = this.#ruleFor(depths[tree]!);
    const { features, width, firstValue } = forest;
    const outputs = init.length;
    for (let point = 0; point < rule.points.length; point += BLOCK) {
      this.#descend(first, end, rule, point);
      if (width === 1) this.#ascend(first, end, 0, result, offset + (tree % outputs) * features);
      else {
        for (let o = 0; o < outputs; o++) {
          this.#ascend(first, end, firstValue + o, result, offset + o * features);
        }
      }
    }
  }

  /** Returns a rule of ⌈depth/2⌉ points, rounded up to whole blocks. */
  #ruleFor(depth: number): Quadrature {
    const blocks = Math.ceil(depth / (2 * BLOCK));
    let rule = this.#rules[blocks];
    if (rule === undefined) {
      rule = gaussLegendre(blocks * BLOCK);
      this.#rules[blocks] = rule;
    }
    return rule;
  }

  /** From the root to the leaves: fills `#away` and `#share` for four points from `point` on. */
  #descend(first: number, end: number, { points, weights }: Quadrature, point: number): void {
    const { above, left, previous } = this.#shape;
    const sides = this.#sides;
    const follows = this.#follows;
    const fraction = this.#fraction;
    const product = this.#product;
    const away = this.#away;
    const share = this.#share;
    const t0 = points[point]!;
    const t1 = points[point + 1]!;
    const t2 = points[point + 2]!;
    const t3 = points[point + 3]!;
    const u0 = 1 - t0;
    const u1 = 1 - t1;
    const u2 = 1 - t2;
    const u3 = 1 - t3;
    const w0 = weights[point]!;
    const w1 = weights[point + 1]!;
    const w2 = weights[point + 2]!;
    const w3 = weights[point + 3]!;
    for (let node = first, n = 0, at = 0; node < end; node++, n++, at += BLOCK) {
      let c0 = w0;
      let c1 = w1;
      let c2 = w2;
      let c3 = w3;
      if (n > 0) {
        const place = above[node]!;
        const parent = (place >> 1) - first;
        const from = BLOCK * parent;
        // The factor of the branch is that of the one not taken, or 1 minus it.
        const isTaken = +(sides[parent] === (place & 1));
        const sign = 1 - 2 * isTaken;
        c0 = product[from]! * (isTaken + sign * away[from]!);
        c1 = product[from + 1]! * (isTaken + sign * away[from + 1]!);
        c2 = product[from + 2]! * (isTaken + sign * away[from + 2]!);
        c3 = product[from + 3]! * (isTaken + sign * away[from + 3]!);
      }
      product[at] = c0;
      product[at + 1] = c1;
      product[at + 2] = c2;
      product[at + 3] = c3;
      const toLeft = left[node]!;
      const toOther = sides[n] === 0 ? 1 - toLeft : toLeft;
      const before = previous[node]!;
      if (before < 0) {
        follows[n] = 1;
        fraction[n] = 1;
        away[at] = toOther * u0;
        away[at + 1] = toOther * u1;
        away[at + 2] = toOther * u2;
        away[at + 3] = toOther * u3;
        share[at] = c0 * toOther;
        share[at + 1] = c1 * toOther;
        share[at + 2] = c2 * toOther;
        share[at + 3] = c3 * toOther;
        continue;
      }
      // The path has compared the column before: its factor is replaced.
      const earlier = (before >> 1) - first;
      const isRight = before & 1;
      const toLeftAbove = left[before >> 1]!;
      const z = fraction[earlier]! * (isRight === 1 ? 1 - toLeftAbove : toLeftAbove);
      const doesFollow = follows[earlier]! & +(sides[earlier] === isRight);
      follows[n] = doesFollow;
      fraction[n] = z;
      if (doesFollow === 0) {
        away[at] = toOther;
        away[at + 1] = toOther;
        away[at + 2] = toOther;
        away[at + 3] = toOther;
        share[at] = 0;
        share[at + 1] = 0;
        share[at + 2] = 0;
        share[at + 3] = 0;
        continue;
      }
      const q0 = z / (z + (1 - z) * t0);
      const q1 = z / (z + (1 - z) * t1);
      const q2 = z / (z + (1 - z) * t2);
      const q3 = z / (z + (1 - z) * t3);
      away[at] = toOther * u0 * q0;
      away[at + 1] = toOther * u1 * q1;
      away[at + 2] = toOther * u2 * q2;
      away[at + 3] = toOther * u3 * q3;
      const scale = toOther / z;
      share[at] = c0 * q0 * q0 * scale;
      share[at + 1] = c1 * q1 * q1 * scale;
      share[at + 2] = c2 * q2 * q2 * scale;
      share[at + 3] = c3 * q3 * q3 * scale;
    }
  }

  /** From the leaves to the root: adds the contributions for the entry `entry` of the leaves to `result[offset …]`. */
  #ascend(first: number, end: number, entry: number, result: Float64Array, offset: number): void {
    const { children, feature, values, width } = this.#explanation.forest;
    const sides = this.#sides;
    const away = this.#away;
    const share = this.#share;
    const below = this.#below;
    for (let node = end - 1, n = node - first, at = BLOCK * n; node >= first; node--, n--, at -= BLOCK) {
      const side = sides[n]!;
      const taken = children[2 * node + side]!;
      const other = children[2 * node + 1 - side]!;
      let b0: number;
      let b1: number;
      let b2: number;
      let b3: number;
      if (taken < 0) b0 = b1 = b2 = b3 = values[(-1 - taken) * width + entry]!;
      else {
        const from = BLOCK * (taken - first);
        b0 = below[from]!;
        b1 = below[from + 1]!;
        b2 = below[from + 2]!;
        b3 = below[from + 3]!;
      }
      let d0: number;
      let d1: number;
      let d2: number;
      let d3: number;
      if (other < 0) {
        const value = values[(-1 - other) * width + entry]!;
        d0 = b0 - value;
        d1 = b1 - value;
        d2 = b2 - value;
        d3 = b3 - value;
      } else {
        const from = BLOCK * (other - first);
        d0 = b0 - below[from]!;
        d1 = b1 - below[from + 1]!;
        d2 = b2 - below[from + 2]!;
        d3 = b3 - below[from + 3]!;
      }
      below[at] = b0 - away[at]! * d0;
      below[at + 1] = b1 - away[at + 1]! * d1;
      below[at + 2] = b2 - away[at + 2]! * d2;
      below[at + 3] = b3 - away[at + 3]! * d3;
      result[offset + feature[node]!]! +=
        share[at]! * d0 + share[at + 1]! * d1 + (share[at + 2]! * d2 + share[at + 3]! * d3);
    }
  }
}

import type { Criterion, LeafLimits } from "./criterion.ts";
import { RankSorter } from "./rank-sorter.ts";
import type { RankedColumn } from "./ranked-columns.ts";
import { type Constrained, Splitter } from "./splitter.ts";
import { halfway, isSameValue } from "./thresholds.ts";

/**
 * `splitter="best"`: the best threshold of every feature drawn, halfway between neighbouring values. Among
 * equally good splits the first wins: features in the order drawn, thresholds ascending.
 */
export class BestSplitter extends Splitter {
  readonly #distinct: readonly Float32Array[];
  readonly #criterion: Criterion;
  readonly #limits: LeafLimits;
  readonly #sorter: RankSorter;
  readonly #constrained: Constrained | null;

  constructor(
    columns: readonly RankedColumn[],
    criterion: Criterion,
    limits: LeafLimits,
    maxFeatures: number,
    constrained: Constrained | null = null,
  ) {
    super(
      columns.map(({ ranks }) => ranks),
      maxFeatures,
    );
    this.#distinct = columns.map(({ distinct }) => distinct);
    this.#criterion = criterion;
    this.#limits = limits;
    this.#constrained = constrained;
    this.#sorter = new RankSorter(this.places.length);
  }

  protected override tryFeature(feature: number, start: number, end: number): boolean {
    const ranks = this.current[feature] as Uint32Array;
    const distinct = this.#distinct[feature]!;
    const sorter = this.#sorter;
    const { places } = this;
    const n = end - start;
    const keys = sorter.keys;
    let low = 0xffffffff;
    let high = 0;
    for (let p = 0; p < n; p++) {
      const rank = ranks[places[start + p]!]!;
      keys[p] = rank;
      if (rank < low) low = rank;
      if (rank > high) high = rank;
    }
    if (isSameValue(distinct[low]!, distinct[high]!)) return false;
    const payloads = sorter.payloads;
    const given = this.#criterion.payloads;
    for (let p = 0; p < n; p++) payloads[p] = given[p]!;
    sorter.sort(n, low, high - low + 1);
    const sorted = sorter.keys;
    if (this.#constrained?.bounds.constrain(feature)) {
      this.#takeConstrainedCut(feature, n, distinct, this.#constrained);
      return true;
    }
    const cut = this.#criterion.bestCut(sorted, sorter.payloads, n, distinct, this.#limits, this.score);
    if (cut >= 0) this.#take(feature, cut, distinct, this.#criterion.score);
    return true;
  }

  /** The rows of the node have been sorted by the column. */
  #takeConstrainedCut(
    feature: number,
    n: number,
    distinct: Float32Array,
    { cuts, bounds }: Constrained,
  ): void {
    const { keys, payloads } = this.#sorter;
    const cut = cuts.bestCut(keys, payloads, n, distinct, this.#limits, this.score, bounds);
    if (cut < 0) return;
    this.#take(feature, cut, distinct, cuts.score);
    this.middle = cuts.middle;
  }

  #take(feature: number, cut: number, distinct: Float32Array, score: number): void {
    const sorted = this.#sorter.keys;
    this.feature = feature;
    this.score = score;
    this.limit = sorted[cut - 1]!;
    this.threshold = halfway(distinct[this.limit]!, distinct[sorted[cut]!]!);
  }
}

import type { Matrix } from "../core/matrix.ts";

/**
 * The order of the pairs of K classes is (0, 1), (0, 2), …, (1, 2), … A positive decision favours the first of
 * the pair.
 */

/**
 * Returns the class that wins the most pairs, the first of equal ones; a decision of 0 is a win for the second
 * of the pair.
 */
export function classesByVotes(decisions: Float64Array, rows: number, classes: number): Int32Array {
  const votes = new Int32Array(classes);
  const winners = new Int32Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    votes.fill(0);
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, at++) votes[decisions[at]! > 0 ? i : j]!++;
    }
    let best = 0;
    for (let i = 1; i < classes; i++) if (votes[i]! > votes[best]!) best = i;
    winners[row] = best;
  }
  return winners;
}

/**
 * Turns the values of the pairs into one value per class, n × K: its number of votes plus t / (3 (|t| + 1)),
 * where t is the sum of the decisions in its favour. Less than a third is added, so that votes decide and
 * confidence breaks ties. Here a decision of 0 is a vote for the first of the pair, as in scikit-learn's
 * `_ovr_decision_function`.
 */
export function oneVsRest(decisions: Float64Array, rows: number, classes: number): Matrix {
  const result = new Float64Array(rows * classes);
  const confidence = new Float64Array(classes);
  for (let row = 0, at = 0; row < rows; row++) {
    const base = row * classes;
    confidence.fill(0);
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, at++) {
        const decision = decisions[at]!;
        result[base + (decision < 0 ? j : i)]!++;
        confidence[i]! += decision;
        confidence[j]! -= decision;
      }
    }
    for (let i = 0; i < classes; i++) {
      const t = confidence[i]!;
      result[base + i]! += t / (3 * (Math.abs(t) + 1));
    }
  }
  return { rows, columns: classes, data: result };
}

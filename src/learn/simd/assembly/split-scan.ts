/* Finds the best split of one node on numeric features. */

/**
 * Slightly less than 1: the bound on the score is lowered by this factor, so that rounding cannot hide a better
 * split. Only if a candidate exceeds the bound is its gain computed with scikit-learn's rounding. `SAFE` of the
 * plain twin, `../plain-boosting.ts`, explains the bound.
 */
export const SAFE: f64 = 1 - 1e-12;

/**
 * Finds the best split on the numeric features `from` … `to` − 1 that have a 1 in `candidates`. `features` has four
 * 32-bit numbers per feature: the offset of its bins, in bytes from `histogram`; the number of bins, not counting
 * the one for missing values; whether values are missing; and whether the feature is categorical, in which case it
 * is skipped. `best` has seven doubles, which are read and written: the gain to exceed, feature, bin, the sums of
 * gradients and hessians and the number of rows on the left, and whether missing values go left. Gains have
 * scikit-learn's rounding.
 */
export function scanFeatures(
  histogram: usize,
  features: usize,
  candidates: usize,
  from: i32,
  to: i32,
  isPairs: i32,
  rows: f64,
  gradient: f64,
  hessian: f64,
  loss: f64,
  minSamplesLeaf: f64,
  minHessian: f64,
  l2: f64,
  best: usize,
): void {
  const stride: usize = isPairs ? 24 : 16;
  const countAt: usize = isPairs ? 16 : 8;
  const damping = l2 + 1e-15;
  let top = load<f64>(best);
  let bar = (top - loss) * SAFE;
  for (let f = from; f < to; f++) {
    const feature = features + ((<usize>f) << 4);
    if (load<u8>(candidates + f) === 0 || load<u32>(feature, 12) !== 0) continue;
    const base = histogram + load<u32>(feature);
    const bins = load<i32>(feature, 4);
    const hasMissing = load<i32>(feature, 8);
    for (let isFromRight = 0; isFromRight <= hasMissing; isFromRight++) {
      const places = isFromRight ? bins - 1 : bins - 1 + hasMissing;
      let at = isFromRight ? base + <usize>(bins - 1) * stride : base;
      const step: usize = isFromRight ? 0 - stride : stride;
      let gradientNear: f64 = 0;
      let hessianNear: f64 = 0;
      let rowsNear: f64 = 0;
      for (let place = 0; place < places; place++, at += step) {
        rowsNear += load<f64>(at + countAt);
        hessianNear += load<f64>(at, 8);
        gradientNear += load<f64>(at);
        if (rowsNear < minSamplesLeaf || hessianNear < minHessian) continue;
        const hessianFar = hessian - hessianNear;
        if (rows - rowsNear < minSamplesLeaf || hessianFar < minHessian) break;
        const gradientFar = gradient - gradientNear;
        const weightNear = hessianNear + damping;
        const weightFar = hessianFar + damping;
        if (
          gradientNear * gradientNear * weightFar + gradientFar * gradientFar * weightNear <=
          bar * (weightNear * weightFar)
        ) {
          continue;
        }
        const gradientLeft = isFromRight ? gradientFar : gradientNear;
        const gradientRight = isFromRight ? gradientNear : gradientFar;
        const hessianLeft = isFromRight ? hessianFar : hessianNear;
        const hessianRight = isFromRight ? hessianNear : hessianFar;
        const left = -gradientLeft / (hessianLeft + l2 + 1e-15);
        const right = -gradientRight / (hessianRight + l2 + 1e-15);
        const gain = loss - gradientLeft * left - gradientRight * right;
        if (gain > top) {
          top = gain;
          bar = (gain - loss) * SAFE;
          store<f64>(best, gain);
          store<f64>(best, <f64>f, 8);
          store<f64>(best, <f64>(isFromRight ? bins - 2 - place : place), 16);
          store<f64>(best, gradientLeft, 24);
          store<f64>(best, hessianLeft, 32);
          store<f64>(best, isFromRight ? rows - rowsNear : rowsNear, 40);
          store<f64>(best, <f64>isFromRight, 48);
        }
      }
    }
  }
}

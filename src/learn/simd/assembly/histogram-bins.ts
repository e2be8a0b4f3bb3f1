/*
 * Adds rows to the histograms of features, one or four features at a time. A bin of a histogram has three doubles: the sum of gradients, the sum of hessians, and the number of rows. If every hessian is 1, it has two: the sum of gradients and the number of rows. In the names of the functions, `Pairs` are rows of the first kind, given as a gradient followed by a hessian; `Rows` are of the second kind, given as gradients only; `Known` means that the bins contain the numbers of rows already.
 *
 * The bins of a feature are contiguous, and the value of a row is the number of its bin, one byte. The bytes of `n` rows start at `bytes`, `stride` apart; `a` to `d` are the addresses of the features' first bins.
 */

/** Adds a gradient and a hessian, and one row, to the bin at `at`. */
function addPair(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
  store<f64>(at, load<f64>(at, 16) + 1, 16);
}

/** Adds a gradient and a hessian if the bin counts the row already, or a gradient and the 1 of `oneRow`. */
function addKnownPair(at: usize, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
}

/** Returns the gradient and the hessian at `at`, as doubles. */
function pairAt(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** Returns the gradient at `at` as a double, followed by 1, the number of rows. */
function oneRow(at: usize): v128 {
  return f64x2.replace_lane(f64x2.splat(1), 0, <f64>load<f32>(at));
}

function addGradient(at: usize, gradient: f64): void {
  store<f64>(at, load<f64>(at) + gradient);
}

/** Adds `n` pairs to the histograms of four features. */
export function addFourPairs(
  bytes: usize,
  stride: usize,
  n: i32,
  pairs: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    const word = load<u32>(bytes);
    const pair = pairAt(pairs);
    addPair(a + (word & 255) * 24, pair);
    addPair(b + ((word >>> 8) & 255) * 24, pair);
    addPair(c + ((word >>> 16) & 255) * 24, pair);
    addPair(d + (word >>> 24) * 24, pair);
  }
}

/** Adds `n` pairs to the histogram of one feature. */
export function addOnePairs(bytes: usize, stride: usize, n: i32, pairs: usize, a: usize): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    addPair(a + <usize>load<u8>(bytes) * 24, pairAt(pairs));
  }
}

/** Adds `n` pairs, already counted in the bins, to the histograms of four features. */
export function addFourKnownPairs(
  bytes: usize,
  stride: usize,
  n: i32,
  pairs: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    const word = load<u32>(bytes);
    const pair = pairAt(pairs);
    addKnownPair(a + (word & 255) * 24, pair);
    addKnownPair(b + ((word >>> 8) & 255) * 24, pair);
    addKnownPair(c + ((word >>> 16) & 255) * 24, pair);
    addKnownPair(d + (word >>> 24) * 24, pair);
  }
}

/** Adds `n` pairs, already counted in the bins, to the histogram of one feature. */
export function addOneKnownPairs(bytes: usize, stride: usize, n: i32, pairs: usize, a: usize): void {
  for (const end = pairs + ((<usize>n) << 3); pairs < end; pairs += 8, bytes += stride) {
    addKnownPair(a + <usize>load<u8>(bytes) * 24, pairAt(pairs));
  }
}

/** Adds `n` gradients to the histograms of four features. */
export function addFourRows(
  bytes: usize,
  stride: usize,
  n: i32,
  gradients: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    const word = load<u32>(bytes);
    const row = oneRow(gradients);
    addKnownPair(a + ((word & 255) << 4), row);
    addKnownPair(b + (((word >>> 8) & 255) << 4), row);
    addKnownPair(c + (((word >>> 16) & 255) << 4), row);
    addKnownPair(d + ((word >>> 24) << 4), row);
  }
}

/** Adds `n` gradients to the histogram of one feature. */
export function addOneRows(bytes: usize, stride: usize, n: i32, gradients: usize, a: usize): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    addKnownPair(a + ((<usize>load<u8>(bytes)) << 4), oneRow(gradients));
  }
}

/** Adds `n` gradients, already counted in the bins, to the histograms of four features. */
export function addFourKnownRows(
  bytes: usize,
  stride: usize,
  n: i32,
  gradients: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    const word = load<u32>(bytes);
    const gradient = <f64>load<f32>(gradients);
    addGradient(a + ((word & 255) << 4), gradient);
    addGradient(b + (((word >>> 8) & 255) << 4), gradient);
    addGradient(c + (((word >>> 16) & 255) << 4), gradient);
    addGradient(d + ((word >>> 24) << 4), gradient);
  }
}

/** Adds `n` gradients, already counted in the bins, to the histogram of one feature. */
export function addOneKnownRows(bytes: usize, stride: usize, n: i32, gradients: usize, a: usize): void {
  for (const end = gradients + ((<usize>n) << 2); gradients < end; gradients += 4, bytes += stride) {
    addGradient(a + ((<usize>load<u8>(bytes)) << 4), <f64>load<f32>(gradients));
  }
}

/* Sums of columns. Its twin is `../column-sums.ts`. */

const D: usize = 8;

/** Adds the columns of x (m × p) to `sums`, four rows at a time. */
export function addColumnSums(x: usize, m: i32, p: i32, sums: usize): void {
  const stride = <usize>p * D;
  const pairs = <usize>(p & ~1) * D;
  const isOdd = (p & 1) === 1;
  const whole = m & ~3;
  for (let i = 0; i < whole; i += 4) {
    const x1 = x + stride;
    const x2 = x1 + stride;
    const x3 = x2 + stride;
    for (let at: usize = 0; at < pairs; at += 16) {
      const first = f64x2.add(v128.load(x + at), v128.load(x1 + at));
      const second = f64x2.add(v128.load(x2 + at), v128.load(x3 + at));
      v128.store(sums + at, f64x2.add(v128.load(sums + at), f64x2.add(first, second)));
    }
    if (isOdd) {
      const first = load<f64>(x + pairs) + load<f64>(x1 + pairs);
      const second = load<f64>(x2 + pairs) + load<f64>(x3 + pairs);
      store<f64>(sums + pairs, load<f64>(sums + pairs) + (first + second));
    }
    x = x3 + stride;
  }
  for (let i = whole; i < m; i++) {
    for (let at: usize = 0; at < stride; at += D) {
      store<f64>(sums + at, load<f64>(sums + at) + load<f64>(x + at));
    }
    x += stride;
  }
}

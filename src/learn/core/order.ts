/** A value that a label or a category can have. */
export type Scalar = string | number | boolean;

/**
 * Orders strings by Unicode code point, as Python and scikit-learn do. JavaScript's `<` compares UTF-16 units
 * and puts U+1F600 before U+FF00.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above every other UTF-16 unit: lift them above U+FFFF.
    if (x >= 0xd800 && x <= 0xdfff) x += 0x10000;
    if (y >= 0xd800 && y <= 0xdfff) y += 0x10000;
    return x - y;
  }
  return a.length - b.length;
}

/** Orders text that spells numbers by value. */
export function compareSpelledNumbers(a: string, b: string): number {
  return Number(a) - Number(b);
}

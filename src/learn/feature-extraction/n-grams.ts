/** What n-grams consist of; see `HashingVectorizer`. */
export type Analyzer = "word" | "char" | "char_wb";

/** The shortest and the longest n-grams. */
export type NGramRange = readonly [least: number, most: number];

/** Receives an n-gram: the UTF-8 bytes from `start` to `end` − 1, which are valid until it returns. */
export type VisitNGram = (bytes: Uint8Array, start: number, end: number) => void;

/** Python's `\w\w+`: letters, digits and the underscore, without combining marks. */
const TOKEN = /[\p{L}\p{N}_]{2,}/gu;
/** Python's `\s`, which differs from that of JavaScript. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES = new RegExp(`${SPACE}+`, "u");
const SEVERAL_SPACES = new RegExp(`${SPACE}{2,}`, "gu");

const encoder = new TextEncoder();

/**
 * Calls `visit` for each n-gram of `text` that scikit-learn's analyzers find, in no particular order: `word` takes words of at
 * least two letters or digits, those of several words joined by a space, without `stopWords`; `char` takes characters; `char_wb`
 * takes characters within words with a space at both ends, and a word that is shorter than an n-gram once. Characters are code
 * points.
 */
export function visitNGrams(
  text: string,
  analyzer: Analyzer,
  range: NGramRange,
  stopWords: ReadonlySet<string>,
  visit: VisitNGram,
): void {
  if (analyzer === "word") visitWords(text, range, stopWords, visit);
  else if (analyzer === "char") visitCharacters(text.replace(SEVERAL_SPACES, " "), range, visit);
  else {
    for (const word of text.split(SPACES)) if (word !== "") visitPadded(` ${word} `, range, visit);
  }
}

function visitWords(
  text: string,
  [least, most]: NGramRange,
  stopWords: ReadonlySet<string>,
  visit: VisitNGram,
): void {
  const words = (text.match(TOKEN) ?? []).filter((word) => !stopWords.has(word));
  // Neighbouring words, joined by spaces, are neighbouring bytes.
  const bytes = encoder.encode(words.join(" "));
  const starts = [0];
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === SPACE_BYTE) starts.push(at + 1);
  for (let n = least; n <= Math.min(most, words.length); n++) {
    for (let i = 0; i + n <= words.length; i++) {
      visit(bytes, starts[i]!, i + n === words.length ? bytes.length : starts[i + n]! - 1);
    }
  }
}

const SPACE_BYTE = 0x20;

function visitCharacters(text: string, [least, most]: NGramRange, visit: VisitNGram): void {
  const bytes = encoder.encode(text);
  const starts = startsOf(bytes);
  const length = starts.length - 1;
  for (let n = least; n <= Math.min(most, length); n++) {
    for (let i = 0; i + n <= length; i++) visit(bytes, starts[i]!, starts[i + n]!);
  }
}

function visitPadded(word: string, [least, most]: NGramRange, visit: VisitNGram): void {
  const bytes = encoder.encode(word);
  const starts = startsOf(bytes);
  const length = starts.length - 1;
  for (let n = least; n <= most; n++) {
    if (n >= length) {
      visit(bytes, 0, bytes.length);
      return;
    }
    for (let i = 0; i + n <= length; i++) visit(bytes, starts[i]!, starts[i + n]!);
  }
}

/** Returns where each character of UTF-8 text begins, and where the last one ends. */
function startsOf(bytes: Uint8Array): number[] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at++) if ((bytes[at]! & 0xc0) !== 0x80) starts.push(at);
  starts.push(bytes.length);
  return starts;
}

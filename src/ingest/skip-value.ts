import {
  BRACE,
  BRACKET,
  COMMA,
  END_BRACE,
  END_BRACKET,
  FALSE,
  LETTER_F,
  LETTER_N,
  LETTER_T,
  NULL,
  QUOTE,
  TRUE,
} from "./json-bytes.ts";
import { skipNumber } from "./scan-number.ts";
import { scanKey, scanText } from "./scan-text.ts";
import { type Scanner, STUCK } from "./scanner.ts";

/** Skips white space and a value of any type, nested to any depth. May change `scanner.hash` and `scanner.hasEscape`. */
export function skipValue(scanner: Scanner, at: number): number {
  const { bytes, nesting } = scanner;
  let depth = 0;
  let p = at;
  for (;;) {
    p = scanner.space(p);
    const byte = bytes[p]!;
    if (byte === BRACE || byte === BRACKET) {
      nesting.enter(depth++, byte === BRACE);
      p = scanner.space(p + 1);
      const end = byte === BRACE ? END_BRACE : END_BRACKET;
      if (bytes[p] !== end) {
        if (byte === BRACE) p = scanKey(scanner, p);
        if (p === STUCK) return STUCK;
        continue;
      }
      p++;
      depth--;
    } else {
      p = skipScalar(scanner, p, byte);
      if (p === STUCK) return STUCK;
    }
    // A value has ended. Skip the closing brackets after it, up to the next value.
    for (;;) {
      if (depth === 0) return p;
      p = scanner.space(p);
      const isObject = nesting.isObject(depth - 1);
      const next = bytes[p]!;
      if (next === COMMA) {
        p = isObject ? scanKey(scanner, scanner.space(p + 1)) : p + 1;
        if (p === STUCK) return STUCK;
        break;
      }
      if (next !== (isObject ? END_BRACE : END_BRACKET)) return scanner.stuck(p);
      p++;
      depth--;
    }
  }
}

/**
 * Skips a value inside an object, after which a comma or a brace must follow. Returns `STUCK` until that has arrived, because
 * the digits of a number may continue.
 */
export function skipFollowedValue(scanner: Scanner, at: number): number {
  const after = skipValue(scanner, at);
  return after !== STUCK && scanner.space(after) === scanner.end ? scanner.stuck(scanner.end) : after;
}

function skipScalar(scanner: Scanner, at: number, byte: number): number {
  if (byte === QUOTE) return scanText(scanner, at);
  if (byte === LETTER_T) return scanner.word(at, TRUE);
  if (byte === LETTER_F) return scanner.word(at, FALSE);
  if (byte === LETTER_N) return scanner.word(at, NULL);
  return skipNumber(scanner, at);
}

import { BACKSLASH, LETTER_U, QUOTE, SPACE, ZERO } from "./json-bytes.ts";
import { type Scanner, STUCK } from "./scanner.ts";

/** Skips the string whose opening quote is at `at`, and sets `scanner.hash` and `scanner.hasEscape`. */
export function scanText(scanner: Scanner, at: number): number {
  const { bytes } = scanner;
  let p = at + 1;
  let hash = 0x811c9dc5 | 0;
  for (;;) {
    const byte = bytes[p]!;
    if (byte === QUOTE) break;
    if (byte < SPACE || byte === BACKSLASH) return scanEscapedText(scanner, p, hash);
    hash = Math.imul(hash ^ byte, 0x01000193);
    p++;
  }
  scanner.hash = hash;
  scanner.hasEscape = false;
  return p + 1;
}

/** Finishes `scanText` from the first backslash or control character on; `hash` is that of the bytes before `at`. */
function scanEscapedText(scanner: Scanner, at: number, hash: number): number {
  const { bytes } = scanner;
  let p = at;
  for (;;) {
    const byte = bytes[p]!;
    if (byte === QUOTE) break;
    if (byte < SPACE) return scanner.stuck(p);
    hash = Math.imul(hash ^ byte, 0x01000193);
    p++;
    if (byte !== BACKSLASH) continue;
    const escaped = bytes[p]!;
    hash = Math.imul(hash ^ escaped, 0x01000193);
    if (escaped === LETTER_U) {
      for (let i = 1; i <= 4; i++) {
        const hex = bytes[p + i]!;
        if (!isHex(hex)) return scanner.stuck(p + i);
        hash = Math.imul(hash ^ hex, 0x01000193);
      }
      p += 5;
    } else if (isEscape(escaped)) p++;
    else return scanner.stuck(p);
  }
  scanner.hash = hash;
  scanner.hasEscape = true;
  return p + 1;
}

/** Skips a key, white space and the colon after it; sets what `scanText` sets. */
export function scanKey(scanner: Scanner, at: number): number {
  if (scanner.bytes[at] !== QUOTE) return scanner.stuck(at);
  const after = scanText(scanner, at);
  return after === STUCK ? STUCK : scanner.colon(after);
}

function isHex(byte: number): boolean {
  return (byte - ZERO) >>> 0 <= 9 || ((byte | 0x20) - 0x61) >>> 0 <= 5;
}

/** Whether a backslash and `byte` are a whole escape. */
function isEscape(byte: number): boolean {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

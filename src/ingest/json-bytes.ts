/*
 * The ASCII bytes and the words of JSON's syntax.
 */

export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const END_BRACKET = 0x5d;
export const LETTER_F = 0x66;
export const LETTER_N = 0x6e;
export const LETTER_T = 0x74;
export const BRACE = 0x7b;
export const END_BRACE = 0x7d;
export const LETTER_U = 0x75;

const wordOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const TRUE: Uint8Array = wordOf("true");
export const FALSE: Uint8Array = wordOf("false");
export const NULL: Uint8Array = wordOf("null");

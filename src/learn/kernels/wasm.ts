/**
 * A small assembler for WebAssembly functions on 128-bit vectors: loops that compare millions of numbers run several
 * times faster there than in JavaScript, which has no such vectors. Only the instructions that the kernels use.
 * Specification: https://webassembly.github.io/spec/core/binary/
 */

/** Instructions, nested as is convenient. */
export type Code = number | readonly Code[];

/** A variable of a function, by its number: first the parameters, then the locals. */
export type Local = number;

const I32 = 0x7f;
const V128 = 0x7b;

/** `value` ≥ 0 as LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(Math.floor(value / 128))];
}

/** `value` as signed LEB128. */
function signed(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

const simd = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** The address on the stack plus `offset`; `alignment` is a power of 2. */
const memory = (alignment: number, offset: number): number[] => [alignment, ...unsigned(offset)];

/** The value of a variable. */
export const get = (local: Local): Code => [0x20, unsigned(local)];
/** Gives a variable a value. */
export const set = (local: Local, value: Code): Code => [value, 0x21, unsigned(local)];

/** Instructions on 32-bit whole numbers. */
export const i32 = {
  constant: (value: number): Code => [0x41, signed(value)],
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  or: (a: Code, b: Code): Code => [a, b, 0x72],
  shiftLeft: (a: Code, bits: number): Code => [a, i32.constant(bits), 0x74],
  isBelow: (a: Code, b: Code): Code => [a, b, 0x49],
  store: (address: Code, offset: number, value: Code): Code => [address, value, 0x36, memory(2, offset)],
};

/** Four whole numbers of 32 bits side by side. */
export const i32x4 = {
  splat: (value: Code): Code => [value, simd(0x11)],
  add: (a: Code, b: Code): Code => [a, b, simd(0xae)],
  subtract: (a: Code, b: Code): Code => [a, b, simd(0xb1)],
  minimum: (a: Code, b: Code): Code => [a, b, simd(0xb6)],
  maximum: (a: Code, b: Code): Code => [a, b, simd(0xb8)],
  /** Comparisons give all ones or all zeros in each place. */
  differs: (a: Code, b: Code): Code => [a, b, simd(0x38)],
  isGreater: (a: Code, b: Code): Code => [a, b, simd(0x3b)],
  isAtMost: (a: Code, b: Code): Code => [a, b, simd(0x3d)],
  isAtLeast: (a: Code, b: Code): Code => [a, b, simd(0x3f)],
  /** The sign bits of the four places as a number from 0 to 15. */
  bitmask: (a: Code): Code => [a, simd(0xa4)],
  /** Of eight 16-bit numbers each: a₀b₀ + a₁b₁, a₂b₂ + a₃b₃, … */
  dotOfPairs: (a: Code, b: Code): Code => [a, b, simd(0xba)],
};

/** Instructions on 128 bits, whatever they hold. */
export const v128 = {
  load: (address: Code, offset: number): Code => [address, simd(0x00), memory(4, offset)],
  /** The 32 bits at the address, four times. */
  load32Splat: (address: Code, offset: number): Code => [address, simd(0x09), memory(2, offset)],
  store: (address: Code, offset: number, value: Code): Code => [
    address,
    value,
    simd(0x0b),
    memory(4, offset),
  ],
  or: (a: Code, b: Code): Code => [a, b, simd(0x50)],
  /** Bits of `a` where `mask` has ones, of `b` elsewhere. */
  select: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)],
  isAnyBitSet: (a: Code): Code => [a, simd(0x53)],
};

/** Runs `body`, then again as long as `condition` holds. */
export const doWhile = (body: Code, condition: Code): Code => [0x03, 0x40, body, condition, 0x0d, 0, 0x0b];
/** Runs `body` where `condition` holds. */
export const when = (condition: Code, body: Code): Code => [condition, 0x04, 0x40, body, 0x0b];

/** A function of a module: its variables and its instructions. */
export interface WasmFunction {
  /** How many parameters, all i32; they are the first variables. */
  readonly parameters: number;
  /** How many further variables of i32, then of v128. */
  readonly integers: number;
  readonly vectors: number;
  /** Leaves one i32, the result, on the stack. */
  readonly body: Code;
}

/** The bytes of a module that imports `env.memory` and exports the function as `run`. */
export function assemble({ parameters, integers, vectors, body }: WasmFunction): Uint8Array<ArrayBuffer> {
  const section = (id: number, item: Code): Code => {
    const content = bytes([1, item]);
    return [id, unsigned(content.length), content];
  };
  const content = bytes([2, unsigned(integers), I32, unsigned(vectors), V128, body, 0x0b]);
  return Uint8Array.from(
    bytes([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [0x60, unsigned(parameters), Array(parameters).fill(I32), 1, I32]),
      section(2, [text("env"), text("memory"), 0x02, 0x00, 1]),
      section(3, 0),
      section(7, [text("run"), 0x00, 0]),
      section(10, [unsigned(content.length), content]),
    ]),
  );
}

function text(value: string): Code {
  return [value.length, [...value].map((letter) => letter.charCodeAt(0))];
}

function bytes(code: Code): number[] {
  const result: number[] = [];
  const append = (part: Code) => {
    if (typeof part === "number") result.push(part);
    else for (const inner of part) append(inner);
  };
  append(code);
  return result;
}

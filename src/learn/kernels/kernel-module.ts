import { assemble, type Code, get, i32x4, type Local, set, type WasmFunction } from "./wasm.ts";

/**
 * Kernels compare rows of small whole numbers, eight products an instruction. Rows come in groups of four: a group
 * has for each pair of columns 16 bytes, the two 16-bit values of its first row, of its second, … What is compared
 * with them comes in blocks of four too: for each pair of columns 16 bytes, the two values of the first, of the
 * second, … and at last four 32-bit numbers. The code is written out for one number of pairs of columns.
 */

/** Longer rows would make the code too long. */
export const MAX_PAIRS = 128;

/** Compiled when they are first needed, and kept: the code depends on nothing but its name and the number of pairs. */
const modules = new Map<string, WebAssembly.Module | undefined>();

/**
 * The kernel `name`, whose code for `pairs` pairs of columns is what `write` gives, over `memory`. Undefined for more
 * than `MAX_PAIRS` and on a processor whose vectors WebAssembly cannot use.
 */
export function kernelFor<Kernel>(
  name: string,
  write: (pairs: number) => WasmFunction,
  pairs: number,
  memory: WebAssembly.Memory,
): Kernel | undefined {
  if (pairs > MAX_PAIRS) return undefined;
  const key = `${name} ${pairs}`;
  if (!modules.has(key)) modules.set(key, compile(assemble(write(pairs))));
  const module = modules.get(key);
  return module && (new WebAssembly.Instance(module, { env: { memory } }).exports.run as Kernel);
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** sum += a · b, of pairs of 16-bit numbers. */
export function addDot(sum: Local, a: Local, b: Local): Code {
  return set(sum, i32x4.add(get(sum), i32x4.dotOfPairs(get(a), get(b))));
}

/** Modules compiled so far; undefined if the processor lacks WebAssembly SIMD. */
const modules = new Map<string, WebAssembly.Module | undefined>();

/**
 * Instantiates a module of `kernel-bytes.ts` over `memory` and returns its functions. Returns undefined if the
 * processor lacks WebAssembly SIMD; the caller then uses the plain twin.
 */
export function kernelsOver<Kernels>(base64: string, memory: WebAssembly.Memory): Kernels | undefined {
  if (!modules.has(base64)) modules.set(base64, compile(Uint8Array.fromBase64(base64)));
  const module = modules.get(base64);
  return module && (new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels);
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

const PAGE = 65_536;

/** Allocates a memory of at least `bytes`; returns undefined if there is not enough. */
export function allocate(bytes: number): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Compiled when they are first needed, and kept; undefined on a processor whose vectors WebAssembly cannot use. */
const modules = new Map<string, WebAssembly.Module | undefined>();

/**
 * The functions of a module of `kernel-bytes.ts`, over `memory`. Undefined on a processor whose vectors WebAssembly
 * cannot use: whoever asks does the same work without them.
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

/** A memory of at least `bytes`; undefined where there is no more room. */
export function allocate(bytes: number): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

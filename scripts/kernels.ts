/**
 * Compiles the AssemblyScript of each of `KERNEL_FOLDERS`, in `assembly/`, and writes the bytes into its `kernel-bytes.ts`.
 * Does nothing where that file says that it was written from the same sources by the same compiler.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json";

const ROOT = join(import.meta.dir, "..");

/** Threads share it. As much as there can be: a memory may be smaller. */
const SHARED_MEMORY = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

/**
 * The folders with kernels and their modules: each is the file of this name in `assembly/`, with everything it imports,
 * and some have options of their own.
 */
export const KERNEL_FOLDERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "src/learn/simd": { linear: [], screening: [], boosting: SHARED_MEMORY },
  "src/ingest": { rows: [] },
};

/** The file that holds the compiled kernels of a folder. */
export const kernelBytes = (folder: string): string => join(ROOT, folder, "kernel-bytes.ts");

/** SIMD of WebAssembly 2.0, the same on every machine: no relaxed SIMD, no fused multiply-add. */
const OPTIONS = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
  ...["--importMemory", "--initialMemory", "0", "--noExportMemory"],
  // Functions on vectors are called by others of the same module alone.
  ...["--disableWarning", "112"],
];

/** The contents of a folder's `kernel-bytes.ts` for its present sources. Throws with what the compiler said. */
export async function kernelSource(folder: string): Promise<string> {
  const lines = [
    "// Written by `bun run kernels` from the AssemblyScript in assembly/; not edited by hand.",
    `// From: ${fingerprint(folder)}`,
  ];
  for (const [name, options] of Object.entries(KERNEL_FOLDERS[folder]!)) {
    const bytes = await compile(join(folder, "assembly", `${name}.ts`), options);
    lines.push(
      "",
      `/** The module \`assembly/${name}.ts\`, in base64. */`,
      `export const ${name.toUpperCase()} =`,
      `  "${Buffer.from(bytes).toString("base64")}";`,
    );
  }
  return `${lines.join("\n")}\n`;
}

async function compile(file: string, options: readonly string[]): Promise<Uint8Array> {
  const outFile = "module.wasm";
  let bytes: Uint8Array | undefined;
  const { default: asc } = await import("assemblyscript/asc");
  const words = [file, "--baseDir", ROOT, "--outFile", outFile, ...OPTIONS, ...options];
  const { error, stderr } = await asc.main(words, {
    writeFile: (name, contents) => {
      if (name === outFile && typeof contents !== "string") bytes = contents;
    },
  });
  if (error !== null || bytes === undefined) throw new Error(`compiling ${file} failed: ${stderr}`);
  return bytes;
}

/** SHA-256 of the sources, the compiler's version and its options. */
function fingerprint(folder: string): string {
  const sources = join(ROOT, folder, "assembly");
  const hash = createHash("sha256");
  hash.update(JSON.stringify([packageJson.devDependencies.assemblyscript, OPTIONS, KERNEL_FOLDERS[folder]]));
  for (const file of readdirSync(sources).sort()) {
    hash.update(JSON.stringify([file, readFileSync(join(sources, file), "utf8")]));
  }
  return hash.digest("hex");
}

function committed(folder: string): string {
  try {
    return readFileSync(kernelBytes(folder), "utf8");
  } catch {
    return "";
  }
}

if (import.meta.main) {
  for (const folder of Object.keys(KERNEL_FOLDERS)) {
    if (committed(folder).includes(`// From: ${fingerprint(folder)}\n`)) continue;
    writeFileSync(kernelBytes(folder), await kernelSource(folder));
  }
}

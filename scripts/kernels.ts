/**
 * Compiles the AssemblyScript modules of each folder in `KERNEL_FOLDERS` and writes their bytes into its `kernel-bytes.ts`.
 * Skips a folder whose `kernel-bytes.ts` is up to date: it contains a hash of the sources, the options and the version of
 * the compiler.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json";

const ROOT = join(import.meta.dir, "..");

/** For a memory that threads share. The maximum is that of WebAssembly; the memory that is allocated may be smaller. */
const SHARED_MEMORY = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

/**
 * The modules of each folder with kernels, each with its additional options of the compiler. A module is compiled from the
 * file of its name in `assembly/` and everything that this file imports.
 */
export const KERNEL_FOLDERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "src/learn/simd": { linear: [], screening: [], boosting: SHARED_MEMORY },
  "src/ingest": { rows: [] },
};

/** Returns the path of the file with the compiled kernels of a folder. */
export const kernelBytes = (folder: string): string => join(ROOT, folder, "kernel-bytes.ts");

/** SIMD as in WebAssembly 2.0. Relaxed SIMD and fused multiply-add are not used: their results differ between machines. */
const OPTIONS = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
  ...["--importMemory", "--initialMemory", "0", "--noExportMemory"],
  // The warning about exported functions with vectors as arguments: they are called within their module only.
  ...["--disableWarning", "112"],
];

/**
 * Compiles the sources of a folder and returns the contents of its `kernel-bytes.ts`. Throws an error with the output of the
 * compiler if that fails.
 */
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
  const command = [file, "--baseDir", ROOT, "--outFile", outFile, ...OPTIONS, ...options];
  const { error, stderr } = await asc.main(command, {
    writeFile: (name, contents) => {
      if (name === outFile && typeof contents !== "string") bytes = contents;
    },
  });
  if (error !== null || bytes === undefined) throw new Error(`compiling ${file} failed: ${stderr}`);
  return bytes;
}

/** Returns the SHA-256 of the sources, the options and the version of the compiler. */
function fingerprint(folder: string): string {
  const sources = join(ROOT, folder, "assembly");
  const hash = createHash("sha256");
  hash.update(JSON.stringify([packageJson.devDependencies.assemblyscript, OPTIONS, KERNEL_FOLDERS[folder]]));
  for (const file of readdirSync(sources).sort()) {
    hash.update(JSON.stringify([file, readFileSync(join(sources, file), "utf8")]));
  }
  return hash.digest("hex");
}

/** Returns the present contents of a folder's `kernel-bytes.ts`; empty if there is none. */
function presentSource(folder: string): string {
  try {
    return readFileSync(kernelBytes(folder), "utf8");
  } catch {
    return "";
  }
}

if (import.meta.main) {
  for (const folder of Object.keys(KERNEL_FOLDERS)) {
    if (presentSource(folder).includes(`// From: ${fingerprint(folder)}\n`)) continue;
    writeFileSync(kernelBytes(folder), await kernelSource(folder));
  }
}

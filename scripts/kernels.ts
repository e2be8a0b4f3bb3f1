/**
 * Compiles the AssemblyScript of `src/learn/simd/assembly` and writes the bytes into `src/learn/simd/kernel-bytes.ts`.
 * Does nothing where that file says that it was written from the same sources by the same compiler.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import packageJson from "../package.json";

const ROOT = join(import.meta.dir, "..");
const SOURCES = join(ROOT, "src/learn/simd/assembly");
/** The file that holds the compiled kernels. */
export const KERNEL_BYTES = join(ROOT, "src/learn/simd/kernel-bytes.ts");

/** Threads share it. As much as there can be: a memory may be smaller. */
const SHARED_MEMORY = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

/** The modules: each is the file of this name, with everything it imports. Some have options of their own. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  linear: [],
  screening: [],
  boosting: SHARED_MEMORY,
};
/** SIMD of WebAssembly 2.0, the same on every machine: no relaxed SIMD, no fused multiply-add. */
const OPTIONS = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
  ...["--importMemory", "--initialMemory", "0", "--noExportMemory"],
  // Functions on vectors are called by others of the same module alone.
  ...["--disableWarning", "112"],
];

/** The contents of `KERNEL_BYTES` for the present sources. Throws with what the compiler said. */
export async function kernelSource(): Promise<string> {
  const lines = [
    "// Written by `bun run kernels` from the AssemblyScript in assembly/; not edited by hand.",
    `// From: ${fingerprint()}`,
  ];
  for (const [name, options] of Object.entries(MODULES)) {
    const bytes = await compile(name, options);
    lines.push(
      "",
      `/** The module \`assembly/${name}.ts\`, in base64. */`,
      `export const ${name.toUpperCase()} =`,
      `  "${Buffer.from(bytes).toString("base64")}";`,
    );
  }
  return `${lines.join("\n")}\n`;
}

async function compile(name: string, options: readonly string[]): Promise<Uint8Array> {
  const outFile = `${name}.wasm`;
  let bytes: Uint8Array | undefined;
  const { default: asc } = await import("assemblyscript/asc");
  const { error, stderr } = await asc.main(
    [
      relative(ROOT, join(SOURCES, `${name}.ts`)),
      "--baseDir",
      ROOT,
      "--outFile",
      outFile,
      ...OPTIONS,
      ...options,
    ],
    {
      writeFile: (file, contents) => {
        if (file === outFile && typeof contents !== "string") bytes = contents;
      },
    },
  );
  if (error !== null || bytes === undefined) throw new Error(`compiling ${name}.ts failed: ${stderr}`);
  return bytes;
}

/** SHA-256 of the sources, the compiler's version and its options. */
function fingerprint(): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([packageJson.devDependencies.assemblyscript, OPTIONS, MODULES]));
  for (const file of readdirSync(SOURCES).sort()) {
    hash.update(JSON.stringify([file, readFileSync(join(SOURCES, file), "utf8")]));
  }
  return hash.digest("hex");
}

function committed(): string {
  try {
    return readFileSync(KERNEL_BYTES, "utf8");
  } catch {
    return "";
  }
}

if (import.meta.main && !committed().includes(`// From: ${fingerprint()}\n`)) {
  writeFileSync(KERNEL_BYTES, await kernelSource());
}

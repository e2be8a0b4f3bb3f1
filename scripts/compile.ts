/**
 * Compiles an executable: minified, with bytecode and a source map; it reads a `.env` in its working directory,
 * and no `bunfig.toml`.
 * Usage: bun scripts/compile.ts OUTFILE [TARGET BUN]   (BUN: the executable of Bun for that target)
 */
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** The program, and the programs of its worker threads. */
export const ENTRY_POINTS: readonly string[] = [
  "src/main.ts",
  "src/training/worker.ts",
  "src/training/helper.ts",
  "src/prediction/table-worker.ts",
];

/** Where an executable is to run, when not here. */
export interface Target {
  /** Bun's name of it, such as `bun-linux-arm64`. */
  readonly name: string;
  /** File of Bun's executable for it. */
  readonly bun: string;
}

/** Compiles `entryPoints` of the project at `root` into `outfile`. Throws with what the compiler said. */
export async function compile(
  outfile: string,
  {
    entryPoints = ENTRY_POINTS,
    root = ROOT,
    target,
  }: {
    entryPoints?: readonly string[];
    root?: string;
    target?: Target;
  } = {},
): Promise<void> {
  const words = [
    "--compile",
    // What is imported by `import()` is a part of its own, which a start that does not need it never loads.
    "--splitting",
    "--minify-syntax",
    "--minify-whitespace",
    "--sourcemap",
    "--bytecode",
    "--format=esm",
  ];
  words.push("--no-compile-autoload-bunfig", "--compile-autoload-dotenv", "--outfile", outfile);
  if (target !== undefined) words.push(`--target=${target.name}`, `--compile-executable-path=${target.bun}`);
  const compiler = Bun.spawn([process.execPath, "build", ...words, ...entryPoints], {
    cwd: root,
    stdout: "ignore",
    stderr: "pipe",
  });
  const said = await new Response(compiler.stderr).text();
  if ((await compiler.exited) !== 0) throw new Error(`compiling ${outfile} failed: ${said}`);
}

if (import.meta.main) {
  const [outfile, name, bun] = process.argv.slice(2);
  if (outfile === undefined) throw new Error("usage: bun scripts/compile.ts OUTFILE [TARGET BUN]");
  await compile(outfile, name !== undefined && bun !== undefined ? { target: { name, bun } } : {});
}

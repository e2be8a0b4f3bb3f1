/**
 * Compiles an executable, minified, with bytecode and a source map. The executable reads `.env` in its working directory,
 * but not `bunfig.toml`.
 * Usage: bun scripts/compile.ts OUTFILE [TARGET BUN]   (BUN: the executable of Bun for that target)
 */
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");

/** The program, and the programs of its worker threads. */
const ENTRY_POINTS: readonly string[] = [
  "src/main.ts",
  "src/training/worker.ts",
  "src/training/helper.ts",
  "src/prediction/table-worker.ts",
  "src/reports/report-worker.ts",
];

/** The platform that an executable is compiled for. */
export interface Target {
  /** Bun's name of the platform, such as `bun-linux-arm64`. */
  readonly name: string;
  /** Path of Bun's executable for the platform. */
  readonly bun: string;
}

/**
 * Compiles `entryPoints` of the project at `root` into the executable `outfile`, for `target` or, by default, for this
 * machine. Throws an error with the output of the compiler if that fails.
 */
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
  const options = [
    "--compile",
    // Modules that are imported by `import()` become separate chunks, which are loaded only when they are needed.
    "--splitting",
    "--minify-syntax",
    "--minify-whitespace",
    "--sourcemap",
    "--bytecode",
    "--format=esm",
  ];
  options.push("--no-compile-autoload-bunfig", "--compile-autoload-dotenv", "--outfile", outfile);
  if (target !== undefined)
    options.push(`--target=${target.name}`, `--compile-executable-path=${target.bun}`);
  const compiler = Bun.spawn([process.execPath, "build", ...options, ...entryPoints], {
    cwd: root,
    stdout: "ignore",
    stderr: "pipe",
  });
  const output = await new Response(compiler.stderr).text();
  if ((await compiler.exited) !== 0) throw new Error(`compiling ${outfile} failed: ${output}`);
}

if (import.meta.main) {
  const [outfile, name, bun] = process.argv.slice(2);
  if (outfile === undefined) throw new Error("usage: bun scripts/compile.ts OUTFILE [TARGET BUN]");
  await compile(outfile, name !== undefined && bun !== undefined ? { target: { name, bun } } : {});
}

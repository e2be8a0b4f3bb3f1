/**
 * Compiles an executable, minified, with bytecode and a source map. The executable reads `.env` in its working directory,
 * but not `bunfig.toml`. The same sources and the same file name give the same bytes, in whatever folder they are.
 * Usage: bun scripts/compile.ts OUTFILE [TARGET]   (TARGET: a platform of scripts/targets.ts; by default, this machine)
 */
import { join } from "node:path";
import { installRuntime, isTarget, type Target } from "./targets.ts";

const ROOT = join(import.meta.dir, "..");

/** The program, and the programs of its worker threads. */
export const ENTRY_POINTS: readonly string[] = [
  "src/main.ts",
  "src/training/worker.ts",
  "src/training/helper.ts",
  "src/prediction/table-worker.ts",
  "src/reports/report-worker.ts",
];

/**
 * Compiles `entryPoints` of the project at `root` into the executable `outfile`, for `target` or, by default, for this
 * machine. `metafile` is where the compiler lists the modules that it used, as JSON. Throws an error with the output of
 * the compiler if that fails.
 */
export async function compile(
  outfile: string,
  {
    entryPoints = ENTRY_POINTS,
    root = ROOT,
    target,
    metafile,
  }: {
    entryPoints?: readonly string[];
    root?: string;
    target?: Target;
    metafile?: string;
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
    // Packages that mention the folder they are in would get that of this machine. None of them uses it here.
    '--define=__dirname="/"',
    '--define=__filename="/"',
  ];
  options.push("--no-compile-autoload-bunfig", "--compile-autoload-dotenv", "--outfile", outfile);
  if (target !== undefined)
    options.push(`--target=bun-${target}`, `--compile-executable-path=${await installRuntime(target)}`);
  if (metafile !== undefined) options.push(`--metafile=${metafile}`);
  const compiler = Bun.spawn([process.execPath, "build", ...options, ...entryPoints], {
    cwd: root,
    stdout: "ignore",
    stderr: "pipe",
  });
  const output = await new Response(compiler.stderr).text();
  if ((await compiler.exited) !== 0) throw new Error(`compiling ${outfile} failed: ${output}`);
}

if (import.meta.main) {
  const [outfile, target] = process.argv.slice(2);
  if (outfile === undefined) throw new Error("usage: bun scripts/compile.ts OUTFILE [TARGET]");
  if (target !== undefined && !isTarget(target)) throw new Error(`unknown target "${target}"`);
  await compile(outfile, { target });
}

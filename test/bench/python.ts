import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";

const BENCH = import.meta.dir;
const REQUIREMENTS = join(BENCH, "requirements.txt");
/** Below the root of the repository, ignored by git. */
const CACHE = join(BENCH, "..", "..", ".cache");

/** The Python for the peer, or the reason why there is none. */
export type BenchPython =
  | { readonly executable: string; readonly missing?: undefined }
  | { readonly executable?: undefined; readonly missing: string };

/**
 * Returns a Python with the pinned packages of `requirements.txt`, from a virtual environment in the cache. Each
 * version of the file has its own environment, which is created if it is missing, unless `install` is false.
 */
export async function benchPython(install: boolean): Promise<BenchPython> {
  const hash = Bun.hash(readFileSync(REQUIREMENTS)).toString(16);
  const folder = join(CACHE, `bench-python-${hash}`);
  const executable = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return { executable };
  if (!install) return { missing: "its Python environment has not been made (bun run bench makes it)" };
  const python = Bun.which("python3");
  if (python === null) return { missing: "there is no python3 on the PATH" };
  console.error("making the Python environment of the peer …");
  mkdirSync(CACHE, { recursive: true });
  const failure =
    (await failureOf([python, "-m", "venv", "--clear", folder])) ??
    (await failureOf([executable, "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS]));
  if (failure !== undefined) return { missing: `its Python environment could not be made: ${failure}` };
  writeFileSync(complete, "");
  return { executable };
}

/** Runs a command. Returns the last line of its error output if it failed. */
async function failureOf(words: string[]): Promise<string | undefined> {
  const { code, stdout, stderr } = await runProgram(words, { env: pythonEnvironment({}) });
  return code === 0 ? undefined : (`${stdout}${stderr}`.trim().split("\n").at(-1) ?? `exit code ${code}`);
}

/** Variables that make Python slower than by default: no compiled files, and a fixed, older kernel of OpenBLAS. */
const SLOWING = ["PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/**
 * Returns the environment for Python, with `more` added and without the variables that would slow it down. Unless
 * the caller's environment says otherwise, threads of OpenMP sleep while they wait: by default they spin, which is
 * many times slower as soon as another process needs a core.
 */
export function pythonEnvironment(more: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !SLOWING.includes(name));
  return { OMP_WAIT_POLICY: "passive", ...(Object.fromEntries(own) as Record<string, string>), ...more };
}

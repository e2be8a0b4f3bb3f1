import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";

const BENCH = import.meta.dir;
const REQUIREMENTS = join(BENCH, "requirements.txt");
/** Below the root of the repository, ignored by git. */
const CACHE = join(BENCH, "..", "..", ".cache");

/** The Python that the peer runs on, or why there is none. */
export type BenchPython =
  | { readonly executable: string; readonly missing?: undefined }
  | { readonly executable?: undefined; readonly missing: string };

/**
 * Returns a Python with the pinned packages of `requirements.txt`, from a virtual environment of the benchmark's own.
 * Where that is not there yet, it is made, unless `install` is false. Each version of the file has its own.
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

/** Runs a command; returns the last line it complained with when it failed. */
async function failureOf(words: string[]): Promise<string | undefined> {
  const { code, stdout, stderr } = await runProgram(words, { env: pythonEnvironment({}) });
  return code === 0 ? undefined : (`${stdout}${stderr}`.trim().split("\n").at(-1) ?? `exit code ${code}`);
}

/** What makes Python slower than it is by itself: no compiled files, and a pinned, older kernel of OpenBLAS. */
const SLOWING = ["PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

/**
 * The environment for Python, `more` included, without variables that would slow it. The threads of OpenMP sleep while
 * they wait, unless the caller's environment says otherwise: by themselves they turn round, which is many times slower as
 * soon as another process wants a core.
 */
export function pythonEnvironment(more: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !SLOWING.includes(name));
  return { OMP_WAIT_POLICY: "passive", ...(Object.fromEntries(own) as Record<string, string>), ...more };
}

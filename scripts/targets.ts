/** The platforms that executables are compiled for, and Bun's runtime for each of them. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..");

/** The names of all platforms; `build.sh` takes the same. */
export const TARGETS = [
  "linux-x64",
  "linux-x64-baseline",
  "linux-arm64",
  "linux-x64-musl",
  "linux-arm64-musl",
] as const;

/** The name of a platform. `baseline` is for processors without AVX2, `musl` for Alpine. */
export type Target = (typeof TARGETS)[number];

/** The version of Bun that is pinned in package.json. */
export const BUN_VERSION: string = manifest.devDependencies.bun;

/** Whether `name` is one of `TARGETS`. */
export function isTarget(name: string): name is Target {
  return (TARGETS as readonly string[]).includes(name);
}

/** Returns the npm package that has Bun's runtime for a platform. */
export function runtimePackage(target: Target): string {
  return `@oven/bun-${target.replace("arm64", "aarch64")}`;
}

/**
 * Returns the path of Bun's runtime for a platform. It is installed below `node_modules` when it is not there yet. Throws
 * an error with the output of the package manager if that fails.
 */
export async function installRuntime(target: Target): Promise<string> {
  const folder = join(ROOT, "node_modules", `.bun-${target}-${BUN_VERSION}`);
  const runtime = join(folder, "node_modules", runtimePackage(target), "bin", "bun");
  if (existsSync(runtime)) return runtime;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  const cpu = target.includes("arm64") ? "arm64" : "x64";
  const words = ["add", "--exact", "--os=linux", `--cpu=${cpu}`, `${runtimePackage(target)}@${BUN_VERSION}`];
  const install = Bun.spawn([process.execPath, ...words], { cwd: folder, stdout: "ignore", stderr: "pipe" });
  const output = await new Response(install.stderr).text();
  if ((await install.exited) !== 0 || !existsSync(runtime))
    throw new Error(`installing ${runtimePackage(target)} failed: ${output}`);
  return runtime;
}

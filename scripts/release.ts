/**
 * Builds a release into `release/`: an archive for each platform, the software bill of materials, the licences of what the
 * executables contain, and checksums. The working tree must have no uncommitted change. Tests are not run.
 * Usage: bun run release [--output FOLDER] [TARGET …]   (TARGET: a platform of scripts/targets.ts; by default, all)
 */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildRelease } from "./release/build.ts";
import { headCommit, uncommittedChanges } from "./release/commit.ts";
import { isTarget, TARGETS, type Target } from "./targets.ts";

const ROOT = join(import.meta.dir, "..");

/** An error that the person who runs the script can mend: printed without a stack. */
class ReleaseError extends Error {}

async function main(args: readonly string[]): Promise<void> {
  const { targets, output } = readArguments(args);
  await refuseChanges();
  // Installs the packages of the lock file, generates what is generated, and tests the program on this machine.
  const build = Bun.spawn(["./build.sh"], { cwd: ROOT, stdout: "inherit", stderr: "inherit" });
  if ((await build.exited) !== 0) throw new ReleaseError("build.sh failed");
  await refuseChanges();
  const commit = await headCommit(ROOT);
  const files = await buildRelease({ targets, commit, output, report: (line) => console.log(line) });
  console.log(`commit ${commit.hash}, in ${output}:\n${files.map((file) => `  ${file}`).join("\n")}`);
}

function readArguments(args: readonly string[]): { targets: readonly Target[]; output: string } {
  const { values, positionals } = parseOptions(args);
  const unknown = positionals.find((name) => !isTarget(name));
  if (unknown !== undefined)
    throw new ReleaseError(`unknown target "${unknown}"; the targets are ${TARGETS.join(", ")}`);
  return {
    targets: positionals.length === 0 ? TARGETS : (positionals as Target[]),
    output: resolve(values.output ?? join(ROOT, "release")),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: "string" } },
    });
  } catch (error) {
    throw new ReleaseError(error instanceof Error ? error.message : String(error));
  }
}

/** Throws an error if the working tree differs from the commit. */
async function refuseChanges(): Promise<void> {
  const changes = await uncommittedChanges(ROOT);
  if (changes.length > 0)
    throw new ReleaseError(`a release is built from a commit; commit or remove:\n${changes.join("\n")}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 2;
}

import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProgramResult, runProgram } from "../run-program.ts";

/** Whether this machine has Maven and a JDK. */
export const HAS_MAVEN = Bun.which("mvn") !== null && Bun.which("javac") !== null;

/** Copies a Maven project into a new temporary folder, so that nothing is built inside the repository. */
export function copyOfProject(project: string): string {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-maven-"));
  cpSync(project, folder, { recursive: true, filter: (path) => path !== join(project, "target") });
  return folder;
}

/**
 * Runs `mvn verify` in the folder, with `environment` added to that of this process: offline, or with downloads if
 * the local repository is incomplete. Returns undefined if the downloads fail.
 */
export async function verify(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProgramResult | undefined> {
  const run = (...options: string[]) =>
    // Only the first compiler: the application starts sooner, and ends before the second would pay off.
    runProgram(["mvn", "-B", "-ntp", "-DargLine=-XX:TieredStopAtLevel=1", ...options, "verify"], {
      cwd: folder,
      env: { ...process.env, ...environment },
    });
  const offline = await run("-o");
  if (!isUnresolved(offline)) return offline;
  const online = await run();
  return isUnresolved(online) ? undefined : online;
}

/** Returns whether Maven failed because a parent, a plugin or a dependency is missing. */
function isUnresolved({ code, stdout }: ProgramResult): boolean {
  return (
    code !== 0 &&
    /Non-resolvable parent POM|could not be resolved|Could not resolve dependencies/.test(stdout)
  );
}

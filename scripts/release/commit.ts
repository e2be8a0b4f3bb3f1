/** What git says about the working tree that a release is built from. */
import type { Commit } from "./sbom.ts";

/** Returns the lines of `git status --porcelain`: the files that differ from the commit, untracked ones too. */
export async function uncommittedChanges(folder: string): Promise<string[]> {
  return (await git(folder, "status", "--porcelain")).split("\n").filter((line) => line !== "");
}

/** Returns the commit that is checked out. */
export async function headCommit(folder: string): Promise<Commit> {
  const [hash, date] = (await git(folder, "log", "-1", "--format=%H %cI")).trim().split(" ");
  return { hash: hash!, date: new Date(date!) };
}

async function git(folder: string, ...words: readonly string[]): Promise<string> {
  const child = Bun.spawn(["git", "-C", folder, ...words], { stdout: "pipe", stderr: "pipe" });
  const [text, problem] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(`git ${words.join(" ")} failed: ${problem}`);
  return text;
}

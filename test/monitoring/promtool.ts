import type { ProgramResult } from "../run-program.ts";

/** The path of Prometheus' own checker, if installed: Debian's package `prometheus` has it. */
export const PROMTOOL = Bun.which("promtool");

/** Runs promtool with these words, and with `input` as its standard input. */
export async function promtool(words: readonly string[], input = ""): Promise<ProgramResult> {
  const child = Bun.spawn([PROMTOOL!, ...words], {
    stdin: Buffer.from(input),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, stdout, stderr };
}

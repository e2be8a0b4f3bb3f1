import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "./service-process.ts";

/** The executable on a terminal. */
export interface TerminalProcess {
  readonly child: Bun.Subprocess;
  /** Everything that was written, with its control sequences. */
  readonly output: () => string;
  /** The lines that remain on the screen, without colours. */
  readonly lines: () => string[];
}

/** Starts the executable on a terminal of `columns` columns, with only `environment` as environment. */
export function startOnTerminal(
  words: readonly string[],
  columns: number,
  environment: Record<string, string> = {},
): TerminalProcess {
  let output = "";
  const decoder = new TextDecoder();
  const child = Bun.spawn([EXECUTABLE, ...words], {
    cwd: mkdtempSync(join(tmpdir(), "mlsvc-terminal-")),
    env: { TERM: "xterm-256color", ...environment },
    terminal: {
      cols: columns,
      rows: 50,
      data(_terminal, data) {
        output += decoder.decode(data, { stream: true });
      },
    },
  });
  return { child, output: () => output, lines: () => linesOf(output) };
}

/** Runs the executable to its end on a terminal. Returns its exit code, what it wrote, and what remains on the screen. */
export async function runOnTerminal(
  words: readonly string[],
  columns: number,
  environment: Record<string, string> = {},
): Promise<{ readonly code: number; readonly output: string; readonly lines: string[] }> {
  const { child, output, lines } = startOnTerminal(words, columns, environment);
  const code = await child.exited;
  child.terminal?.close();
  return { code, output: output(), lines: lines() };
}

/** A line is erased by `\r` and `ESC [ K`. */
function linesOf(output: string): string[] {
  const lines = output.split("\r\n").map((line) => Bun.stripANSI(line.split("\r\u001b[K").at(-1)!));
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

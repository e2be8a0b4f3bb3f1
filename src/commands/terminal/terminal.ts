import { styleText } from "node:util";

/** A colour or another style of `node:util`'s `styleText`. */
export type Style = "bold" | "dim" | "green" | "red" | "magenta";

/** The width of a terminal that does not tell its own. */
const USUAL_WIDTH = 80;
/** Longer lines are harder to read, however wide the terminal is. */
const LARGEST_WIDTH = 120;

/** How to write to standard output or standard error, depending on where it goes. */
export interface Terminal {
  /** Whether a person sees it on a terminal that can move the cursor. */
  readonly isInteractive: boolean;
  /** The columns to use; infinite for a file or a pipe, whose lines are not wrapped. */
  readonly width: number;
  /** Returns `text` in this style where colours are shown: on a terminal, unless NO_COLOR or TERM=dumb; FORCE_COLOR decides otherwise. */
  style(style: Style, text: string): string;
}

/** Returns how to write to `stream`. */
export function terminalOf(stream: NodeJS.WriteStream): Terminal {
  const isTerminal = stream.isTTY === true;
  return {
    isInteractive: isTerminal && process.env.TERM !== "dumb",
    width: isTerminal ? Math.min(stream.columns || USUAL_WIDTH, LARGEST_WIDTH) : Number.POSITIVE_INFINITY,
    style: (style, text) => styleText(style, text, { stream }),
  };
}

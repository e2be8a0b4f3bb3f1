import { type Terminal, terminalOf } from "./terminal.ts";

/** Longest bar, in columns. */
const LONGEST_BAR = 30;
/** Minimum time between two drawings of the bar. */
const DRAW_MS = 50;
/** Default time between two plain lines. */
const LINE_MS = 2000;

/** How far a command is. */
export interface ProgressState {
  readonly done: number;
  /** Of how many; null if that is not known, which draws no bar. */
  readonly total: number | null;
  /** What is being done now. */
  readonly note?: string;
}

/** The options of `ProgressDisplay`. */
interface ProgressOptions {
  /** What is counted, in the plural: `models`. */
  readonly unit: string;
  /** Time between two plain lines. Default 2 seconds. */
  readonly lineMs?: number;
  /** Default: standard error. */
  readonly stream?: NodeJS.WriteStream;
}

/**
 * Shows how far a command is: on a terminal as a bar on the last line, which `end` removes, otherwise as a plain line every now
 * and then and when all is done.
 */
export class ProgressDisplay {
  readonly #label: string;
  readonly #options: ProgressOptions;
  readonly #stream: NodeJS.WriteStream;
  readonly #terminal: Terminal;
  #shownAt: number;
  #bar = "";

  /** `label` says what the command is doing: `self-test`. */
  constructor(label: string, options: ProgressOptions) {
    this.#label = label;
    this.#options = options;
    this.#stream = options.stream ?? process.stderr;
    this.#terminal = terminalOf(this.#stream);
    this.#shownAt = this.#terminal.isInteractive ? 0 : Date.now();
  }

  /** Shows a new state. May be called as often as there is something new. */
  update(state: ProgressState): void {
    const pauseMs = this.#terminal.isInteractive ? DRAW_MS : (this.#options.lineMs ?? LINE_MS);
    const now = Date.now();
    if (now - this.#shownAt < pauseMs && state.done !== state.total) return;
    this.#shownAt = now;
    if (this.#terminal.isInteractive) this.#draw(state);
    else this.#stream.write(`mlsvc: ${this.#label}: ${this.#describe(state)}\n`);
  }

  /** Writes a line above the bar. */
  line(text: string): void {
    this.#stream.write(`${this.#bar === "" ? "" : ERASE}${text}\n${this.#bar}`);
  }

  /** Removes the bar. */
  end(): void {
    if (this.#bar !== "") this.#stream.write(ERASE);
    this.#bar = "";
  }

  #describe({ done, total, note }: ProgressState): string {
    const count = total === null ? `${done}` : `${done} of ${total}`;
    return `${count} ${this.#options.unit}${note === undefined ? "" : ` (${note})`}`;
  }

  #draw(state: ProgressState): void {
    const { done, total } = state;
    const width = Math.min(LONGEST_BAR, Math.floor(this.#terminal.width / 5));
    const full = total === null || total === 0 ? 0 : Math.round((width * Math.min(done, total)) / total);
    const bar =
      total === null ? "" : `${this.#terminal.style("green", "█".repeat(full))}${"░".repeat(width - full)} `;
    const line = `${this.#label} ${bar}${this.#describe(state)}`;
    // A line as wide as the terminal would move the cursor to the next one.
    this.#bar = Bun.sliceAnsi(line, 0, this.#terminal.width - 1);
    this.#stream.write(ERASE + this.#bar);
  }
}

/** Moves the cursor to the beginning of the line, and erases the line. */
const ERASE = "\r\u001b[K";

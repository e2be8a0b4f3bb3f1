// First of all: what a model prints belongs on standard error.
import "../logging/console.ts";
import { LIBRARY_PROGRAMS } from "../learn/helper-programs.ts";
import type { HelperProgram } from "../learn/threads/helpers.ts";
import { describeThrown } from "../models/origin.ts";
import { HELPER_STATE, type HelperMessage, type HelperOutput, type StartMessage } from "./helper-protocol.ts";

/** The program of a thread that helps a training's thread: it runs one program of the library after another. */
declare const self: Worker;

const programs = new Map(LIBRARY_PROGRAMS.map((program) => [program.name, program]));

/** The program of that name; the one that needs all models is loaded when it is first wanted. */
async function programNamed(name: string) {
  return programs.get(name) ?? (await import("./folds.ts")).FOLDS;
}

let state: Int32Array = new Int32Array(1);

// However the thread ends, by `process.exit` in a model too: nobody waits for it in vain.
process.on("exit", () => tell(HELPER_STATE.ended));

self.onmessage = (event: MessageEvent<HelperMessage>) => {
  const message = event.data;
  if (message.type === "start") void start(message);
  else Bun.gc(true);
};

async function start({ program: name, input, state: own, port }: StartMessage): Promise<void> {
  const program = await programNamed(name);
  const { asked, atWork, over } = HELPER_STATE;
  if (Atomics.compareExchange(own, 0, asked, atWork) === asked) {
    state = own;
    port.postMessage(outputOf(program, input));
    tell(over);
  }
  port.close();
}

function outputOf(program: HelperProgram<unknown, unknown>, input: unknown): HelperOutput {
  try {
    return { output: program.run(input) };
  } catch (error) {
    return { error: describeThrown(error) };
  }
}

function tell(value: number): void {
  Atomics.store(state, 0, value);
  Atomics.notify(state, 0);
}

// Imported before any model: it redirects what a model prints to standard error.
import "../logging/console.ts";
import { LIBRARY_PROGRAMS } from "../learn/helper-programs.ts";
import type { HelperProgram } from "../learn/threads/helpers.ts";
import { describeThrown } from "../models/origin.ts";
import { HELPER_STATE, type HelperMessage, type HelperOutput, type StartMessage } from "./helper-protocol.ts";

/** The program of a thread that helps a training thread: it runs one program of the library after another. */
declare const self: Worker;

const programs = new Map(LIBRARY_PROGRAMS.map((program) => [program.name, program]));

/** Returns the program of that name. The program that needs all models is loaded when it is first needed. */
async function programNamed(name: string) {
  return programs.get(name) ?? (await import("./folds.ts")).FOLDS;
}

let state: Int32Array = new Int32Array(1);

// However the thread ends, even by a `process.exit` in a model, the training thread must not wait for it.
process.on("exit", () => setState(HELPER_STATE.exited));

self.onmessage = (event: MessageEvent<HelperMessage>) => {
  const message = event.data;
  if (message.type === "start") void start(message);
  else Bun.gc(true);
};

async function start({ program: name, input, state: ownState, port }: StartMessage): Promise<void> {
  const program = await programNamed(name);
  const { pending, running, done } = HELPER_STATE;
  if (Atomics.compareExchange(ownState, 0, pending, running) === pending) {
    state = ownState;
    port.postMessage(outputOf(program, input));
    setState(done);
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

function setState(value: number): void {
  Atomics.store(state, 0, value);
  Atomics.notify(state, 0);
}

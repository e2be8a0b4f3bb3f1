// First of all: what a model prints belongs on standard error.
import "../console.ts";
import { LIBRARY_PROGRAMS } from "../learn/helper-programs.ts";
import { describeThrown } from "../models/origin.ts";
import { HELPER_STATE, type HelperMessage, type HelperOutput, type StartMessage } from "./helper-protocol.ts";

/** The program of a thread that helps a training's thread: it runs one program of the library after another. */
declare const self: Worker;

const programs = new Map(LIBRARY_PROGRAMS.map((program) => [program.name, program]));

let state: Int32Array = new Int32Array(1);

// However the thread ends, by `process.exit` in a model too: nobody waits for it in vain.
process.on("exit", () => tell(HELPER_STATE.ended));

self.onmessage = (event: MessageEvent<HelperMessage>) => {
  const message = event.data;
  if (message.type === "start") start(message);
  else Bun.gc(true);
};

function start(message: StartMessage): void {
  state = message.state;
  if (Atomics.compareExchange(state, 0, HELPER_STATE.asked, HELPER_STATE.atWork) === HELPER_STATE.asked) {
    message.port.postMessage(outputOf(message));
    tell(HELPER_STATE.over);
  }
  message.port.close();
}

function outputOf({ program, input }: StartMessage): HelperOutput {
  try {
    return { output: programs.get(program)!.run(input) };
  } catch (error) {
    return { error: describeThrown(error) };
  }
}

function tell(value: number): void {
  Atomics.store(state, 0, value);
  Atomics.notify(state, 0);
}

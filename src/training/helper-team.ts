import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import {
  type Crew,
  HelperError,
  type HelperProgram,
  type Helpers,
  sharedWords,
} from "../learn/threads/helpers.ts";
import { HELPER_STATE, type HelperMessage, type HelperOutput } from "./helper-protocol.ts";

/** So many helpers are kept between two fits; a thread that rests holds some megabytes. */
const KEPT = 3;

/** Longer than this nobody sleeps: a thread that is told to end notices when it wakes. */
const NAP_MS = 100;

/**
 * Helper threads of a training's thread, which end with it. They are started when a fit first wants them, and serve one
 * fit after another.
 */
export class HelperTeam implements Helpers {
  count = 0;
  readonly #url: string;
  readonly #workers: Worker[] = [];

  /** `url` is where their program is. */
  constructor(url: string) {
    this.#url = url;
  }

  start<Input, Output>(
    { name: program }: HelperProgram<Input, Output>,
    input: Input,
    count: number,
  ): Crew<Output> {
    const wanted = Math.min(count, this.count);
    while (this.#workers.length < wanted) this.#workers.push(this.#startWorker());
    return new HelperCrew<Output>(
      this.#workers.slice(0, Math.max(wanted, 0)).map((worker) => {
        const state = sharedWords(1);
        const { port1, port2 } = new MessageChannel();
        const message = {
          type: "start",
          program,
          input,
          state,
          port: port2 as never,
        } satisfies HelperMessage;
        worker.postMessage(message, [port2 as never]);
        return { state, port: port1, output: undefined };
      }),
    );
  }

  /** Lets go of most helpers, and the others of what they hold. */
  rest(): void {
    for (const worker of this.#workers.splice(KEPT)) worker.terminate();
    for (const worker of this.#workers) worker.postMessage({ type: "tidy" } satisfies HelperMessage);
  }

  /** Ends all helpers. */
  close(): void {
    for (const worker of this.#workers.splice(0)) worker.terminate();
  }

  #startWorker(): Worker {
    const worker = new Worker(this.#url);
    const forget = () => {
      const at = this.#workers.indexOf(worker);
      if (at >= 0) this.#workers.splice(at, 1);
    };
    // Seen between two fits; during one, the helper's state tells.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      forget();
    });
    worker.addEventListener("close", forget);
    return worker;
  }
}

interface Member {
  readonly state: Int32Array;
  readonly port: MessagePort;
  /** What it came to, once that has been read. */
  output: HelperOutput | undefined;
}

class HelperCrew<Output> implements Crew<Output> {
  readonly #members: readonly Member[];

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  check(): void {
    for (const member of this.#members) {
      const state = Atomics.load(member.state, 0);
      if (state === HELPER_STATE.over || state === HELPER_STATE.ended) outputOf(member);
    }
  }

  finish(): Output[] {
    const begun = this.#members.filter((member) => !callOff(member));
    for (const { state } of begun) {
      while (Atomics.load(state, 0) === HELPER_STATE.atWork)
        Atomics.wait(state, 0, HELPER_STATE.atWork, NAP_MS);
    }
    try {
      return begun.map((member) => outputOf(member) as Output);
    } finally {
      this.#close();
    }
  }

  dismiss(): void {
    for (const member of this.#members) callOff(member);
    this.#close();
  }

  #close(): void {
    for (const { port } of this.#members) port.close();
  }
}

/** Whether the helper had not begun; it then never will. */
function callOff({ state }: Member): boolean {
  const { asked, calledOff } = HELPER_STATE;
  return Atomics.compareExchange(state, 0, asked, calledOff) === asked;
}

/** What a helper that is over or has ended came to. Throws what it threw, and `HelperError` where it left nothing. */
function outputOf(member: Member): unknown {
  member.output ??= receiveMessageOnPort(member.port)?.message as HelperOutput | undefined;
  const { output } = member;
  if (output === undefined) throw new HelperError("a helper thread of the training ended before it was done");
  if ("output" in output) return output.output;
  const { name, message, stack } = output.error;
  throw Object.assign(new Error(message), { name, stack });
}

import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import {
  type Crew,
  HelperError,
  type HelperProgram,
  type Helpers,
  sharedWords,
} from "../learn/threads/helpers.ts";
import { HELPER_STATE, type HelperMessage, type HelperOutput } from "./helper-protocol.ts";

/** Most helpers that are kept between two fits; an idle thread holds some megabytes. */
const MAX_IDLE = 3;

/** Longest uninterrupted wait for a helper. A training thread that is terminated during the wait ends only after it. */
const WAIT_MS = 100;

/**
 * The helper threads of a training thread, which end with it. They are started when a fit first needs them, and serve one
 * fit after another.
 */
export class HelperTeam implements Helpers {
  count = 0;
  readonly #url: string;
  readonly #workers: Worker[] = [];

  /** `url` is the URL of the helpers' program. */
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

  /** Ends all helpers but `MAX_IDLE`, which release the memory of earlier programs. */
  tidy(): void {
    for (const worker of this.#workers.splice(MAX_IDLE)) worker.terminate();
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
    // These events arrive between two fits. During a fit, the end of a helper shows in its state.
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
  /** What the helper posted, once that has been read. */
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
      if (state === HELPER_STATE.done || state === HELPER_STATE.exited) outputOf(member);
    }
  }

  finish(): Output[] {
    const begun = this.#members.filter((member) => !cancel(member));
    for (const { state } of begun) {
      while (Atomics.load(state, 0) === HELPER_STATE.running)
        Atomics.wait(state, 0, HELPER_STATE.running, WAIT_MS);
    }
    try {
      return begun.map((member) => outputOf(member) as Output);
    } finally {
      this.#close();
    }
  }

  dismiss(): void {
    for (const member of this.#members) cancel(member);
    this.#close();
  }

  #close(): void {
    for (const { port } of this.#members) port.close();
  }
}

/** Cancels a program unless the helper has begun it. Returns whether it was cancelled. */
function cancel({ state }: Member): boolean {
  const { pending, cancelled } = HELPER_STATE;
  return Atomics.compareExchange(state, 0, pending, cancelled) === pending;
}

/** Returns the output of a helper that is done or has exited. Throws what it threw, or `HelperError` when it left nothing. */
function outputOf(member: Member): unknown {
  member.output ??= receiveMessageOnPort(member.port)?.message as HelperOutput | undefined;
  const { output } = member;
  if (output === undefined) throw new HelperError("a helper thread of the training ended before it was done");
  if ("output" in output) return output.output;
  const { name, message, stack } = output.error;
  throw Object.assign(new Error(message), { name, stack });
}

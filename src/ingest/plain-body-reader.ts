import { type BodyKind, readBody, type WireBody, type WireLimits } from "../wire.ts";

/** Reads a body by `JSON.parse` once all of it is there: what every other reader of bodies must agree with. */
export class PlainBodyReader {
  readonly #kind: BodyKind;
  readonly #limits: WireLimits;
  #chunks: Uint8Array[] = [];

  constructor(kind: BodyKind, limits: WireLimits) {
    this.#kind = kind;
    this.#limits = limits;
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** Returns what the body holds. Throws as `readBody`. */
  finish(): WireBody {
    return readBody(Buffer.concat(this.#chunks.splice(0)), this.#kind, this.#limits);
  }
}

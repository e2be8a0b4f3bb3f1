import type { DatabaseAddress } from "../database-address.ts";
import { type DatabaseHost, describeHosts } from "../database-hosts.ts";
import { Failure, messageOf } from "../errors.ts";
import { suits } from "../server-wanted.ts";
import { isSameEverywhere } from "./refusal.ts";
import { Session, type SessionOptions } from "./session.ts";

/** A server on a busy machine needs some time for the first words, however many others are to be tried. */
const LEAST_CONNECT_MS = 250;

/** Opens sessions on the servers of an address, beginning with the one that did well last. */
export class Connector {
  readonly address: DatabaseAddress;
  #first = 0;

  constructor(address: DatabaseAddress) {
    this.address = address;
  }

  /**
   * Opens a session on a server that is wanted, or, where the address says so, on another one when no such server
   * answers. All attempts together take no longer than `options.timeoutMs`.
   * Throws what the server said where there is one, or where the others would say the same; else `Failure`
   * (`unavailable`) with what each of them said.
   */
  async open(options: SessionOptions): Promise<Session> {
    const { hosts, wanted } = this.address;
    const reasons: string[] = [];
    let spare: Session | undefined;
    for (let i = 0; i < hosts.length; i++) {
      const index = (this.#first + i) % hosts.length;
      const host = hosts[index]!;
      let session: Session;
      try {
        session = await this.openOn(host, options);
      } catch (error) {
        if (hosts.length === 1 || isSameEverywhere(error)) {
          spare?.abandon();
          throw error;
        }
        reasons.push(`${describeHosts([host])}: ${messageOf(error)}`);
        continue;
      }
      const suitable = suits(session.state, wanted);
      if (suitable === "yes") {
        spare?.abandon();
        this.#first = index;
        return session;
      }
      if (suitable === "at a pinch" && spare === undefined) {
        spare = session;
        continue;
      }
      session.abandon();
      reasons.push(`${describeHosts([host])}: ${session.state.readOnly ? "read-only" : "takes writes"}`);
    }
    if (spare === undefined)
      throw new Failure(
        "unavailable",
        `the database cannot be used: none of its servers will do (${wanted}): ${reasons.join("; ")}`,
      );
    spare.secondChoice = true;
    return spare;
  }

  /** Opens a session on this one of the servers, whatever it is. Throws what went wrong. */
  openOn(host: DatabaseHost, options: SessionOptions): Promise<Session> {
    const { hosts, connectTimeoutMs } = this.address;
    const share = Math.max(LEAST_CONNECT_MS, options.timeoutMs / hosts.length);
    return Session.open(this.address, host, Math.min(share, connectTimeoutMs ?? share), options);
  }
}

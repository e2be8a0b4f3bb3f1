import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, describeHosts } from "../config/database-hosts.ts";
import { suits } from "../config/server-wanted.ts";
import { Failure, messageOf } from "../errors.ts";
import { isSameEverywhere } from "./refusal.ts";
import { Session, type SessionOptions } from "./session.ts";

/** A server on a busy machine needs some time for the first words, however many others are to be tried. */
const LEAST_CONNECT_MS = 250;

/** One for each address: what one session learns of the servers holds for all. */
const CONNECTORS = new WeakMap<DatabaseAddress, Connector>();

/** Opens sessions on the servers of an address, beginning with the one that did well last. */
export class Connector {
  readonly address: DatabaseAddress;
  #first = 0;

  private constructor(address: DatabaseAddress) {
    this.address = address;
  }

  /** The connector of `address`, shared by all that go there. */
  static of(address: DatabaseAddress): Connector {
    const connector = CONNECTORS.get(address) ?? new Connector(address);
    CONNECTORS.set(address, connector);
    return connector;
  }

  /** Whether sessions are opened on another server by now than the one of `session`. */
  hasLeft(session: Session): boolean {
    return session.host !== this.address.hosts[this.#first];
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
    spare.openedAt = performance.now();
    return spare;
  }

  /** Opens a session on this one of the servers, whatever it is. Throws what went wrong. */
  openOn(host: DatabaseHost, options: SessionOptions): Promise<Session> {
    const { hosts, connectTimeoutMs } = this.address;
    const share = Math.max(LEAST_CONNECT_MS, options.timeoutMs / hosts.length);
    return Session.open(this.address, host, Math.min(share, connectTimeoutMs ?? share), options);
  }
}

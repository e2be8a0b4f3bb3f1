import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, describeHosts } from "../config/database-hosts.ts";
import { suits } from "../config/server-wanted.ts";
import { Failure, messageOf } from "../errors.ts";
import { isSameEverywhere } from "./refusal.ts";
import { Session, type SessionOptions } from "./session.ts";

/** Minimum time for the connection to one server, however many servers share the time limit. */
const MIN_CONNECT_MS = 250;

/** The connector of each address: all sessions share it, because it remembers which server was used last. */
const CONNECTORS = new WeakMap<DatabaseAddress, Connector>();

/** Opens sessions on the servers of an address, beginning with the one that was used last. */
export class Connector {
  readonly address: DatabaseAddress;
  #first = 0;

  private constructor(address: DatabaseAddress) {
    this.address = address;
  }

  /** Returns the connector of `address`, which all sessions with it share. */
  static of(address: DatabaseAddress): Connector {
    const connector = CONNECTORS.get(address) ?? new Connector(address);
    CONNECTORS.set(address, connector);
    return connector;
  }

  /** Whether new sessions are opened on another server than the one of `session`. */
  hasLeft(session: Session): boolean {
    return session.host !== this.address.hosts[this.#first];
  }

  /**
   * Opens a session on a server of the kind that the address asks for; if none answers, on another one if the address permits
   * that. All attempts together take no longer than `options.timeoutMs`.
   * Throws the error of the server if there is only one, or if the others would answer with the same error; otherwise `Failure`
   * (`unavailable`) with the error of each server.
   */
  async open(options: SessionOptions): Promise<Session> {
    const { hosts, wanted } = this.address;
    const reasons: string[] = [];
    let fallback: Session | undefined;
    for (let i = 0; i < hosts.length; i++) {
      const index = (this.#first + i) % hosts.length;
      const host = hosts[index]!;
      let session: Session;
      try {
        session = await this.openOn(host, options);
      } catch (error) {
        if (hosts.length === 1 || isSameEverywhere(error)) {
          fallback?.abandon();
          throw error;
        }
        reasons.push(`${describeHosts([host])}: ${messageOf(error)}`);
        continue;
      }
      const suitable = suits(session.state, wanted);
      if (suitable === "yes") {
        fallback?.abandon();
        this.#first = index;
        return session;
      }
      if (suitable === "as a fallback" && fallback === undefined) {
        fallback = session;
        continue;
      }
      session.abandon();
      reasons.push(`${describeHosts([host])}: ${session.state.readOnly ? "read-only" : "not read-only"}`);
    }
    if (fallback === undefined)
      throw new Failure(
        "unavailable",
        `the database cannot be used: none of its servers will do (${wanted}): ${reasons.join("; ")}`,
      );
    fallback.isFallback = true;
    fallback.openedAt = performance.now();
    return fallback;
  }

  /** Opens a session on one server, even if it is not of the kind that the address asks for. Throws its error. */
  openOn(host: DatabaseHost, options: SessionOptions): Promise<Session> {
    const { hosts, connectTimeoutMs } = this.address;
    const timeoutMs = Math.max(MIN_CONNECT_MS, options.timeoutMs / hosts.length);
    return Session.open(this.address, host, Math.min(timeoutMs, connectTimeoutMs ?? timeoutMs), options);
  }
}

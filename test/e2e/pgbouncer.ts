import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { unprivileged } from "../faults/postgres-server.ts";
import { waitFor } from "../wait.ts";

/** The path of the program, if installed. Debian's package puts it into a folder that is only on root's PATH. */
export const PGBOUNCER =
  Bun.which("pgbouncer") ?? ["/usr/sbin/pgbouncer"].find((path) => existsSync(path)) ?? null;

/** The event after which PgBouncer gives a server connection to another client. */
export type PoolMode = "session" | "transaction" | "statement";

/** A PgBouncer for one test, in front of a PostgreSQL server, without settings specific to mlsvc. */
export class PgBouncer {
  readonly #port: number;
  readonly #folder: string;
  readonly #serverUrl: URL;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, serverUrl: string) {
    this.#folder = folder;
    this.#port = port;
    this.#serverUrl = new URL(serverUrl);
  }

  /** Starts PgBouncer in front of the server of `serverUrl`, with its user and these `settings`. */
  static async start(
    serverUrl: string,
    mode: PoolMode,
    settings: Readonly<Record<string, string | number>> = {},
  ): Promise<PgBouncer> {
    const bouncer = new PgBouncer(
      mkdtempSync(join(tmpdir(), "mlsvc-pgbouncer-")),
      await freePort(),
      serverUrl,
    );
    bouncer.#configure(mode, settings);
    const user = unprivileged();
    if (user.uid !== undefined) chownSync(bouncer.#folder, user.uid, user.gid!);
    const child = spawn(PGBOUNCER!, [join(bouncer.#folder, "pgbouncer.ini")], {
      ...user,
      stdio: ["ignore", "ignore", "pipe"],
    });
    bouncer.#process = child;
    let said = "";
    child.stderr!.on("data", (chunk) => {
      said += chunk;
    });
    await waitFor("PgBouncer to start", () => {
      if (child.exitCode !== null) throw new Error(`PgBouncer ended: ${said}`);
      return said.includes("process up");
    });
    return bouncer;
  }

  /** Returns `url`, a database of the server, through this pooler. */
  through(url: string): string {
    return Object.assign(new URL(url), { port: String(this.#port) }).href;
  }

  /** Changes its settings while it runs. */
  reconfigure(mode: PoolMode, settings: Readonly<Record<string, string | number>> = {}): void {
    this.#configure(mode, settings);
    this.#process!.kill("SIGHUP");
  }

  async stop(): Promise<void> {
    const child = this.#process!;
    if (child.exitCode === null) {
      const gone = once(child, "exit");
      // SIGTERM ends it at once; SIGINT would wait for clients.
      child.kill("SIGTERM");
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #configure(mode: PoolMode, settings: Readonly<Record<string, string | number>>): void {
    const { hostname, port, username, password } = this.#serverUrl;
    const users = join(this.#folder, "users.txt");
    const lines = Object.entries({
      listen_addr: "127.0.0.1",
      listen_port: this.#port,
      unix_socket_dir: "",
      auth_type: "scram-sha-256",
      auth_file: users,
      pool_mode: mode,
      ...settings,
    }).map(([name, value]) => `${name} = ${value}`);
    writeFileSync(users, `"${username}" "${password}"\n`);
    writeFileSync(
      join(this.#folder, "pgbouncer.ini"),
      `[databases]\n* = host=${hostname} port=${port}\n[pgbouncer]\n${lines.join("\n")}\n`,
    );
  }
}

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { waitFor } from "../wait.ts";

/** How a server is stopped: `fast` ends its sessions in order, `immediate` leaves the recovery to the next start. */
export type StopMode = "fast" | "immediate";
const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT" } as const;

const PASSWORD = "postgres";

/** A PostgreSQL server for one test, which can be stopped, killed and started again on the same data. */
export class PostgresServer {
  readonly port: number;
  /** The URL of its database `postgres`, as a superuser. */
  readonly url: string;
  readonly #folder: string;
  readonly #user: { uid?: number; gid?: number };
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number, user: { uid?: number; gid?: number }) {
    this.port = port;
    this.url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
    this.#folder = folder;
    this.#user = user;
  }

  /** Creates a server and starts it, with its data in a new folder below the temporary directory. */
  static async create(): Promise<PostgresServer> {
    const user = unprivileged();
    const folder = mkdtempSync(join(tmpdir(), "mlsvc-faults-"));
    const passwordFile = join(folder, "password");
    writeFileSync(passwordFile, PASSWORD);
    if (user.uid !== undefined)
      for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid!);
    execFileSync(
      join(BINARIES, "initdb"),
      [
        `--pgdata=${join(folder, "data")}`,
        "--auth=password",
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
      ],
      { ...user, stdio: "ignore", env: { LC_ALL: "C" } },
    );
    const server = new PostgresServer(folder, await freePort(), user);
    await server.start();
    return server;
  }

  /**
   * Creates a standby of this server, and starts it. This server is stopped for a moment, so that its data can be copied.
   */
  async createStandby(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), "mlsvc-faults-"));
    const standby = new PostgresServer(folder, await freePort(), this.#user);
    await this.stop();
    execFileSync("cp", ["-a", join(this.#folder, "data"), folder]);
    await this.start();
    standby.follow(this);
    if (this.#user.uid !== undefined)
      execFileSync("chown", ["-R", `${this.#user.uid}:${this.#user.gid}`, folder]);
    await standby.start();
    return standby;
  }

  /** Makes this server, which is stopped, a standby of `primary` after its next start. */
  follow(primary: PostgresServer): void {
    const data = join(this.#folder, "data");
    const settings = `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres password=${PASSWORD}'`;
    writeFileSync(join(data, "postgresql.auto.conf"), `${settings}\n`);
    writeFileSync(join(data, "standby.signal"), "");
  }

  /** Returns the URL of a database of another server, on this one. */
  withDatabaseOf(url: string): string {
    return Object.assign(new URL(url), { port: String(this.port) }).href;
  }

  /** Starts it on its port and its data. Resolves when it accepts connections. */
  async start(): Promise<void> {
    // After a kill, its last child processes may hold its shared memory for a moment: then it refuses to start.
    await waitFor("the server to start", () => this.#tryStart(), 30_000);
  }

  /** Stops it and ends all sessions. Resolves when it has exited. */
  async stop(mode: StopMode = "fast"): Promise<void> {
    await this.#end(SIGNALS[mode]);
  }

  /** Kills it, as a system without free memory does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Stops it for good and removes its data. */
  async remove(): Promise<void> {
    await this.stop("immediate");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tryStart(): Promise<boolean> {
    const settings = {
      fsync: "off",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      restart_after_crash: "on",
    };
    const child = spawn(
      join(BINARIES, "postgres"),
      [
        "-D",
        join(this.#folder, "data"),
        "-p",
        String(this.port),
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      { ...this.#user, stdio: ["ignore", "ignore", "pipe"], env: { LC_ALL: "C" } },
    );
    return new Promise((resolve) => {
      child.stderr!.on("data", (chunk) => {
        if (!/ready to accept (read-only )?connections/.test(String(chunk))) return;
        this.#process = child;
        resolve(true);
      });
      child.once("close", () => resolve(false));
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

/** The folder with the programs of the server, in the package for this platform. */
const BINARIES = (() => {
  const name = `@embedded-postgres/${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  const from = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  return join(dirname(from.resolve(name)), "..", "native", "bin");
})();

/** Returns the user for PostgreSQL and PgBouncer. They refuse to run as root, and then run as the system user `postgres`. */
export function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

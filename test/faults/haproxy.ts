import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { waitFor } from "../wait.ts";

/** The path of the program, if installed. Debian's package puts it into a folder that is only on root's PATH. */
export const HAPROXY = Bun.which("haproxy") ?? ["/usr/sbin/haproxy"].find((path) => existsSync(path)) ?? null;

const CONFIGURATION = join(import.meta.dir, "..", "..", "deploy", "haproxy", "haproxy.cfg");

/** HAProxy with the configuration of `deploy/haproxy`, in front of three replicas on this machine. */
export class HaProxy {
  readonly url: string;
  readonly #socket: string;
  readonly #folder: string;
  readonly #process: Bun.Subprocess<"ignore", "ignore", "ignore">;

  private constructor(port: number, ports: readonly number[]) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "mlsvc-haproxy-"));
    this.#socket = join(this.#folder, "admin.sock");
    const addresses = ports.map((each, i) => [`MLSVC_REPLICA_${i + 1}`, `127.0.0.1:${each}`]);
    this.#process = Bun.spawn([HAPROXY!, "-db", "-f", CONFIGURATION], {
      env: {
        MLSVC_LISTEN: `127.0.0.1:${port}`,
        MLSVC_HAPROXY_SOCKET: this.#socket,
        ...Object.fromEntries(addresses),
      },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
  }

  /** Starts HAProxy in front of three replicas that listen on `ports`, which need not listen yet. */
  static async start(ports: readonly number[]): Promise<HaProxy> {
    const proxy = new HaProxy(await freePort(), ports);
    await waitFor("HAProxy to start", () => {
      if (proxy.#process.exitCode !== null) throw new Error(`HAProxy ended with ${proxy.#process.exitCode}`);
      return existsSync(proxy.#socket);
    });
    return proxy;
  }

  /** Sends a command to the administration socket and returns the answer. */
  async command(command: string): Promise<string> {
    let answer = "";
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    await Bun.connect({
      unix: this.#socket,
      socket: {
        open: (socket) => void socket.write(`${command}\n`),
        data: (_socket, bytes) => {
          answer += bytes.toString();
        },
        close: () => resolve(answer),
        error: (_socket, error) => reject(error),
      },
    });
    return promise;
  }

  /** Returns the state of a replica, 0 to 2: `UP`, `DOWN`, `DRAIN`, or one with a count of checks, such as `UP 1/2`. */
  async stateOf(replica: number): Promise<string> {
    const [header, ...rows] = (await this.command("show stat")).split("\n");
    const names = header!.replace("# ", "").split(",");
    const row = rows
      .map((line) => line.split(","))
      .find(([backend, server]) => backend === "predictions" && server === `replica${replica + 1}`)!;
    return row[names.indexOf("status")]!;
  }

  /** Resolves when the replica is in this state. */
  async untilState(replica: number, state: string): Promise<void> {
    await waitFor(
      `replica ${replica + 1} to be ${state}`,
      async () => (await this.stateOf(replica)) === state,
    );
  }

  /** Sends no more requests to the replica (`drain`), or lets it take part again (`ready`). */
  async setState(replica: number, state: "drain" | "ready"): Promise<void> {
    const answer = await this.command(`set server predictions/replica${replica + 1} state ${state}`);
    if (answer.trim() !== "") throw new Error(`HAProxy refused: ${answer}`);
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process.exited;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

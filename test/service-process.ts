import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProgramResult, runProgram } from "./run-program.ts";
import { waitFor } from "./wait.ts";

/** The executable under test: that of the project, or the one that MLSVC_EXECUTABLE names. */
export const EXECUTABLE = process.env.MLSVC_EXECUTABLE ?? join(import.meta.dir, "..", "mlsvc");

/** Runs the compiled executable to its end, by default in an empty folder, with only `environment` as environment. */
export function runCommand(
  words: readonly string[],
  environment: Record<string, string> = {},
  folder = mkdtempSync(join(tmpdir(), "mlsvc-run-")),
  executable = EXECUTABLE,
): Promise<ProgramResult> {
  return runProgram([executable, ...words], { cwd: folder, env: environment });
}

/** The compiled executable as a service on a free port. */
export class ServiceProcess {
  readonly child: Bun.Subprocess<"ignore", "pipe", "inherit">;
  readonly log: Record<string, unknown>[] = [];
  url = "";

  private constructor(environment: Record<string, string>, executable: string) {
    this.child = Bun.spawn([executable], {
      cwd: mkdtempSync(join(tmpdir(), "mlsvc-serve-")),
      env: { PORT: "0", ...environment },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    });
    void this.#readLog();
  }

  /** Starts a service. Resolves when it is ready or, if `ready` is false, when it listens. */
  static async start(
    environment: Record<string, string>,
    ready = true,
    executable = EXECUTABLE,
  ): Promise<ServiceProcess> {
    const service = new ServiceProcess(environment, executable);
    try {
      service.url = await waitFor("the service to listen", () => {
        if (service.child.exitCode !== null)
          throw new Error(`the service ended with ${service.child.exitCode}`);
        return service.logged("listening")?.address as string | undefined;
      });
      if (ready) await waitFor("readiness", async () => (await service.get("/api/health/ready")).ok);
    } catch (error) {
      await service.stop("SIGKILL");
      throw error;
    }
    return service;
  }

  /** Returns the first log line with this message. */
  logged(message: string): Record<string, unknown> | undefined {
    return this.log.find((line) => line.msg === message);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      body: typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
    });
  }

  delete(path: string): Promise<Response> {
    return fetch(this.url + path, { method: "DELETE" });
  }

  /** Posts a training and returns the response. */
  train(model: string, runId: number | string, body: unknown): Promise<Response> {
    return this.post(`/api/train?model_name=${encodeURIComponent(model)}&model_run_id=${runId}`, body);
  }

  /** Stops the service and returns its exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    await this.child.exited;
    return this.child.exitCode;
  }

  async #readLog(): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of this.child.stdout) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") this.log.push(JSON.parse(line));
    }
  }
}

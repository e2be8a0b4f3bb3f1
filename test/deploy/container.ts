import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../wait.ts";

/** The script under test. */
export const ENTRYPOINT = join(import.meta.dir, "..", "..", "deploy", "entrypoint.sh");
const FAKE = join(import.meta.dir, "fake.ts");

/** An event of a fake process; see fake.ts. */
export interface FakeEvent {
  readonly who: "application" | "mlsvc" | "reconcile";
  readonly what: string;
  readonly pid: number;
}

/** The options of a container. */
export interface ContainerOptions {
  /** The command that runs a script, such as `busybox sh`. */
  readonly shell: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The files that control the fakes, by name; see fake.ts. */
  readonly files?: Readonly<Record<string, string>>;
  /** The application's command; a fake by default. */
  readonly command?: readonly string[];
  /** A command in front of the shell, such as one that creates a namespace. */
  readonly before?: readonly string[];
  /** Whether the script leads a new process group, so that the whole group can be signalled. */
  readonly group?: boolean;
}

/** A running deploy/entrypoint.sh with a fake application and, unless MLSVC_PATH is set, a fake mlsvc. */
export class Container {
  readonly folder = mkdtempSync(join(tmpdir(), "mlsvc-container-"));
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** The contents of standard output and standard error so far. */
  stdout = "";
  stderr = "";

  constructor({
    shell,
    environment = {},
    files = {},
    command,
    before = [],
    group = false,
  }: ContainerOptions) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.write("events", "");
    const mlsvc = join(this.folder, "mlsvc");
    this.write("mlsvc", `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' mlsvc "$@"\n`);
    chmodSync(mlsvc, 0o755);
    const application = command ?? [process.execPath, FAKE, "application"];
    this.child = Bun.spawn([...before, ...shell, ENTRYPOINT, ...application], {
      cwd: this.folder,
      env: { PATH: process.env.PATH!, MLSVC_PATH: mlsvc, FAKE_FOLDER: this.folder, ...environment },
      detached: group,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    void this.#read("stdout");
    void this.#read("stderr");
  }

  /** Writes a file into the container's folder. */
  write(name: string, text = ""): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Removes a file of the container's folder. */
  remove(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** The events of the fakes so far, in order. */
  get events(): FakeEvent[] {
    const lines = readFileSync(join(this.folder, "events"), "utf8").trimEnd();
    return lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line) as FakeEvent);
  }

  /** The same events as text: `mlsvc started`. */
  get history(): string[] {
    return this.events.map(({ who, what }) => `${who} ${what}`);
  }

  /** Returns how often an event, such as `mlsvc SIGTERM`, has occurred. */
  count(event: string): number {
    return this.history.filter((line) => line === event).length;
  }

  /** Resolves with an event when it has occurred `times` times. */
  async until(event: string, times = 1): Promise<FakeEvent> {
    await waitFor(`"${event}", ${times} times`, () => {
      if (this.child.exitCode !== null) throw new Error(`ended before "${event}": ${this.stderr}`);
      return this.count(event) >= times;
    });
    return this.events.filter(({ who, what }) => `${who} ${what}` === event)[times - 1]!;
  }

  /** The messages of the script itself. */
  get said(): string[] {
    return [...this.stderr.matchAll(/^entrypoint: (.*)$/gm)].map(([, text]) => text!);
  }

  /** Resolves when standard error contains this text. */
  async untilSaid(text: string): Promise<void> {
    await waitFor(`"${text}"`, () => this.stderr.includes(text));
  }

  /** Signals the script. */
  signal(signal: NodeJS.Signals = "SIGTERM"): void {
    this.child.kill(signal);
  }

  /**
   * Waits for the end and returns the exit code, 128 + n for signal n. Throws if a process of the container is
   * still running.
   */
  async ended(): Promise<number> {
    await this.child.exited;
    const left = this.processes();
    if (left.length > 0) throw new Error(`left behind: ${left.join("; ")}`);
    return this.child.exitCode ?? 128 + { SIGTERM: 15, SIGKILL: 9 }[this.child.signalCode as "SIGTERM"];
  }

  /** Returns the processes of this container, recognised by their environment, as id and command. */
  processes(): string[] {
    const found: string[] = [];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const environment = readProcessFile(pid, "environ");
      if (environment.includes(`FAKE_FOLDER=${this.folder}\0`))
        found.push(`${pid} ${readProcessFile(pid, "cmdline").replaceAll("\0", " ")}`);
    }
    return found;
  }

  /** Kills the processes that are still running after a failed test. */
  clear(): void {
    for (const line of this.processes()) {
      try {
        process.kill(Number.parseInt(line, 10), "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #read(name: "stdout" | "stderr"): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.child[name]) this[name] += decoder.decode(chunk, { stream: true });
  }
}

function readProcessFile(pid: string, name: string): string {
  const path = join("/proc", pid, name);
  try {
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  } catch {
    // The process has ended meanwhile, or belongs to another user.
    return "";
  }
}

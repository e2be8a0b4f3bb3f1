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

/** What a fake process did; see fake.ts. */
export interface FakeEvent {
  readonly who: "application" | "mlsvc" | "reconcile";
  readonly what: string;
  readonly pid: number;
}

/** How a container is started. */
export interface ContainerOptions {
  /** The words that run a script, such as `busybox sh`. */
  readonly shell: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that steer the fakes, by name; see fake.ts. */
  readonly files?: Readonly<Record<string, string>>;
  /** The application's command; a fake by default. */
  readonly command?: readonly string[];
  /** Words that go before the shell, such as those that make a namespace. */
  readonly before?: readonly string[];
  /** Whether it is the leader of a process group of its own, so that the whole group can be signalled. */
  readonly group?: boolean;
}

/** deploy/entrypoint.sh at work, with a fake application and, unless MLSVC_PATH says otherwise, a fake mlsvc. */
export class Container {
  readonly folder = mkdtempSync(join(tmpdir(), "mlsvc-container-"));
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** What came on standard output and on standard error, so far. */
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

  /** What the fakes did so far, in order. */
  get events(): FakeEvent[] {
    const lines = readFileSync(join(this.folder, "events"), "utf8").trimEnd();
    return lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line) as FakeEvent);
  }

  /** The same as words: `mlsvc started`. */
  get history(): string[] {
    return this.events.map(({ who, what }) => `${who} ${what}`);
  }

  /** How often a fake did something, such as `mlsvc SIGTERM`. */
  count(event: string): number {
    return this.history.filter((line) => line === event).length;
  }

  /** Resolves when a fake did something for the `times`-th time; returns the last of these. */
  async until(event: string, times = 1): Promise<FakeEvent> {
    await waitFor(`"${event}", ${times} times`, () => {
      if (this.child.exitCode !== null) throw new Error(`ended before "${event}": ${this.stderr}`);
      return this.count(event) >= times;
    });
    return this.events.filter(({ who, what }) => `${who} ${what}` === event)[times - 1]!;
  }

  /** What the script itself said. */
  get said(): string[] {
    return [...this.stderr.matchAll(/^entrypoint: (.*)$/gm)].map(([, text]) => text!);
  }

  /** Resolves when the script or a process of it has said so on standard error. */
  async untilSaid(text: string): Promise<void> {
    await waitFor(`"${text}"`, () => this.stderr.includes(text));
  }

  /** Signals the script. */
  signal(signal: NodeJS.Signals = "SIGTERM"): void {
    this.child.kill(signal);
  }

  /**
   * Waits for the end and returns the exit code, 128 + n for signal n. Throws when a process of the container is still
   * there.
   */
  async ended(): Promise<number> {
    await this.child.exited;
    const left = this.processes();
    if (left.length > 0) throw new Error(`left behind: ${left.join("; ")}`);
    return this.child.exitCode ?? 128 + { SIGTERM: 15, SIGKILL: 9 }[this.child.signalCode as "SIGTERM"];
  }

  /** The processes of this container by the environment they got, each as its id and its words. */
  processes(): string[] {
    const found: string[] = [];
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const environment = readProcessFile(pid, "environ");
      if (environment.includes(`FAKE_FOLDER=${this.folder}\0`))
        found.push(`${pid} ${readProcessFile(pid, "cmdline").replaceAll("\0", " ")}`);
    }
    return found;
  }

  /** Ends whatever is still there, for a test that failed. */
  clear(): void {
    for (const line of this.processes()) {
      try {
        process.kill(Number.parseInt(line, 10), "SIGKILL");
      } catch {
        // It ended by itself meanwhile.
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
    // The process ended between the two looks, or is somebody else's.
    return "";
  }
}

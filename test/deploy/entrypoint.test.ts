import { afterAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { waitFor } from "../wait.ts";
import { Container, type ContainerOptions, ENTRYPOINT } from "./container.ts";

/** The shells that are /bin/sh in images of Debian and Ubuntu, Alpine, and Red Hat. */
const SHELLS = [["dash"], ["busybox", "sh"], ["bash", "--posix"]];

/** The command that runs a program as the first process of a new PID namespace; undefined if not permitted. */
const NAMESPACE = [
  ["unshare", "--fork", "--pid", "--kill-child"],
  ["unshare", "--user", "--map-root-user", "--fork", "--pid", "--kill-child"],
].find(([program, ...words]) => spawnSync(program!, [...words, "true"]).status === 0);

/** Returns the process ids of a process's children, including zombies. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
}

/** Returns the command of a process; empty if it has ended. */
function commandOf(pid: string): string {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll("\0", " ") : "";
}

/** Calls `isSo` without a pause until it returns true, for at most two seconds. */
function spinUntil(isSo: () => boolean): void {
  for (const until = performance.now() + 2000; !isSo() && performance.now() < until; );
}

const containers: Container[] = [];
afterAll(() => {
  for (const container of containers.splice(0)) container.clear();
});

/** Starts a container that is removed after the test. */
function start(options: ContainerOptions): Container {
  const container = new Container(options);
  containers.push(container);
  return container;
}

test("the script is executable, as ENTRYPOINT requires", () => {
  expect(statSync(ENTRYPOINT).mode & 0o111).toBe(0o111);
});

for (const shell of SHELLS) {
  const missing = Bun.which(shell[0]!) === null || process.platform !== "linux";
  if (missing) console.log(`entrypoint: left out for ${shell.join(" ")}: it is not on this machine`);

  describe.skipIf(missing)(`entrypoint.sh in ${shell.join(" ")}`, () => {
    /** Returns a container whose application and mlsvc have started. */
    async function running(options: Partial<ContainerOptions> = {}): Promise<Container> {
      const container = start({ shell, ...options });
      await Promise.all([container.until("application started"), container.until("mlsvc started")]);
      return container;
    }

    test.concurrent("reconcile runs first, the exit code is the application's, and mlsvc ends after the application", async () => {
      for (const code of [0, 7]) {
        const container = await running();
        container.write("application.exit", String(code));
        expect(await container.ended()).toBe(code);
        const { history } = container;
        expect(history.slice(0, 2)).toEqual(["reconcile started", "reconcile ended"]);
        expect(history.slice(-3)).toEqual(["application ended", "mlsvc SIGTERM", "mlsvc ended"]);
      }
    });

    test.concurrent("the exit code is 128 + n if signal n killed the application, and 127 if it could not be started", async () => {
      const killed = await running();
      process.kill((await killed.until("application started")).pid, "SIGKILL");
      expect(await killed.ended()).toBe(137);
      const absent = start({ shell, command: ["/no/such/application"] });
      expect(await absent.ended()).toBe(127);
    });

    test.concurrent.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
      "%s goes to the application, while mlsvc runs until the application has ended",
      async (signal) => {
        const container = await running({ files: { "application.drain": "" } });
        container.signal(signal);
        await container.until("application SIGTERM");
        expect(container.count("mlsvc SIGTERM")).toBe(0);
        container.remove("application.drain");
        expect(await container.ended()).toBe(143);
        expect(container.history.slice(-4)).toEqual([
          "application SIGTERM",
          "application ended",
          "mlsvc SIGTERM",
          "mlsvc ended",
        ]);
      },
    );

    test.concurrent("further signals go to the application; mlsvc gets one SIGTERM and its grace period", async () => {
      const files = { "application.drain": "", "mlsvc.drain": "" };
      const container = await running({ files });
      for (let signals = 1; signals <= 3; signals++) {
        container.signal();
        await container.until("application SIGTERM", signals);
      }
      container.remove("application.drain");
      await container.until("mlsvc SIGTERM");
      for (let signals = 0; signals < 5; signals++) {
        container.signal(signals % 2 === 0 ? "SIGTERM" : "SIGINT");
        await Bun.sleep(20);
      }
      expect(container.child.exitCode).toBeNull();
      container.remove("mlsvc.drain");
      expect(await container.ended()).toBe(143);
      expect([container.count("application SIGTERM"), container.count("mlsvc SIGTERM")]).toEqual([3, 1]);
    });

    test.concurrent("SIGQUIT is passed to the application and ends nothing", async () => {
      const container = await running();
      container.signal("SIGQUIT");
      await container.until("application SIGQUIT");
      container.signal();
      expect(await container.ended()).toBe(143);
      expect(container.history.filter((line) => line.endsWith("SIGQUIT"))).toEqual(["application SIGQUIT"]);
    });

    test.concurrent("SIGTERM during reconcile ends it, and nothing is started", async () => {
      const container = start({ shell, files: { "reconcile.drain": "" } });
      await container.until("reconcile started");
      container.signal();
      expect(await container.ended()).toBe(143);
      expect(container.history).toEqual(["reconcile started"]);
    });

    test.concurrent("SIGTERM at any moment after the start ends everything, and no process receives it twice", async () => {
      const moments = Array.from({ length: 16 }, (_, i) => i * 110);
      const ends = moments.map(async (milliseconds) => {
        const container = start({ shell });
        await Bun.sleep(milliseconds);
        container.signal();
        const code = await container.ended();
        const { history } = container;
        return {
          code,
          twice: history.filter((line, i) => line.endsWith("SIGTERM") && history.indexOf(line) !== i),
          tooEarly:
            history.includes("application ended") &&
            history.indexOf("mlsvc SIGTERM") < history.indexOf("application ended") &&
            history.includes("mlsvc SIGTERM"),
        };
      });
      expect(await Promise.all(ends)).toEqual(moments.map(() => ({ code: 143, twice: [], tooEarly: false })));
    }, 60_000);

    test.concurrent("SIGTERM while both are being started is not lost", async () => {
      const ends = Array.from({ length: 24 }, (_, i) => {
        const container = start({
          shell,
          environment: { MLSVC_RECONCILE: "off" },
          command: ["sleep", "600"],
        });
        // Polls without a pause for the processes of mlsvc and the application, because the moment is short.
        spinUntil(() => childrenOf(container.child.pid).length >= 2);
        const until = performance.now() + (i % 10) * 0.02;
        spinUntil(() => performance.now() >= until);
        container.signal();
        return container.ended();
      });
      expect(new Set(await Promise.all(ends))).toEqual(new Set([143]));
    }, 60_000);

    test.concurrent("a signal to the whole process group does not end mlsvc before the application", async () => {
      const container = await running({ files: { "application.drain": "" }, group: true });
      process.kill(-container.child.pid, "SIGTERM");
      await container.until("application SIGTERM");
      expect(container.count("mlsvc SIGTERM")).toBe(0);
      container.remove("application.drain");
      expect(await container.ended()).toBe(143);
      expect(container.history.slice(-3)).toEqual(["application ended", "mlsvc SIGTERM", "mlsvc ended"]);
    });

    test.concurrent.if(NAMESPACE !== undefined)(
      "as the first process of its container it handles SIGTERM, and reaps the orphans of the application",
      async () => {
        const container = await running({
          before: NAMESPACE,
          environment: { FAKE_ORPHAN: "1" },
          files: { "application.drain": "" },
        });
        const first = Number(childrenOf(container.child.pid)[0]);
        const orphan = await waitFor("the orphan to be the first process's", () =>
          childrenOf(first).find((pid) => commandOf(pid).startsWith("sleep 600 ")),
        );
        process.kill(Number(orphan), "SIGKILL");
        // An orphan that is not reaped remains as a zombie.
        await waitFor("the orphan to be collected", () => !childrenOf(first).includes(orphan));
        process.kill(first, "SIGTERM");
        await container.until("application SIGTERM");
        container.remove("application.drain");
        expect(await container.child.exited).toBe(143);
        expect(container.history.slice(-3)).toEqual(["application ended", "mlsvc SIGTERM", "mlsvc ended"]);
      },
    );

    test.concurrent("a reconcile that fails ends the container with its exit code and a hint", async () => {
      const container = start({ shell, files: { "reconcile.exit": "1" } });
      expect(await container.ended()).toBe(1);
      expect(container.history).toEqual(["reconcile started", "reconcile ended"]);
      expect(container.stderr).toContain("mlsvc --reconcile failed (exit code 1): nothing is started");
      expect(container.stderr).toContain("MLSVC_RECONCILE=optional");
    });

    test.concurrent("MLSVC_RECONCILE=optional starts both despite a failed reconcile, =off skips it, and other values exit with 2", async () => {
      for (const [word, reconciles] of [
        ["optional", 1],
        ["off", 0],
      ] as const) {
        const container = await running({
          environment: { MLSVC_RECONCILE: word },
          files: { "reconcile.exit": "1" },
        });
        container.signal();
        expect(await container.ended()).toBe(143);
        expect(container.count("reconcile started")).toBe(reconciles);
      }
      const wrong = start({ shell, environment: { MLSVC_RECONCILE: "maybe" } });
      expect(await wrong.ended()).toBe(2);
      expect(wrong.stderr).toContain('MLSVC_RECONCILE must be required, optional or off, not "maybe"');
    });

    test.concurrent("invalid settings, or a missing command, exit with 2 before anything is started", async () => {
      for (const [environment, said] of [
        [
          { MLSVC_RESTART_SECONDS: "soon" },
          'MLSVC_RESTART_SECONDS must be a whole number of seconds, not "soon"',
        ],
        [
          { MLSVC_HEALTHY_SECONDS: "08" },
          'MLSVC_HEALTHY_SECONDS must be a whole number of seconds, not "08"',
        ],
        [{ MLSVC_PATH: "/no/mlsvc" }, "no executable at /no/mlsvc; set MLSVC_PATH"],
      ] as const) {
        const container = start({ shell, environment });
        expect(await container.ended()).toBe(2);
        expect(container.stderr).toContain(said);
        expect(container.history).toEqual([]);
      }
      const empty = start({ shell, command: [] });
      expect(await empty.ended()).toBe(2);
      expect(empty.stderr).toContain("no command for the application");
    });

    test.concurrent("mlsvc is started again when it dies, after pauses that grow up to the maximum", async () => {
      const container = await running({ environment: { MLSVC_RESTART_SECONDS: "2" } });
      for (let starts = 1; starts <= 3; starts++) {
        const { pid } = await container.until("mlsvc started", starts);
        process.kill(pid, "SIGKILL");
      }
      await container.until("mlsvc started", 4);
      container.signal();
      expect(await container.ended()).toBe(143);
      expect(container.said).toEqual(
        [1, 2, 2].map((pause) => `mlsvc ended (exit code 137); it is started again in ${pause} s`),
      );
      expect(container.history.slice(-2)).toEqual(["mlsvc SIGTERM", "mlsvc ended"]);
    }, 60_000);

    test.concurrent("the pauses start again from the first after mlsvc has run for long enough", async () => {
      const container = await running({ environment: { MLSVC_HEALTHY_SECONDS: "1" } });
      for (let starts = 1; starts <= 2; starts++) {
        const { pid } = await container.until("mlsvc started", starts);
        process.kill(pid, "SIGKILL");
      }
      await container.until("mlsvc started", 3);
      container.signal();
      expect(await container.ended()).toBe(143);
      expect(container.stderr.match(/again in \d+ s/g)).toEqual(["again in 1 s", "again in 1 s"]);
    });

    test.concurrent("mlsvc is started again if it dies before the signal or while the application drains", async () => {
      const container = await running({ files: { "application.drain": "" } });
      process.kill((await container.until("mlsvc started")).pid, "SIGKILL");
      await container.untilSaid("it is started again in 1 s");
      container.signal();
      await container.until("application SIGTERM");
      process.kill((await container.until("mlsvc started", 2)).pid, "SIGKILL");
      await container.until("mlsvc started", 3);
      container.remove("application.drain");
      expect(await container.ended()).toBe(143);
      expect(container.history.slice(-3)).toEqual(["application ended", "mlsvc SIGTERM", "mlsvc ended"]);
    });

    test.concurrent("if mlsvc cannot start, it is tried again only after the longest pause, and the application runs and ends normally", async () => {
      const container = start({
        shell,
        environment: { MLSVC_RESTART_SECONDS: "600" },
        files: { "mlsvc.exit": "2" },
      });
      await container.until("application started");
      await container.untilSaid("mlsvc cannot start (exit code 2; it said why)");
      expect(container.stderr).toContain("the application goes on without it; next try in 600 s");
      container.signal();
      expect(await container.ended()).toBe(143);
      expect([container.count("application SIGTERM"), container.count("mlsvc started")]).toEqual([1, 1]);
    });
  });
}
